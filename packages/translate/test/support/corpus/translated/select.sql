--| from sqlite postgres mysql mariadb

select id, name from item order by id

select * from item order by id

select item.* from item order by item.id

select i.id as number, i.name as called from item as i order by i.id

select i.id, i.qty from item i where i.qty is not null order by i.id

select distinct grp from item where grp is not null

select distinct grp, active from item

select id from item where active order by id

select id from item where not active order by id

select id, active from item order by id

select 1 as one

select 1 as one, 'text' as two, null as three

select id as "Mixed Case", qty as "order" from item order by id

select id from item where id = 3 or id = 5 and qty is null order by id

select id from item where (id = 3 or id = 5) and qty is null

select id from item where not (id > 3) order by id

select id from item where true order by id

select id from item where active = true and id < 100 order by id

select count(*) as n from item where active is not null

select id from item where active is true order by id

select id from item where active is not true order by id

select id from item where active is false order by id

select id from item where active is not false order by id

--| from sqlite mysql mariadb

--| parameters [3]
select id, name from item where id = ? order by id

--| parameters [3, "Apple", 7]
select id from item where id = ? or name = ? or qty = ? order by id

--| parameters [7, 4]
select id from item where qty = ? and id <> ?

--| from postgres

--| parameters [3, "Apple"]
select id from item where name = $2 or id = $1 order by id

--| parameters [1]
select id, qty + $1 as more from item where id < 4 order by id

