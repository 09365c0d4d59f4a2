--| from sqlite postgres mysql mariadb

select count(*) from item

select count(qty) as n, count(*) as total from item

select count(distinct grp) as n from item

select count(distinct qty) as n from item

select min(qty) as low, max(qty) as high from item

select min(name) as first, max(name) as last from item

select min(made) as first, max(seen) as last from item

select sum(small) as total from item

select sum(qty) as total from item where id not in (10, 11)

select sum(weight) as total from item

select avg(weight) as mean from item where id <> 8

select sum(qty) as none_found from item where id > 100

select count(*) as none_found from item where id > 100

select min(big) as low, max(big) as high from item

select sum(case when active then 1 else 0 end) as actives from item

select count(case when qty > 5 then 1 end) as n from item

select sum(distinct small) as total from item

select min(weight) as low, max(weight) as high from item

select count(*) + 1 as n from item

select max(qty) - min(small) as spread from item where id not in (10, 11)

select sum(small) * 2 as twice from item

select sum(weight * 2) as total from item where id < 5

select avg(weight + 0) as mean from item where grp = 'a' and id < 5

--| from sqlite

select avg(small) as mean from item

select sum(big) as total from item where id < 5 and id <> 1

select total from (select count(*) as total from item)

--| from mysql mariadb

select sum(qty > 5) as n from item

select group_concat(label order by label, item_id separator '; ') as labels from tag

select group_concat(name order by id) as names from item

select count(*) as n, sum(active) as yes from item

select sum(big) as total from item where id < 5

select sum(qty) as total from item

--| from postgres

select string_agg(label, '; ' order by label, item_id) as labels from tag

select string_agg(name, ',' order by id desc) as names from item

select count(*) filter (where qty > 5) as n, sum(small) filter (where active) as s from item

select bool_and(active) as every_one, bool_or(active) as any_one from item

select every(qty > -10) as low from item where id < 5

select sum(big) as total from item where id < 5

select grp, string_agg(name, '' order by id) as names from item group by grp order by grp

select max(name) filter (where grp = 'a') as name from item

--| from sqlite

select group_concat(label, '; ' order by label, item_id) as labels from tag

select string_agg(name, ',' order by id desc) as names from item

select count(*) filter (where qty > 5) as n from item
