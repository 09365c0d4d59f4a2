--| from sqlite postgres mysql mariadb

select 'it''s' as quoted

select 'été 😀' as unicode

select -5 as negative, 0 as zero, 42 as answer

select 9223372036854775807 as largest

select 'a' as a, 'b' as b union all select 'c', 'd'

select id from item where name = 'O''Neil [x]*?'

select id, 'constant' as word from item where id < 3 order by id

select 1e3 + weight as sum from item where id = 1

select true as yes, false as no

select id from item where weight = 1e10

select '' as blank

--| from mysql mariadb

select "double" as quoted, 'a\'b' as esc, 'tab\there' as tab

select 'back\\slash' as slash, 'line\nbreak' as line

select 'one' ' two' as joined

select id from item where name = '100%_a!\\b'

select date '2024-02-29' as day

select x'4142' as bytes

select id from item where name = "Apple"

select id # comment
from item -- another
where id = /* inside */ 3

--| from postgres

select 'back\slash' as plain, E'line\nbreak' as line, $$dollar'quoted$$ as dollar, $a$x$$y$a$ as tagged

select date '2024-02-29' as day

select '2024-02-29'::date as day

select timestamp '2024-02-29 12:30:00' as moment

select id from item where name = '100%_a!\b'

select id /* nested /* comment */ */ from item where id = 3

--| from sqlite

select x'4142' as bytes

select [id], `name` from "item" where [id] = 3

select id from item where name = '100%_a!\b'

select 1.5 as half, .5 as other, 2. as two

--| from postgres

select 1e3 as thousand, 1.5e1 as fifteen, 25e-1 as half

--| from postgres mysql mariadb

select .5 as half, 5. as five

--| from sqlite mysql mariadb

select id, -null as blank from item order by id
