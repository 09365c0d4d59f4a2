--| refuse postgres > mysql: DISTINCT ON
select distinct «on (grp) grp, id from item

--| refuse postgres > mysql: FULL JOIN
select count(*) from item i «full join tag t on t.item_id = i.id

--| refuse postgres > mysql: NATURAL JOIN
select * from item «natural join tag

--| refuse postgres > mysql: LATERAL
select * from item i, «lateral (select 1) x

--| refuse mssql > postgres: APPLY
select * from item i «cross apply (select 1 as a) x

--| refuse postgres > sqlite: a regular expression
select id from item where name «~ '^a'

--| refuse mysql > postgres: a regular expression
select id from item where name «regexp '^a'

--| refuse postgres > mysql: ILIKE
select id from item where name «ilike 'a%'

--| refuse postgres > mysql: a JSON operator
select name «->> 'a' from item

--| refuse mysql > postgres: a JSON operator
select name «-> '$.a' from item

--| refuse sqlite > postgres: a JSON operator
select name «->> 'a' from item

--| refuse postgres > mysql: a containment operator
select id from item where name «@> 'x'

--| refuse postgres > mysql: a text search operator
select id from item where name «@@ 'x'

--| refuse sqlite > postgres: full-text search
select id from item where name «match 'x'

--| refuse sqlite > postgres: a bitwise operator
select qty «& 1 from item

--| refuse mysql > postgres: a bitwise operator
select «~ qty from item

--| refuse mysql > postgres: an optimizer hint
select «/*+ no_index(item) */ id from item

--| refuse oracle > postgres: an optimizer hint
select «/*+ full(item) */ id from item

--| refuse mysql > postgres: a comment that the engine runs
select id «/*! straight_join */ from item

--| refuse mysql > postgres: an index hint
select id from item «use index (a)

--| refuse mssql > postgres: a table hint
select id from item «with (nolock)

--| refuse sqlite > postgres: an index hint
select id from item «indexed by a

--| refuse mssql > postgres: a query hint
select id from item «option (recompile)

--| refuse mysql > postgres: a variable
select «@x

--| refuse mysql > postgres: a variable
select «@@version

--| refuse postgres > mysql: several statements in one text
select 1; «select 2

--| refuse postgres > mysql: the statement VACUUM
«vacuum item

--| refuse mysql > postgres: the statement SET
«set names utf8

--| refuse mssql > postgres: the statement DECLARE
«declare @x int

--| refuse oracle > postgres: the statement BEGIN
«begin null; end;

--| refuse mysql > postgres: REPLACE
«replace into account (id) values (1)

--| refuse mysql > postgres: INSERT IGNORE
insert «ignore into account (id) values (1)

--| refuse sqlite > postgres: INSERT OR REPLACE
insert «or replace into account (id) values (1)

--| refuse sqlite > mysql: INSERT OR IGNORE
insert «or ignore into account (id) values (1)

--| refuse mysql > postgres: UPDATE with LIMIT
update account set balance = 1 «limit 1

--| refuse mysql > postgres: DELETE with ORDER BY
delete from account «order by id limit 1

--| refuse postgres > mysql: UPDATE with FROM
update account set balance = 1 «from item where item.id = account.id

--| refuse mysql > postgres: UPDATE of several tables
update account«, item set account.balance = 1

--| refuse postgres > mysql: DELETE with other tables
delete from account «using item where item.id = account.id

--| refuse postgres > mysql: RETURNING
«insert into account (id, owner) values (1, 'x') returning id

--| refuse postgres > oracle: RETURNING
«delete from account returning id

--| refuse oracle > postgres: RETURNING INTO
delete from account where id = 1 «returning id into :x

--| refuse postgres > mysql: ON CONFLICT without its columns
insert into account (id, owner) values (1, 'x') «on conflict do nothing

--| refuse postgres > mysql: ON CONFLICT ON CONSTRAINT
insert into account (id, owner) values (1, 'x') on conflict «on constraint a do nothing

--| refuse mysql > postgres: ON DUPLICATE KEY UPDATE of a table whose one unique key is not known
insert into account (id, owner) values (1, 'x') «on duplicate key update owner = 'y'

--| refuse postgres > mysql: ON CONFLICT with WHERE
insert into account (id, owner) values (1, 'x') on conflict (id) do update set owner = 'y' where account.id «> 1

--| refuse postgres > mssql: an upsert of several rows
«insert into account (id, owner) values (1, 'x'), (2, 'y') on conflict (id) do nothing

--| refuse mssql > postgres: MERGE from a table
merge into account as t using «item as s on t.id = s.id when matched then update set balance = 1 when not matched then insert (id) values (s.id);

--| refuse mssql > postgres: MERGE with DELETE
merge into account as t using (values (1)) as s (id) on t.id = s.id when matched then «delete when not matched then insert (id) values (s.id);

