--| from sqlite postgres mysql mariadb

select id from item where id < 3 union all select item_id from tag order by 1

select id from item where id < 4 union select item_id from tag order by 1

select id from item intersect select item_id from tag order by 1

select id from item except select item_id from tag order by 1

select grp from item union select label from tag order by 1

select id, name from item where id < 3 union all select id, owner from account order by 1, 2

select 1 as n union all select 2 union all select 3

select 1 as n union select 1 union all select 1

select x.id from (select id from item union select item_id from tag) as x where x.id > 5 order by x.id

select id as n from item where id < 3 union all select - id from item where id < 3 order by n

select id from item where id in (select item_id from tag union select 5) order by id

select name from item where id = 1 union all select null order by 1

select qty from item union select parent from item order by 1

select id from item where id < 5 except select id from item where qty > 5 union all select 100 order by 1

select name from item where id < 6 intersect select name from item where id > 0 order by 1

--| from postgres mysql mariadb

(select id from item order by id limit 2) union all (select id from item order by id desc limit 2) order by 1

select 1 as n union all (select 2 union select 2)

select id from item where id < 3 union all select id from item where id < 4 intersect select id from item where id < 2 order by 1

--| from sqlite

select id from item where id < 3 union all select id from item where id < 4 intersect select id from item where id < 2 order by 1

--| from postgres mysql mariadb

--| refused sqlite: EXCEPT ALL
select grp from item except all select 'a' order by 1

--| from sqlite postgres mysql mariadb

select 1 as a union all select null order by a

select a from (select 1 as a union all select null) n order by a
