--| from sqlite postgres mysql mariadb

select id from item where qty > 0 order by id

select id from item where qty >= 7 and qty <= 10 order by id

select id from item where qty <> 7 order by id

select id from item where qty != 7 order by id

select id from item where qty = parent order by id

select id from item where big > small order by id

select id from item where weight > 1 order by id

select id from item where weight > qty order by id

select id from item where weight < 2.5 order by id

select id from item where name = 'Apple'

select id from item where name = 'apple'

select id from item where name = 'pad'

select id from item where name = 'pad ' or name = 'Cherry' order by id

select id from item where name <> 'pad' order by id

select id from item where name > 'a' order by id

select id from item where name <= 'Cherry' order by id

select id from item where name = ''

select id from item where name <> '' order by id

select id from item where grp = 'C'

select id from item where name < grp order by id

select id from item where made = '2024-02-29'

select id from item where made > '2024-01-31' order by id

select id from item where made between '2024-01-01' and '2024-02-28' order by id

select id from item where seen > '2024-03-01 00:00:00' order by id

select id from item where seen = '2023-12-31 00:00:00'

select id from item where qty between -5 and 7 order by id

select id from item where qty not between -5 and 7 order by id

select id from item where name between 'A' and 'b' order by id

select id from item where qty in (7, 10, 4) order by id

select id from item where qty not in (7, 10) order by id

select id from item where qty in (7, null) order by id

select id from item where qty not in (7, null) order by id

select id from item where name in ('Apple', 'pad', '') order by id

select id from item where grp not in ('a', 'c') order by id

select id from item where name is null

select id from item where qty is not null and parent is null order by id

select id from item where qty = null

select id, qty > 5 as large from item order by id

select id, name = 'Apple' as same from item order by id

select id, (qty > 5) = (parent > 1) as agree from item order by id

select id, qty is null as missing from item order by id

select id from item where (qty > 5) is true order by id

select id from item where (qty > 5) is not true order by id

select id, not (qty > 5) as small_one from item order by id

select id from item where big = 9007199254740993

select id from item where big > 4000000000 order by id

select id from item where qty in (1 + 3, 5) order by id

--| from mysql mariadb

select id, parent <=> 1 as one from item order by id

select id from item where name <=> null

select id from item where not (qty <=> parent) order by id

--| from sqlite

select id, parent is 1 as one from item order by id

select id from item where qty is not parent order by id

--| from postgres sqlite

select id from item where qty is distinct from 7 order by id

select id from item where parent is not distinct from null order by id

select id, name is distinct from grp as other from item order by id

select 'a' = 'A' as same

--| from sqlite

select 'a' < 'B' as smaller
