--| syntax postgres: a name expected
select «from item

--| syntax mysql: the end of the query expected
select id from item «) order by id

--| syntax sqlite: `)` expected
select (1 «from item

--| syntax postgres: FROM expected
select extract(year «made) from item

--| syntax postgres: the end, where an expression was expected
select id from item where «

--| syntax postgres: text without an end
select «'open

--| syntax postgres: a statement expected
«

--| syntax mssql: the end expected
select id from item «limit 3

--| syntax oracle: the end of the query expected
select id from item offset 1 rows fetch first 1 row only «limit 3

--| syntax postgres: THEN expected
select case when 1 = 1 «end

--| syntax postgres: VALUES or a query expected
insert into account (id) «set a = 1

--| syntax mysql: ORDER BY expected
select id from item «order id

--| syntax postgres: `(` expected
with a as «select 1 select 1
