--| refuse postgres > mysql: an average of integers
select «avg(qty) from item

--| refuse mysql > postgres: an average of integers
select «avg(qty) from item

--| refuse mysql > postgres: division of integers that gives a decimal
select qty «/ 2 from item

--| refuse oracle > postgres: division of integers that gives a decimal
select id «/ 2 from item

--| refuse postgres > mysql: division of decimals
select price «/ 3 from item

--| refuse postgres > sqlite: decimal arithmetic, which SQLite has not
select price «+ 1 from item

--| refuse mysql > postgres: the operator + of varchar, an implicit conversion
select «name + 1 from item

--| refuse sqlite > postgres: the operator * of text, an implicit conversion
select «'3' * 2

--| refuse sqlite > postgres: a comparison of integer and text, an implicit conversion
select id from item where qty «= '7'

--| refuse mysql > postgres: a comparison of varchar and integer, an implicit conversion
select id from item where name «= 7

--| refuse mysql > sqlite: IN of integer and text, an implicit conversion
select id from item where qty «in (1, 'a')

--| refuse mysql > postgres: coalesce of integer and text, an implicit conversion
select «coalesce(qty, 'none') from item

--| refuse sqlite > mysql: CASE of integer and text, an implicit conversion
select «case when qty > 1 then 1 else 'x' end from item

--| refuse mysql > postgres: a comparison of text without a column
select 'a' «= 'A'

--| refuse postgres > sqlite: ORDER BY of text without a column
select id from item order by «cast(id as text)

--| refuse mysql > postgres: varchar as a condition
select id from item where «name

--| refuse sqlite > postgres: LIKE, which SQLite matches without regard to case
select id from item where name «like 'a%'

--| refuse postgres > sqlite: LIKE with a pattern that is no literal
select id from item where name like «$1

--| refuse postgres > mssql: LIKE with a pattern that is no literal
select id from item where name like «grp

--| refuse mssql > postgres: a set of characters in LIKE
select id from item where name like «'[ab]%'

--| refuse sqlite > postgres: a set of characters in GLOB
select id from item where name glob «'[ab]*'

--| refuse postgres > mysql: a pattern that ends with its escape
select id from item where name like «'a\'

--| refuse postgres > mysql: substring from what may be zero or negative
select substring(name, «0, 2) from item

--| refuse mysql > sqlite: substring from what may be zero or negative
select substring(name, «-3) from item

--| refuse postgres > mysql: substring from what may be zero or negative
select substring(name, «qty) from item

--| refuse postgres > mysql: substring of a length that may be negative
select substring(name, 1, «qty) from item

--| refuse postgres > mysql: left of a number that may be negative
select left(name, «-1) from item

--| refuse postgres > sqlite: lpad to a length that is no literal
select lpad(name, «qty, ' ') from item

--| refuse postgres > mysql: lpad with what is not one character
select lpad(name, 5, «'ab') from item

--| refuse postgres > mysql: trim of what is not one character
select btrim(name, «'ab') from item

--| refuse mysql > postgres: trim of what is not one character
select trim(both «'ab' from name) from item

--| refuse postgres > mysql: round of a double
select «round(weight) from item

--| refuse sqlite > postgres: round of a double
select «round(weight, 1) from item

--| refuse mysql > postgres: round of an integer
select «round(qty, -1) from item

--| refuse mysql > sqlite: round of a decimal
select «round(price, 1) from item

--| refuse postgres > mysql: a cast of double to integer
select «cast(weight as integer) from item

--| refuse mysql > postgres: a cast of varchar to bigint
select «cast(name as signed) from item

--| refuse sqlite > postgres: a cast of varchar to bigint
select «cast(name as integer) from item

--| refuse postgres > mysql: a cast of double to text
select «cast(weight as text) from item

--| refuse postgres > mysql: a cast of timestamp to text
select «cast(seen as text) from item

--| refuse postgres > sqlite: a cast of varchar to date
select «cast(name as date) from item

--| refuse sqlite > mysql: a cast of text to date
select «cast('2024-01-01' as date)

--| refuse postgres > mysql: a cast of varchar to char
select «cast(name as char(5)) from item

--| refuse postgres > sqlite: extract of second, which has a fraction
select «extract(second from seen) from item

--| refuse postgres > mysql: extract of week
select «extract(week from made) from item

--| refuse postgres > mysql: extract of dow
select «extract(dow from made) from item

--| refuse postgres > mysql: date_trunc to week
select «date_trunc('week', seen) from item

--| refuse postgres > mysql: date_trunc of a date, which gives a timestamp with time zone
select «date_trunc('month', made) from item

--| refuse sqlite > postgres: months added to a date
select date(made, «'+1 month') from item

--| refuse postgres > oracle: months added to a date
select seen «+ interval '1 month' from item

--| refuse mysql > postgres: date arithmetic of text
select date_add(«'2024-01-31', interval 1 month)

--| refuse mysql > postgres: a difference in units of month
select «timestampdiff(month, made, seen) from item

--| refuse mssql > postgres: datediff of month
select «datediff(month, made, seen) from item

--| refuse mysql > postgres: arithmetic of dates
select made «+ 1 from item

--| refuse postgres > mysql: arithmetic of dates
select seen «- made from item

--| refuse postgres > sqlite: arithmetic of dates
select seen «- seen from item

--| refuse postgres > mysql: GROUP BY a constant
select count(*) from item group by «'a'

--| refuse sqlite > postgres: a column that is not grouped
select grp, «name from item group by grp

--| refuse sqlite > postgres: a column that is not grouped
select «name, count(*) from item

