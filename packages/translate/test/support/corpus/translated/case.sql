--| from sqlite postgres mysql mariadb

select id, case when qty > 5 then 'large' when qty > 0 then 'small' else 'none' end as size from item order by id

select id, case when qty > 5 then 1 end as large from item order by id

select id, case grp when 'a' then 1 when 'b' then 2 else 0 end as number from item order by id

select id, case qty when 7 then 'seven' when 10 then 'ten' end as word from item order by id

select id, case when active then qty else - id end as mixed from item where id <> 11 order by id

select id, case when qty is null then 0 else 1 end as known from item order by id

select id from item where case when qty > 5 then true else false end order by id

select id, case when name is null then grp else name end as text from item order by id

select id from item order by case when grp = 'b' then 0 else 1 end, id

select id, case when weight > 1 then weight else 0 end as weight from item order by id

select case when 1 = 1 then 'yes' else 'no' end as answer

select id, case when qty > 5 and active then 'both' when qty > 5 or active then 'one' else 'none' end as which from item order by id
