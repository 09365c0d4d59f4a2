-- Runs once, when the volume is empty. Tests make databases and accounts of their own.
set names utf8mb4;

grant all privileges on *.* to 'db_test'@'%' with grant option;

create table authors (
  id integer primary key auto_increment,
  name varchar(200) not null unique,
  born date
);

create table books (
  id integer primary key auto_increment,
  author_id integer not null,
  title varchar(200) not null,
  price decimal(10, 2) not null check (price >= 0),
  tags json not null,
  foreign key (author_id) references authors (id)
);

insert into authors (name, born) values
  ('Ursula K. Le Guin', '1929-10-21'),
  ('Stanisław Lem', '1921-09-12'),
  ('紫式部', null);

insert into books (author_id, title, price, tags) values
  (1, 'The Dispossessed', 9.99, '["utopia"]'),
  (1, 'The Left Hand of Darkness', 8.50, '["winter", "gender"]'),
  (2, 'Solaris', 7.25, '["ocean"]'),
  (3, '源氏物語', 24.00, '["court"]');
