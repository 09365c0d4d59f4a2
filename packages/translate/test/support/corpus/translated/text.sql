--| from sqlite postgres mysql mariadb

select id, upper(name) as big, lower(name) as small from item where id <> 10 order by id

select upper('abc') as big, lower('ABC') as small

select id, replace(name, 'p', 'q') as name from item order by id

select id, replace(name, '', 'x') as name from item order by id

select id, trim(name) as name from item order by id

select id, ltrim(name) as l, rtrim(name) as r from item order by id

select id, substr(name, 2) as rest from item order by id

select id, substr(name, 1, 3) as start from item order by id

select id, substr(name, 3, 0) as none from item order by id

select id, substring(name, 2, 100) as rest from item order by id

select id, concat_ws('-', name, grp) as joined from item order by id

select concat_ws(', ', 'a', null, 'b') as joined

select id from item where upper(grp) = 'A' order by id

select id, upper(substr(grp, 1, 1)) as initial from item order by id

--| from postgres mysql mariadb

select id, char_length(name) as n from item order by id

select id, octet_length(name) as n from item order by id

select id, left(name, 2) as l, right(name, 2) as r from item order by id

select id, left(name, 0) as l, right(name, 0) as r from item order by id

select id, right(name, 100) as r from item order by id

select id, lpad(name, 8, '*') as l, rpad(name, 8, '*') as r from item order by id

select id, lpad(name, 2, ' ') as l, rpad(name, 2, ' ') as r from item order by id

select id, position('p' in name) as p from item order by id

select id, position('' in name) as p from item order by id

select id, trim(both 'A' from name) as name from item order by id

select id, trim(leading 'p' from name) as name, trim(trailing 'e' from name) as other from item order by id

select id, substring(name from 2 for 2) as middle from item order by id

select id, substring(name from 2) as rest from item order by id

--| refused sqlite: reverse for sqlite
select id, reverse(name) as name from item order by id

select id, substring(name, position('p' in name) + 1) as rest from item order by id

--| from sqlite postgres

select id, name || '!' as name from item order by id

select id, name || grp as name from item order by id

select id, id || '/' || name as path from item order by id

select id, length(name) as n from item order by id

select id from item where length(name) > 5 order by id

select 'a' || 'b' || 'c' as joined

select id, concat(name, grp, '!') as joined from item order by id

select id, concat(name, qty) as joined from item order by id

select id, trim(name, 'x') as name from item order by id

--| from mysql mariadb

select id, concat(name, '-', grp) as joined from item order by id

select id, concat(id, name) as joined from item order by id

select id, length(name) as n from item order by id

select id, locate('p', name) as p from item order by id

select id, instr(name, 'p') as p from item order by id

select id, ucase(grp) as big, lcase(grp) as small from item order by id

select id, mid_name from (select id, substring(name, 1, 2) as mid_name from item) as x order by id

--| from postgres

select id, strpos(name, 'p') as p from item order by id

select id, btrim(name) as name from item order by id

select id, btrim(name, 'A') as name from item order by id

--| from sqlite

select id, instr(name, 'p') as p from item order by id

select id, ltrim(name, 'A') as name from item order by id

select id, octet_length(name) as n from item order by id
