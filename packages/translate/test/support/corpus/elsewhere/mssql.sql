--| from mssql

--| means select id, name from item order by id limit 3
select top (3) id, name from item order by id

--| means select id from item order by id nulls first offset 2 limit 3
select [id] from [item] order by [id] offset 2 rows fetch next 3 rows only

--| means select id, qty from item order by qty nulls first, id
select id, qty from item order by qty, id

--| means select id, qty from item order by qty desc nulls last, id
select id, qty from item order by qty desc, id

--| means select id, name || N'!' as loud from item order by id
select id, name + N'!' as loud from item order by id

--| means select id, length(rtrim(name)) as n from item order by id
select id, len(name) as n from item order by id

--| means select id, strpos(name, 'p') as p from item order by id
select id, charindex('p', name) as p from item order by id

--| means select id, coalesce(qty, 0) as q from item order by id
select id, isnull(qty, 0) as q from item order by id

--| means select id, case when qty > 5 then 'large' else 'small' end as size from item order by id
select id, iif(qty > 5, 'large', 'small') as size from item order by id

--| means select id, extract(year from made)::int as y, extract(month from made)::int as m from item order by id
select id, year(made) as y, datepart(month, made) as m from item order by id

--| means select id, (made + interval '1 month')::date as later from item order by id
select id, dateadd(month, 1, made) as later from item order by id

--| means select id, seen - interval '2 hours' as earlier from item order by id
select id, dateadd(hh, -2, seen) as earlier from item order by id

--| means select id, made - date '2024-01-01' as days from item order by id
select id, datediff(day, cast('2024-01-01' as date), made) as days from item order by id

--| means select id from item where active order by id
select id from item where active = 1 order by id

--| means select id from item where active is distinct from true and active is not null order by id
select id from item where active = 0 order by id

--| means select id, qty / 2 as half from item order by id
select id, qty / 2 as half from item order by id

--| means select trunc(avg(small))::int as mean from item
select avg(small) as mean from item

--| means select grp, count(*) as n from item group by grp order by grp nulls first
select grp, count(*) as n from item group by grp order by grp

--| means select string_agg(label, '; ' order by label, item_id) as labels from tag
select string_agg(label, '; ') within group (order by label, item_id) as labels from tag

--| means select id, cast(qty as text) as text from item order by id
select id, cast(qty as nvarchar(max)) as text from item order by id

--| refused sqlite: a cast of decimal to integer
--| means select id, trunc(price)::int as cut from item where id <> 8 order by id
select id, cast(price as int) as cut from item where id <> 8 order by id

--| means select id, qty::bigint * 4 as large from item order by id
select id, convert(bigint, qty) * 4 as large from item order by id

--| means select id, concat(name, grp) as joined from item order by id
select id, concat(name, grp) as joined from item order by id

--| means select id from item where name like '100\%%'
select id from item where name like '100!%%' escape '!'

--| means select id, row_number() over (partition by grp order by id) as n from item order by id
select id, row_number() over (partition by grp order by id) as n from item order by id

--| means select id, substr(name, 2, 3) as middle from item order by id
select id, substring(name, 2, 3) as middle from item order by id

--| means with recursive n (i) as (select 1 union all select i + 1 from n where i < 5) select i from n order by i
with n (i) as (select 1 union all select i + 1 from n where i < 5) select i from n order by i

--| means select id from item where name in ('Apple', 'pad') order by id
select id from item where name in ('Apple', N'pad') order by id -- as they are

--| means insert into account (id, owner, balance) values (1, 'x', 3) on conflict (id) do update set balance = excluded.balance + account.balance
merge into account with (holdlock) as t using (values (1, N'x', 3)) as s (id, owner, balance) on t.id = s.id when matched then update set balance = s.balance + t.balance when not matched then insert (id, owner, balance) values (s.id, s.owner, s.balance);

--| means update account set note = owner || '!', active = true where id = 2
update account set note = owner + '!', active = 1 where id = 2

--| means delete from account where balance < 0
delete account where balance < 0

--| refused mysql, mariadb: RETURNING
--| means update account set balance = 9 where id = 2 returning id, balance
update account set balance = 9 output inserted.id, inserted.balance where id = 2
