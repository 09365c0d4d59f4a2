--| from postgres

SELECT ID, Name AS TheName FROM ITEM ORDER BY id

select count(*), sum(small), max(name), case when true then 1 end, 1 + 1, upper('a'), coalesce(null, 1), cast(1 as bigint), 'x' from item

select i."id" from item as i where i."qty" = 7 order by i."id"

--| from mysql mariadb

SELECT ID, Name AS TheName FROM item ORDER BY id

select count(*), max(name), 1 + 1, upper('a'), 'x' from item

select `i`.`id` from item as `i` where `i`.qty = 7 order by `i`.`id`

--| from sqlite

SELECT ID, Name AS TheName FROM Item ORDER BY id

select count(*), max(name), 1 + 1, upper('a'), 'x' from item

select I.id from item as i where i.QTY = 7 order by i.ID
