--| from sqlite postgres mysql mariadb

select i.id, t.label from item i join tag t on t.item_id = i.id order by i.id, t.label

select i.id, t.label from item i inner join tag t on t.item_id = i.id and t.label = 'red' order by i.id

select i.id, t.label from item i left join tag t on t.item_id = i.id order by i.id, t.label

select i.id, t.label from item as i left outer join tag as t on t.item_id = i.id where t.label is null order by i.id

select t.label, i.name from item i right join tag t on t.item_id = i.id order by t.label, i.id

select a.id, b.id as other from item a cross join item b where a.id < 3 and b.id > 10 order by a.id, b.id

select a.id, b.id as other from item a, item b where b.parent = a.id order by a.id, b.id

select a.id, b.name, c.name as grand from item a left join item b on b.id = a.parent left join item c on c.id = b.parent order by a.id

select i.id, x.n from item i join (select item_id, count(*) as n from tag group by item_id) as x on x.item_id = i.id order by i.id

select count(*) as n from item a join item b on a.grp = b.grp

select i.id from item i left join (tag t join account a on a.id = t.rank_no) on t.item_id = i.id order by i.id, a.id

select i.id, t.label from item i left join tag t on t.item_id = i.id and i.active order by i.id, t.label

select a.id, b.id as child from item a join item b on b.parent = a.id and b.qty > a.qty order by a.id, b.id

--| from postgres sqlite

--| refused mysql, mariadb: FULL JOIN
select i.id, t.label from item i full join tag t on t.item_id = i.id order by i.id, t.label
