--| from sqlite postgres mysql mariadb

select id, coalesce(qty, 0) as qty from item order by id

select id, coalesce(name, grp, 'none') as text from item order by id

select id, coalesce(parent, qty, 0) as first from item order by id

select id, nullif(qty, 7) as qty from item order by id

select id, nullif(name, 'pad') as name from item order by id

select id from item where coalesce(active, false) = false order by id

select null as none_found

select id, coalesce(null, qty) as qty from item order by id

select id, coalesce(weight, 0) as weight from item order by id

select id, coalesce(made, '2000-01-01') as made from item order by id

--| from sqlite mysql mariadb

select id, ifnull(qty, -1) as qty from item order by id

select id, ifnull(name, 'none') as name from item order by id

--| from mysql mariadb

select id, isnull(qty) as missing from item order by id

select id, if(qty > 5, 'large', 'small') as size from item order by id

select id, if(qty is null, null, qty) as qty from item order by id

select id, greatest(qty, parent) as largest from item order by id

select id, least(qty, parent, 3) as smallest from item order by id

select id, greatest(name, grp) as later from item order by id

--| from sqlite

select id, max(qty, parent) as largest from item order by id

select id, min(qty, parent, 3) as smallest from item order by id

select id, iif(qty > 5, 'large', 'small') as size from item order by id

--| from postgres

select id, greatest(qty, parent) as largest from item order by id

select id, least(qty, parent, 3) as smallest from item order by id

select id, greatest(name, grp) as later from item order by id

--| from mariadb

select id, nvl(qty, 0) as qty from item order by id
