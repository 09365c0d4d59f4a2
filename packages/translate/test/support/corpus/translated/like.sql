--| from postgres mysql mariadb

select id from item where name like 'A%' order by id

select id from item where name like 'a%' order by id

select id from item where name like '%a%' order by id

select id from item where name not like '%a%' order by id

select id from item where name like '_pple' order by id

select id from item where name like 'pad_' order by id

select id from item where name like 'pad' order by id

select id from item where name like '' order by id

select id from item where name like '%!%%' escape '!' order by id

select id from item where name like '%!_a!!%' escape '!' order by id

select id from item where name like '_x' order by id

select id from item where name like '%[x]%' order by id

select id from item where name like '%*?' order by id

select id, name like 'A%' as matches from item order by id

select id from item where name like 'A%' or grp like 'b' order by id

select id from item where name like null order by id

--| refused sqlite: LIKE with a pattern that is no literal
select id from item where name like grp order by id

--| from postgres

select id from item where name like '100\%%' order by id

select id from item where name like '%\\b' order by id

--| from mysql mariadb

select id from item where name like '100\%%' order by id

select id from item where name like '%\\\\b' order by id

--| from sqlite

select id from item where name glob 'A*' order by id

select id from item where name glob '*a*' order by id

select id from item where name not glob '?pple' order by id

select id from item where name glob '*[*][?]' order by id

select id from item where name like '100%' order by id

select id from item where name like '%!%%' escape '!' order by id

select id from item where name like '%\%' order by id
