--| without text
--| refuse postgres > mysql: a comparison of text
select id from item where name «= 'Apple'

--| without text
--| refuse mysql > postgres: ORDER BY of text
select id from item order by «name

--| without text
--| refuse postgres > sqlite: ORDER BY of text
select id from item order by «name

--| without text
--| refuse mysql > mariadb: GROUP BY of text
select grp, count(*) from item group by «grp

--| without text
--| refuse sqlite > mysql: DISTINCT of text
select distinct «name from item

--| without text
--| refuse sqlite > mssql: IN of text
select id from item where name «in ('a', 'b')

--| without text
--| refuse mysql > sqlite: max of text
select «max(name) from item

--| without text
--| refuse postgres > mysql: UNION of text
select name from item «union select label from tag

--| without text
--| refuse postgres > mysql: count(distinct) of text
select «count(distinct name) from item

--| without text
--| refuse mysql > postgres: LIKE of text
select id from item where name «like 'A%'

--| without text
--| refuse postgres > mysql: PARTITION BY of text
select row_number() over (partition by «grp order by id) from item

--| without errors
--| refuse postgres > mysql: integer arithmetic that may overflow
select qty «+ 1 from item

--| without errors
--| refuse postgres > sqlite: a division by what may be zero
select qty «/ parent from item

--| without errors
--| refuse postgres > mysql: a division by what may be zero
select weight «/ qty from item

--| without errors
--| refuse sqlite > postgres: a subquery that may give several rows
select «(select id from item)

--| without errors
--| refuse postgres > mysql: a cast of text to integer
select «cast(name as integer) from item

--| without errors
--| refuse mysql > sqlite: integer arithmetic that may overflow
select big «* big from item

--| without errors
--| refuse mysql > postgres: a sum that may overflow
select sum(«big) from item

--| without errors
--| refuse postgres > sqlite: text that may be longer than its column
insert into account (id, owner) values (1, «upper('a'))

--| without doubles
--| refuse postgres > sqlite: a sum of doubles, which depends on the order
select sum(«weight) from item

--| without doubles
--| refuse sqlite > postgres: power
select «power(weight, 2) from item

--| without dates
--| refuse postgres > sqlite: extract
select extract(year from «made) from item

--| without dates
--| refuse sqlite > postgres: a comparison of dates
select id from item where made «= '2024-01-01'

--| without clock
--| refuse postgres > mysql: the present instant
select «now()

--| without clock
--| refuse sqlite > postgres: the present day
select «date('now')

--| without emptyText
--| refuse postgres > oracle: a text column, whose empty text Oracle takes for null
select «name from item

--| without letters
--| refuse sqlite > postgres: upper
select «upper(name) from item

--| without characters
--| refuse postgres > mssql: length
select «length(name) from item

--| without keys
--| refuse postgres > mysql: an upsert by one key, where MySQL takes any unique key
insert into account (id, owner) values (1, 'x') «on conflict (id) do nothing

--| without affectedRows
--| refuse sqlite > mysql: an upsert whose changed rows are counted differently
insert into account (id, owner) values (1, 'x') «on conflict (id) do nothing

--| without groupConcat
--| refuse mysql > postgres: group_concat
select «group_concat(name order by id) from item

--| without identity
--| refuse postgres > mysql: keys that the engine makes
create table x («id serial primary key)

--| without types
--| refuse mysql > postgres: a comparison of a value whose type is not known
select a from unknown_table where a «= 5

--| without types
--| refuse sqlite > mysql: upper of a value whose type is not known
select upper(«a) from unknown_table

--| without text
--| refuse sqlite > mysql: ORDER BY of text
select a from unknown_table order by «a

--| without errors
--| refuse sqlite > postgres: an upsert of several rows, which fails if it meets one row twice
«insert into account (id, owner) values (1, 'a'), (2, 'b') on conflict (id) do update set owner = excluded.owner
