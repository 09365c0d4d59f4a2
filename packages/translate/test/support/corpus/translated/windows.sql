--| from sqlite postgres mysql mariadb

select id, row_number() over (order by id) as n from item order by id

select id, row_number() over (partition by grp order by id desc) as n from item order by id

select id, rank() over (order by qty) as r from item order by id

select id, dense_rank() over (order by qty desc) as r from item order by id

select id, ntile(3) over (order by id) as third from item order by id

select id, lag(id) over (order by id) as before_it, lead(id) over (order by id) as after_it from item order by id

select id, lag(qty, 2) over (order by id) as before_it from item order by id

select id, first_value(id) over (partition by grp order by qty, id) as first from item order by id

select id, last_value(id) over (partition by grp order by id rows between unbounded preceding and unbounded following) as last from item order by id

select id, sum(small) over (order by id) as running from item order by id

select id, sum(small) over (partition by grp) as total from item order by id

select id, count(*) over () as n from item order by id

select id, count(*) over (partition by grp order by id rows between 1 preceding and current row) as n from item order by id

select id, max(qty) over (partition by active) as most from item order by id

select id, min(name) over (order by id rows between 2 preceding and 1 preceding) as first from item order by id

select id, sum(small) over (order by grp) as running from item order by id

select x.id from (select id, row_number() over (partition by grp order by id) as n from item) as x where x.n = 1 order by x.id

select grp, count(*) as n, rank() over (order by count(*) desc) as r from item group by grp order by n desc, grp

select id, avg(weight) over (order by id rows between 1 preceding and 1 following) as mean from item where id not in (8, 11) order by id

--| from sqlite postgres mysql

--| refused mariadb: PERCENT_RANK
select id, percent_rank() over (order by id) as p from item order by id

--| refused mariadb: CUME_DIST
select id, cume_dist() over (order by id) as c from item order by id