--| refuse postgres > sqlite: FOR UPDATE
select id from item «for update

--| refuse postgres > mysql: FOR KEY
select id from item «for key share

--| refuse postgres > mysql: a lock of some tables
select i.id from item i for update «of i

--| refuse postgres > mysql: TRUNCATE
«truncate table item

--| refuse postgres > mysql: an array
select «array[1, 2]

--| refuse postgres > mysql: a row of values
select id from item where «(id, qty) = (1, 2)

--| refuse postgres > mysql: AT TIME ZONE
select seen «at time zone 'UTC' from item

--| refuse postgres > mysql: COLLATE
select id from item order by name «collate "C"

--| refuse postgres > mysql: the type int4range
select cast(null as «int4range)

--| refuse mysql > postgres: the type bigint unsigned
create table x (id «bigint unsigned)

--| refuse mysql > postgres: the type enum('a')
create table x (id «enum('a'))

--| refuse postgres > mysql: a column of uuid
create table x («id uuid)

--| refuse postgres > mysql: the type jsonb
create table x (a «jsonb)

--| refuse postgres > mysql: a key of text without a length
create table x (a text «primary key)

--| refuse postgres > mysql: a column of decimal without digits
create table x («a numeric)

--| refuse sqlite > postgres: a column without a type
create table x (a«)

--| refuse postgres > mssql: UNIQUE of columns that may be null
create table x (a integer «unique)

--| refuse postgres > mysql: a generated column
create table x (a integer, b integer «generated always as (a + 1) stored)

--| refuse mysql > postgres: a table option
create table x (a integer) «engine = InnoDB

--| refuse postgres > mysql: a partial index
create index i on item (name) «where qty > 1

--| refuse postgres > mysql: an index of something else than columns
create index i on item (lower«(name))

--| refuse postgres > mysql: CREATE VIEW
create «view v as select 1

--| refuse postgres > mysql: CREATE TABLE from a query
create table x «as select 1

--| refuse postgres > mysql: DROP TABLE CASCADE
drop table item «cascade

--| refuse oracle > postgres: CONNECT BY
select id from item «connect by prior id = parent

--| refuse oracle > postgres: the outer join operator (+)
select i.id from item i, tag t where t.item_id«(+) = i.id

--| refuse oracle > postgres: LEVEL
select «level from item

--| refuse sqlite > postgres: rowid
select «rowid from item

--| refuse postgres > mysql: a system column
select «ctid from item

--| refuse postgres > mysql: the function generate_series
select «generate_series(1, 3)

--| refuse postgres > mysql: the function my_function
select «my_function(1)

--| refuse postgres > sqlite: reverse for sqlite
select «reverse(name) from item

--| refuse postgres > oracle: concat_ws for oracle
select «concat_ws('-', name, grp) from item

--| refuse mssql > postgres: TOP PERCENT
select top 10 «percent id from item

--| refuse mssql > postgres: WITH TIES
select top 10 «with ties id from item order by id

--| refuse postgres > mysql: ROLLUP
select grp, count(*) from item group by «rollup (grp)

--| refuse mysql > postgres: ROLLUP
select grp, count(*) from item group by grp «with rollup

--| refuse postgres > mysql: a named window
select sum(qty) over «w from item

--| refuse postgres > sqlite: a frame of GROUPS
select sum(qty) over (order by id «groups current row) from item

--| refuse postgres > mysql: a chain of comparisons
select 1 < 2 «< 3

--| refuse mysql > postgres: the operator !
select «! active from item

--| refuse mysql > postgres: XOR
select active «xor active from item

--| refuse postgres > sqlite: EXCEPT ALL
select grp from item «except all select grp from item

--| refuse postgres > mysql: WITH before a data change
«with a as (select 1) delete from account

--| refuse postgres > mysql: a data change in WITH
with a as («delete from account returning id) select id from a

--| refuse postgres > mysql: MATERIALIZED
with a as «materialized (select 1) select 1 from a

--| refuse postgres > oracle: a quoted name in capitals
select «"ID" from (select 1 as "ID") as x

--| refuse oracle > postgres: a quoted name in lower case
select id as «"lower" from item

--| refuse postgres > mysql: a column that the schema does not have
select «nosuch from item

--| refuse postgres > mysql: a table that is not in FROM
select «x.id from item

--| refuse postgres > mysql: a column that several tables have
select «id from item, account

--| refuse mysql > postgres: a name whose declared spelling is not known
select «Name from other_table

--| refuse sqlite > postgres: a cast to varchar(n), which SQLite does not cut
select «cast(name as varchar(3)) from item

--| refuse postgres > mysql: an interval of several units
select seen + «interval '1' day to second from item

--| refuse postgres > mysql: an interval of this form
select seen + «interval '1 day 2 hours' from item

