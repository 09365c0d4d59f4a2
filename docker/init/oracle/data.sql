-- Runs once, when the volume is empty.
alter session set container = FREEPDB1;
alter session set current_schema = db_test;

grant create view, create procedure, create sequence, create trigger, create type, create materialized view to db_test;
grant execute on sys.dbms_lock to db_test;
grant select on sys.v_$session to db_test;
grant select on sys.dba_pending_transactions to db_test;
grant force any transaction to db_test;

create table authors (
  id number(10) generated always as identity primary key,
  name nvarchar2(200) not null unique,
  born date
);

create table books (
  id number(10) generated always as identity primary key,
  author_id number(10) not null references authors (id),
  title nvarchar2(200) not null,
  price number(10, 2) not null check (price >= 0),
  tags clob not null check (tags is json)
);

insert into authors (name, born) values (n'Ursula K. Le Guin', date '1929-10-21');
insert into authors (name, born) values (unistr('Stanis\0142aw Lem'), date '1921-09-12');
insert into authors (name, born) values (unistr('\7D2B\5F0F\90E8'), null);

insert into books (author_id, title, price, tags) values (1, n'The Dispossessed', 9.99, '["utopia"]');
insert into books (author_id, title, price, tags) values (1, n'The Left Hand of Darkness', 8.50, '["winter", "gender"]');
insert into books (author_id, title, price, tags) values (2, n'Solaris', 7.25, '["ocean"]');
insert into books (author_id, title, price, tags) values (3, unistr('\6E90\6C0F\7269\8A9E'), 24.00, '["court"]');

commit;
