--| from sqlite postgres mysql mariadb

insert into account (id, owner) values (10, 'new')

insert into account (id, owner, balance, note) values (10, 'a', 1, 'x'), (11, 'b', -2, null)

insert into account values (10, 'all', 5, 'note', '2024-02-29', true)

insert into account (id, owner, balance) select id + 100, name, small from item where id in (1, 2)

insert into account (id, owner, opened, active) values (10, 'dated', '2024-12-31', false)

insert into account (owner, id, balance) values ('it''s', 10, 1 + 2 * 3)

update account set balance = 5

update account set balance = balance + 10 where id = 1

update account set balance = balance * 2, note = 'changed' where balance < 0

update account set note = null where owner = 'Ada'

update account set balance = (select count(*) from item) where id = 2

update account set note = owner, owner = 'x' where id = 3

update account set active = not active where active is not null

update account set balance = case when balance < 0 then 0 else balance end

update account set balance = coalesce(balance, 0) - 1 where id in (select item_id from tag)

update account set note = upper(owner) where note is null

update account set opened = '2025-01-01', active = true where id = 3

update account set balance = 1 where id > 100

delete from account

delete from account where id = 2

delete from account where balance <= 0

delete from account where id in (select item_id from tag where label = 'red')

delete from account where exists (select 1 from tag where tag.item_id = account.id)

delete from account where note is null or note = ''

insert into account (id, owner, note) values (10, '😀', 'ünï')

--| from postgres mysql mariadb

--| refused sqlite: DEFAULT as a value
insert into account (id, owner, balance) values (10, 'default', default)

--| refused sqlite: DEFAULT as a value
update account set balance = default where id = 1

--| refused sqlite: DEFAULT as a value
insert into account (id, owner, balance) values (11, 'default', default)

--| from sqlite mysql mariadb

--| parameters [10, "bound", 3]
insert into account (id, owner, balance) values (?, ?, ?)

--| parameters [7, "Ada"]
update account set balance = balance + ? where owner = ?

--| parameters [2]
delete from account where id = ?

--| from postgres

--| parameters [10, "bound"]
insert into account (id, owner, note) values ($1, $2, $2)

--| parameters ["x", 1]
update account set note = $1 where id = $2

update account as a set balance = a.balance + 1 where a.id = 1

delete from account as a where a.id = 1

--| from mysql mariadb

insert into account set id = 10, owner = 'set', balance = 4

insert account (id, owner) value (10, 'short')

update account as a set a.balance = 3 where a.id = 1

--| from sqlite

update account as a set balance = 3 where a.id = 1
