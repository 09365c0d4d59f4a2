--| from sqlite postgres

--| refused mysql: RETURNING
insert into account (id, owner) values (10, 'x') returning id, balance

--| refused mysql: RETURNING
insert into account (id, owner) values (10, 'x'), (11, 'y') returning *

--| refused mysql, mariadb: RETURNING
update account set balance = balance + 1 where id < 3 returning id, balance as now_it_is

--| refused mysql: RETURNING
delete from account where id < 3 returning id, owner

--| refused mysql: RETURNING
insert into account (id, owner, balance) values (1, 'x', 3) on conflict (id) do update set balance = excluded.balance returning id, balance

--| from mariadb

--| refused mysql: RETURNING
insert into account (id, owner) values (10, 'x') returning id, balance

--| refused mysql: RETURNING
delete from account where id < 3 returning id, owner
