--| from sqlite postgres mysql mariadb

select grp, count(*) as n from item group by grp order by grp

select grp, count(*) as n, max(qty) as most from item where qty is not null group by grp order by grp

select grp, active, count(*) as n from item group by grp, active order by grp, active

select grp, count(*) as n from item group by grp having count(*) > 1 order by grp

select grp, sum(small) as total from item group by grp having sum(small) > 0 order by grp

select grp, count(*) as n from item group by grp order by n desc, grp

select grp as category, count(*) as n from item group by grp order by category

select qty % 3 as rest, count(*) as n from item where qty is not null group by qty % 3 order by qty % 3

select count(*) as n from item having count(*) > 3

select grp, count(*) as n from item group by 1 order by 1

select label, count(distinct item_id) as n from tag group by label order by label

select upper(grp) as g, count(*) as n from item group by upper(grp) order by upper(grp)

select grp, min(name) as first, max(made) as last from item group by grp order by grp

select i.grp, count(t.label) as n from item i left join tag t on t.item_id = i.id group by i.grp order by i.grp

select active, sum(small) as total from item group by active order by active

select made, count(*) as n from item group by made order by made

select grp from item group by grp having max(qty) > 5 and count(*) > 2 order by grp

--| from sqlite mysql mariadb

select qty % 3 as rest, count(*) as n from item where qty is not null group by rest order by rest

select grp as g, count(*) as n from item group by g order by g

--| from sqlite

select case when qty > 5 then 'large' else 'small' end as size, count(*) as n from item group by case when qty > 5 then 'large' else 'small' end order by 1

--| from postgres sqlite

select case when qty > 5 then 'large' else 'small' end as size, count(*) as n from item group by case when qty > 5 then 'large' else 'small' end
