--| from oracle

--| means select id, qty from item where qty > 5 order by id limit 3
select id, qty from item where qty > 5 order by id fetch first 3 rows only

--| means select id from item order by id offset 2 limit 3
select id from item order by id offset 2 rows fetch next 3 rows only

--| means select id from item where id <= 3 order by id
select * from (select id from item order by id) where rownum <= 3

--| means select id, qty from item order by qty nulls last, id
select id, qty from item order by qty, id

--| means select id, nullif(concat(name, grp), '') as joined from item order by id
select id, name || grp as joined from item order by id

--| means select id, coalesce(qty, 0) as q from item order by id
select id, nvl(qty, 0) as q from item order by id

--| means select id, case when qty is not null then 'yes' else 'no' end as known from item order by id
select id, nvl2(qty, 'yes', 'no') as known from item order by id

--| means select id, case grp when 'a' then 1 when 'b' then 2 else 0 end as number from item order by id
select id, decode(grp, 'a', 1, 'b', 2, 0) as "NUMBER" from item order by id

--| means select 1 as one
select 1 as one from dual

--| means select id, (extract(year from made)) as y from item order by id
select id, extract(year from made) as y from item order by id

--| means select id, strpos(name, 'p') as p from item order by id
select id, instr(name, 'p') as p from item order by id

--| means select id, substr(name, 1, 2) as start from item order by id
select id, substr(name, 1, 2) as start from item order by id

--| means select id from item where made >= date '2024-01-31' order by id
select id from item where made >= date '2024-01-31' order by id

--| means select id, seen + interval '1 day' as later from item order by id
select id, seen + interval '1' day as later from item order by id

--| means select id from item except select item_id from tag order by 1
select id from item minus select item_id from tag order by 1

--| means select id, greatest(qty, parent) as g from item where qty is not null and parent is not null order by id
select id, greatest(qty, parent) as g from item where qty is not null and parent is not null order by id

--| refused mysql, mariadb: joined texts in an order by what is not known to be null or not
--| means select string_agg(label, '; ' order by label, item_id) as labels from tag
select listagg(label, '; ') within group (order by label, item_id) as labels from tag

--| means select id, mod(qty, 4)::numeric as rest from item order by id
select id, mod(qty, 4) as rest from item order by id

--| means select id from item where name = 'O''Neil [x]*?'
select id from item where name = q'[O'Neil [x]*?]'

--| means insert into account (id, owner, balance) values (2, 'x', 3) on conflict (id) do update set owner = excluded.owner
merge into account t using (select 2 as id, 'x' as owner, 3 as balance from dual) s on (t.id = s.id) when matched then update set t.owner = s.owner when not matched then insert (id, owner, balance) values (s.id, s.owner, s.balance)

--| means update account set balance = 5 where id in (select item_id from tag)
update account a set a.balance = 5 where a.id in (select item_id from tag)

--| means delete from account where note is null
delete from account where note is null

--| means select lpad(grp, 3, '*') as l, id from item order by id
select lpad(grp, 3, '*') as l, id from item order by id

--| means select count(*) as n from item where seen < now()
select count(*) as n from item where seen < systimestamp

--| means select id, case when active then 'on' else 'off' end as state from item order by id
select id, case when active = 1 then 'on' else 'off' end as state from item order by id
