--| from sqlite postgres mysql mariadb

select id from item where id in (select item_id from tag) order by id

select id from item where id not in (select item_id from tag) order by id

select id from item where id not in (select rank_no from tag) order by id

select id from item i where exists (select 1 from tag t where t.item_id = i.id) order by id

select id from item i where not exists (select 1 from tag t where t.item_id = i.id) order by id

select id, (select count(*) from tag t where t.item_id = i.id) as tags from item i order by id

select id, (select max(t.label) from tag t where t.item_id = i.id) as label from item i order by id

select id from item where qty = (select max(qty) from item)

select id from item where qty > (select min(qty) from item where grp = 'b') order by id

select x.grp, x.n from (select grp, count(*) as n from item group by grp) as x where x.n > 1 order by x.grp

select x.id from (select id, qty from item where qty > 0) x where x.qty < 10 order by x.id

select id from item where name in (select label from tag) or id in (select rank_no from tag where rank_no is not null) order by id

select id, exists (select 1 from tag t where t.item_id = item.id) as tagged from item order by id

select x.total from (select sum(small) as total from item) as x

select id, coalesce((select min(label) from tag where item_id = id), 'none') as label from item order by id

select max(n) as most from (select count(*) as n from tag group by item_id) as counts

select id from item where (select count(*) from tag where item_id = item.id) > 1 order by id
