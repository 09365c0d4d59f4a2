--| from postgres mysql mariadb

select id, extract(year from made) as y, extract(month from made) as m, extract(day from made) as d from item order by id

select id, extract(hour from seen) as h, extract(minute from seen) as m from item order by id

select id from item where extract(year from made) = 2024 order by id

select id, extract(quarter from made) as q from item order by id

select id from item where made > date '2024-02-01' order by id

select id from item where seen >= timestamp '2024-02-28 06:07:08' order by id

select extract(year from made) as y, count(*) as n from item group by extract(year from made) order by 1

select id from item where made < current_date order by id

select id from item where seen < current_timestamp order by id

select count(*) as n from item where seen > now()

select id, cast(seen as date) as day from item order by id

select id from item where cast(seen as date) = made order by id

--| from postgres

select id, made + interval '1 day' as later from item order by id

select id, made + interval '1 month' as later from item order by id

select id, seen + interval '1 month' as later from item order by id

select id, seen - interval '2 hours' as earlier from item order by id

select id, seen + interval '1' year as later from item order by id

select id, interval '90 minutes' + seen as later from item order by id

select id, made + 7 as later from item order by id

select id, made - 1 as earlier from item order by id

select id, made - date '2024-01-01' as days from item order by id

select id, date_trunc('month', seen) as month from item order by id

select id, date_trunc('day', seen) as day, date_trunc('hour', seen) as hour, date_trunc('year', seen) as year from item order by id

select id, date_trunc('quarter', seen) as q, date_trunc('minute', seen) as m, date_trunc('second', seen) as s from item order by id

select id, date_part('year', made) as y from item order by id

select id, seen::date as day, made::timestamp as moment from item order by id

select id from item where made + interval '1 month' > seen order by id

select id from item where seen > made order by id

select id from item where made > current_date - 36500 order by id

select id, cast(made as varchar) as text from item order by id

--| from mysql mariadb

select id, year(made) as y, month(made) as m, day(made) as d from item order by id

select id, hour(seen) as h, minute(seen) as m, second(seen) as s from item order by id

select id, quarter(made) as q, dayofmonth(made) as d from item order by id

select id, date_add(made, interval 1 day) as later from item order by id

select id, date_add(made, interval 1 month) as later from item order by id

select id, date_add(seen, interval 1 month) as later from item order by id

select id, date_sub(seen, interval 2 hour) as earlier from item order by id

select id, made + interval 1 year as later from item order by id

select id, seen - interval 90 minute as earlier from item order by id

select id, date_add(made, interval qty day) as later from item where qty between -10 and 10 order by id

select id, date_add(made, interval 2 week) as later, date_add(made, interval 1 quarter) as other from item order by id

select id, date_add(made, interval 2 hour) as later from item order by id

select id, datediff(made, '2024-01-01') as days from item order by id

select id, datediff(seen, made) as days from item order by id

select id, timestampdiff(day, made, seen) as d, timestampdiff(hour, made, seen) as h, timestampdiff(minute, seen, made) as m from item order by id

select id, date(seen) as day from item order by id

select id from item where date(seen) between '2024-01-01' and '2024-02-29' order by id

select id, cast(made as datetime) as moment from item order by id

select id, concat(made, '!') as text from item order by id

--| from sqlite

select id, date(seen) as day from item order by id

select id, date(made, '+1 day') as later from item order by id

select id, datetime(seen, '-2 hours') as earlier from item order by id

select id, date(made, 'start of month') as month from item order by id

select id, date(seen, 'start of year', '+10 days') as day from item order by id

select id, cast(strftime('%Y', made) as integer) as y, cast(strftime('%m', made) as integer) as m, cast(strftime('%d', seen) as integer) as d from item order by id

select id, cast(strftime('%H', seen) as integer) as h, cast(strftime('%M', seen) as integer) as m, cast(strftime('%S', seen) as integer) as s from item order by id

select id from item where made < date('now') order by id

select id from item where seen < datetime('now', '+1 day') order by id

select id, datetime(seen) as moment from item order by id
