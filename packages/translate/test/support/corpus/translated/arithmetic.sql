--| from sqlite postgres mysql mariadb

select id, qty + 1 as more from item where id <> 10 order by id

select id, qty - parent as rest from item where id not in (10, 11) order by id

select id, qty * 2 as twice from item where id not in (10, 11) order by id

select id, small + 1 as more from item order by id

select id, small * 2 as twice from item order by id

select id, - qty as negative from item where id <> 11 order by id

select id, +qty as same from item order by id

select id, weight + 1 as more from item order by id

select id, weight * qty as product from item where qty between -100 and 100 order by id

select id, weight - 0.5 as less from item order by id

select id, weight / 4 as quarter from item order by id

select id, weight / nullif(qty, 0) as part from item order by id

select id, qty % 4 as rest from item order by id

select id, big % 7 as rest from item order by id

select id, qty % nullif(parent, 0) as rest from item order by id

select 7 % -3 as a, -7 % 3 as b, -7 % -3 as c

select id, abs(qty) as size from item where id <> 11 order by id

select id, abs(weight) as size from item order by id

select id, (qty + 3) * 2 - 1 as mixed from item where id not in (10, 11) order by id

select id, qty + coalesce(parent, 0) as total from item where id <> 10 order by id

select 3000000000 - 1 as large

select id, sqrt(weight) as root from item where weight >= 0 order by id

select id, power(weight, 2) as square from item where id <> 8 order by id

select id, exp(weight / 1e10) as grown from item where id < 4 order by id

select id, floor(weight) as low, ceil(weight) as high from item order by id

select id, qty from item where qty % 2 = 1 order by id

select 1 + 2 * 3 as a, (1 + 2) * 3 as b, -2 + 3 as c, 10 - 4 - 3 as d

select id, weight * 1e2 as large from item where id <> 8 order by id

--| from sqlite postgres

select id, qty / 2 as half from item order by id

select id, big / 3 as third from item order by id

select id, qty / nullif(parent, 0) as part from item order by id

select 7 / 2 as a, -7 / 2 as b, 7 / -2 as c

select id, trunc(weight) as cut from item order by id

select id, qty / 2 * 2 = qty as even from item where id not in (10, 11) order by id

--| from sqlite

select id, qty / parent as part from item order by id

select id, qty % parent as rest from item order by id

select id, weight / qty as part from item order by id

select id, 5 / 0 as none_found from item where id = 1

--| from mysql mariadb

select id, qty div 2 as half from item order by id

select id, qty div parent as part from item order by id

select id, mod(qty, 4) as rest from item order by id

select id, qty mod 4 as rest from item order by id

select id, weight / qty as part from item order by id

select id, (qty > 5) + (parent > 1) as points from item order by id

select id, truncate(weight, 0) as cut from item order by id

--| from postgres mysql mariadb

--| refused sqlite: decimal arithmetic, which SQLite has not
select id, price + 1 as more from item order by id

--| refused sqlite: decimal arithmetic, which SQLite has not
select id, price * 2 as twice from item order by id

--| refused sqlite: a comparison of decimals, which SQLite keeps as text
select id from item where price > 1.5 order by id

--| refused sqlite: round of a decimal
select id, round(price, 1) as rounded from item order by id

--| refused sqlite: round of a decimal
select id, round(price) as rounded, round(price, -1) as tens from item order by id

--| refused sqlite: a sum of decimals, which SQLite keeps as text
select sum(price) as total from item

--| refused sqlite: ORDER BY of decimals, which SQLite keeps as text
select id, price from item order by price desc, id

select id, mod(qty, 4) as rest from item order by id

--| from postgres

select id, weight / qty as part from item where qty <> 0 order by id

select id, qty / parent as part from item where parent is not null order by id

select id, sign(qty) as direction from item order by id

--| from sqlite mysql mariadb

select 2147483647 + 1 as large

select id, qty + 1 as more, qty - 1 as less from item order by id

select id, small * small as square, small + small as twice from item order by id

select id, - small as negative, abs(small) as size from item order by id

select id, nullif(small, 3) + small as total, coalesce(small, 0) * small as product from item order by id

select id, case when active then small else small end + small as total from item order by id

select id, small % 7 + small as total, (small % 32767) * small as product from item order by id

select x.low * x.low as square from (select min(small) as low from item) as x

select (select min(small) from item) * 2 as twice
