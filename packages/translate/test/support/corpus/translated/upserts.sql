--| from sqlite postgres

insert into account (id, owner) values (1, 'other') on conflict (id) do nothing

insert into account (id, owner) values (9, 'other') on conflict (id) do nothing

insert into account (id, owner, balance) values (1, 'other', 7) on conflict (id) do update set balance = excluded.balance

insert into account (id, owner, balance) values (1, 'other', 7), (9, 'new', 8) on conflict (id) do update set owner = excluded.owner, balance = account.balance + excluded.balance

insert into account (id, owner) values (1, 'x') on conflict (id) do update set note = 'seen', balance = account.balance + 1

insert into account (id, owner, balance) select id, name, small from item where id < 4 on conflict (id) do update set balance = excluded.balance

--| refused mysql, mariadb: ON CONFLICT with WHERE
insert into account (id, owner, balance) values (1, 'x', 3) on conflict (id) do update set balance = 3 where account.balance < 50

--| refused mysql, mariadb: an assignment that reads a column assigned before it
insert into account (id, owner, balance) values (1, 'x', 3) on conflict (id) do update set balance = 3, note = cast(account.balance as text)

--| from sqlite

insert into account (id, owner, balance) values (1, 'x', 3) on conflict (id) do update set balance = balance + excluded.balance

--| from mysql mariadb

insert into account (id, owner, balance) values (1, 'x', 3) on duplicate key update balance = values(balance)

insert into account (id, owner, balance) values (1, 'x', 3), (9, 'y', 4) on duplicate key update owner = values(owner), balance = balance + values(balance)

insert into account (id, owner) values (2, 'x') on duplicate key update note = concat(owner, '!'), balance = 0

insert into account (id, owner) values (2, 'x') on duplicate key update id = id

--| from mysql

insert into account (id, owner, balance) values (1, 'x', 3) as fresh on duplicate key update balance = fresh.balance + account.balance

--| from postgres

--| parameters [1, "bound", 5]
insert into account (id, owner, balance) values ($1, $2, $3) on conflict (id) do update set balance = excluded.balance + $3
