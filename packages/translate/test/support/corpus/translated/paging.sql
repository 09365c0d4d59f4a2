--| from sqlite postgres mysql mariadb

select id from item order by id limit 3

select id from item order by id limit 3 offset 2

select id from item order by id desc limit 1

select id from item order by id limit 0

select id, qty from item order by qty desc, id limit 4 offset 1

select (select max(id) from item) as largest

select x.id from (select id from item order by id desc limit 5) as x order by x.id

select id from item order by id limit 100 offset 11

--| from sqlite mysql mariadb

select id from item order by id limit 2, 3

--| parameters [3]
select id from item order by id limit ?

--| parameters [3, 2]
select id from item order by id limit ? offset ?

--| from postgres

select id from item order by id offset 10

select id from item order by id limit all offset 10

select id from item order by id limit null

select id from item order by id fetch first 2 rows only

select id from item order by id offset 3 rows fetch next row only

--| parameters [3, 2]
select id from item order by id limit $2 offset $1

--| from sqlite

select id from item order by id limit -1 offset 10

--| from mysql mariadb

select id from item order by id limit 18446744073709551615 offset 10

--| from mysql mariadb

select id from item order by id limit 3 offset 9223372036854775807
