--| from sqlite postgres mysql mariadb

select id, qty from item order by qty, id

select id, qty from item order by qty desc, id desc

select id, name from item order by name, id

select id, name from item order by name desc, id

select id, grp, qty from item order by grp, qty desc, id

select id, active from item order by active, id

select id, made from item order by made desc, id

select id, seen from item order by seen, id

select id, qty as amount from item order by amount, id

select id, qty from item order by 2, 1

select id, qty from item order by 2 desc, 1 desc

select id, weight from item order by weight, id

select id, coalesce(qty, 0) as q from item order by coalesce(qty, 0), id

select id from item order by abs(id - 5), id

select id, - id as negative from item order by negative

select distinct qty from item where qty is not null order by qty

select id from item order by qty is null, id

select i.id, t.label from item i left join tag t on t.item_id = i.id order by t.label, i.id

select name as id, qty from item where qty is not null order by qty, item.id

--| from sqlite postgres

select id, qty from item order by qty nulls first, id

select id, qty from item order by qty nulls last, id

select id, qty from item order by qty desc nulls first, id

select id, qty from item order by qty desc nulls last, id

select id, name from item order by name nulls last, id desc

select qty as amount, id from item order by amount desc nulls last, id