--| refuse mysql > postgres: a column that is not grouped
select grp, count(*) from item group by grp order by «name

--| refuse sqlite > postgres: a column that is not grouped
select grp from item group by grp having «name = 'x'

--| refuse postgres > mysql: * of a grouped query
select «* from item group by id

--| refuse sqlite > postgres: GROUP BY an alias that may be a column
select upper(name) as qty from item group by «qty

--| refuse sqlite > mysql: ORDER BY what DISTINCT does not give
select distinct name from item order by «qty

--| refuse postgres > mysql: an alias inside of an expression of ORDER BY
select qty as id from item order by - «id

--| refuse postgres > mysql: COUNT of several values
select count(distinct qty, «id) from item

--| refuse postgres > mysql: STRING_AGG without ORDER BY, whose order is open
select «string_agg(name, ',') from item

--| refuse mysql > postgres: GROUP_CONCAT DISTINCT
select «group_concat(distinct name order by name) from item

--| refuse postgres > sqlite: ROW_NUMBER without ORDER BY, whose order is open
select «row_number() over (partition by grp) from item

--| refuse postgres > mariadb: LAG with a default
select lag(qty, 1, «0) over (order by id) from item

--| refuse postgres > mysql: MIN of booleans
select «min(active) from item

--| refuse postgres > sqlite: a sum of decimals, which SQLite keeps as text
select sum(«price) from item

--| refuse sqlite > oracle: the empty text, which Oracle takes for null
select id from item where name = «''

--| refuse oracle > postgres: a remainder by what may be zero
select «mod(qty, parent) from item

--| refuse mysql > postgres: LIMIT of an expression
select id from item limit «(select 3)

--| refuse postgres > mysql: text in a recursive query
with recursive «t (a) as (select 'x' union all select a || 'y' from t where length(a) < 5) select a from t

--| refuse postgres > mssql: UNION in a recursive query
with recursive t (a) as (select 1 «union select a + 1 from t where a < 5) select a from t

--| refuse sqlite > postgres: a recursive query with ORDER BY or LIMIT
with recursive «t (a) as (select 1 union all select a + 1 from t limit 5) select a from t

--| refuse mysql > postgres: an assignment that reads a column assigned before it
update account set balance = 1, note = cast(«balance as char)

--| refuse postgres > mysql: an assignment that reads a column assigned before it
update account set owner = 'x', note = «owner

--| refuse postgres > mysql: a subquery of the table that is changed
delete from account where balance in («select max(balance) from account)

--| refuse postgres > mysql: text for a column of integer, an implicit conversion
insert into account (id, owner) values («'1', 'x')

--| refuse sqlite > mysql: integer for a column of varchar, an implicit conversion
update account set owner = «5

--| refuse postgres > mssql: JOIN with USING
select count(*) from item «join account using (id)

--| refuse mysql > postgres: OFFSET beyond 64 bits
select id from item order by id limit 3 offset «18446744073709551615

--| refuse sqlite > postgres: LIMIT of an expression
select id from item order by id limit «-0

--| refuse mariadb > sqlite: a wildcard as LIKE's escape
select id from item where name «like '100%%' escape '%'

--| refuse mysql > postgres: HAVING without GROUP BY or an aggregate
select 1 as n from item having 1 «= 1

--| refuse mysql > postgres: FULL JOIN
select id from item «full join tag on id = item_id

--| refuse mysql > mariadb: a remainder of numbers that are not integers
select qty «% 0.5 from item

--| refuse mariadb > mysql: a subquery of the table that is changed
delete from account where balance in («select max(balance) from account)

--| refuse sqlite > postgres: decimal arithmetic, which SQLite has not
select «-price from item

--| refuse sqlite > postgres: UNION of integer and boolean
select qty from item «union select active from item

--| refuse postgres > sqlite: UNION of date and timestamp
select made from item «union select seen from item

--| refuse mysql > postgres: a date that does not exist
select cast(«'2023-02-29' as date)

--| refuse postgres > mysql: a date that does not exist
select id from item where made > date «'2100-02-29'

--| refuse sqlite > mysql: a date that does not exist
insert into account (id, owner, opened) values (60, 'x', «'2024-13-01')

--| refuse mysql > postgres: a time that does not exist
select id from item where seen > «'2024-01-31 24:00:00'

--| refuse mysql > mariadb: a cast that takes digits of a second away
select «cast('2024-01-31 10:20:30.6' as datetime)

--| refuse sqlite > mariadb: a comparison of a double with a bigint
select id from item where big «= 9007199254740992.0

--| refuse sqlite > postgres: LEAD with a default of integers and decimals
select «lead(price, 1, 0) over (order by id) from item

--| refuse postgres > sqlite: a common table expression of a table of its name
with item as (select 1 as n from «item) select n from item

--| refuse sqlite > mysql: two columns of one name
select * from «(select 1 as a, 2 as a) x

--| refuse sqlite > postgres: a parameter without a type in the select list
select «? as given

--| refuse mysql > postgres: a parameter without a type before IS
select id from item where «? is null

--| refuse sqlite > mysql: a column of the new row that is not inserted
insert into account (id, owner) values (1, 'n') on conflict (id) do update set balance = «excluded.balance

--| refuse mysql > postgres: an unsigned integer of 64 bits
select «9223372036854775808 as n

--| refuse postgres > sqlite: an integer beyond 64 bits
select «9223372036854775808 as n

--| refuse sqlite > postgres: the smallest integer of 64 bits
select «-9223372036854775808 as n

--| refuse sqlite > postgres: a column that the schema does not have
select active is «unknown from item
