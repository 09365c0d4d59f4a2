--| from sqlite postgres mysql mariadb

with big_ones as (select id, qty from item where qty > 5) select id from big_ones order by id

with a as (select id from item where id < 4), b as (select id from a where id > 1) select id from b order by id

with counts (g, n) as (select grp, count(*) from item group by grp) select g, n from counts order by g

with recursive n (i) as (select 1 union all select i + 1 from n where i < 5) select i from n order by i

with recursive tree (id, depth) as (select id, 0 from item where parent is null union all select item.id, tree.depth + 1 from item join tree on item.parent = tree.id) select id, depth from tree order by id

with x as (select 1 as n union all select 2) select sum(n) as total from x

with a as (select id, grp from item), b as (select grp, count(*) as n from a group by grp) select a.id, b.n from a join b on a.grp = b.grp order by a.id

with recursive f (a, b) as (select 0, 1 union all select b, a + b from f where b < 100) select a from f order by a

with t as (select label as l from tag) select distinct l from t order by l

select x.id from (with y as (select id from item where id < 3) select id from y) as x order by x.id

with a as (select id from item where id = 1) select (select max(id) from a) as m, count(*) as n from a
