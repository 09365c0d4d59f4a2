--| from postgres

select id, qty::text as text from item order by id

select id, cast(qty as varchar(3)) as text from item order by id

select id, cast(name as varchar(3)) as text from item order by id

select id, qty::bigint * 4 as large from item order by id

select id, qty::double precision / 3 as third from item order by id

select id, cast(price as double precision) as price from item order by id

select id, active::int as number from item order by id

select id, qty::boolean as truth from item order by id

select id, trunc(weight)::int as cut from item where id <> 8 order by id

select id, floor(weight)::bigint as low from item order by id

select cast('42' as integer) as number, '7'::int + 1 as more

select id, extract(year from made)::int as year from item order by id

select id, (qty > 5)::int as large from item order by id

select id, small::integer + 100000 as wide from item order by id

--| refused sqlite: a cast of decimal to integer
select id, price::int as rounded from item order by id

--| refused sqlite: a cast of smallint to decimal
select id, cast(small as decimal(12, 3)) as exact from item order by id

--| parameters [5]
select $1::int + 1 as more

--| parameters ["x"]
select cast($1 as text) as text

--| from mysql mariadb

select id, cast(qty as char) as text from item order by id

select id, cast(qty as char(3)) as text from item order by id

select id, cast(active as signed) as number from item order by id

select id, cast(small as double) / 3 as third from item order by id

select id, convert(qty, char) as text from item order by id

--| refused sqlite: a cast of decimal to bigint
select id, cast(price as signed) as rounded from item order by id

--| refused sqlite: a cast of smallint to decimal
select id, cast(small as decimal(12, 3)) as exact from item order by id

select id, cast(name as char(2)) as start from item order by id

--| parameters [5]
select cast(? as signed) + 1 as more

--| from sqlite

select id, cast(qty as text) as text from item order by id

select id, cast(weight as integer) as cut from item where id <> 8 order by id

select id, cast(qty as real) / 3 as third from item order by id

select id, cast(active as integer) as number from item order by id

--| parameters [5]
select cast(? as integer) + 1 as more
