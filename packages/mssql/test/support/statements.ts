import type { Subject } from "@db/conformance";
import { sql } from "@db/core";

/** The text facts of SQL Server that the suite asks its subject for. */
export const statements: Subject["statements"] = {
  sleep: (seconds) => sql`${sql.raw(`waitfor delay '${clock(seconds)}'`)}`,
  // Rows as they are counted, on every version.
  series: (count) => sql`
    with d as (select n from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as v (n))
    select top (${count}) row_number() over (order by (select null)) as n
    from d a cross join d b cross join d c cross join d e cross join d f cross join d g`,
  setting: {
    change: sql`set lock_timeout 7000`,
    read: sql`select @@lock_timeout as value`,
  },
  createProcedure: (name) => sql`
    create procedure ${sql.id(name)} @a int, @b int output, @c nvarchar(max) output as
    begin set @b = @a + @b; set @c = 'done'; end`,
  dropProcedure: (name) => sql`drop procedure ${sql.id(name)}`,
  lockRow: (table, id) => sql`select id from ${sql.id(table)} with (updlock, rowlock, nowait) where id = ${id}`,
  sessionCount: sql`
    select cast(count(*) as int) as count from sys.dm_exec_sessions
    where is_user_process = 1 and database_id = db_id()`,
};

/** `hh:mm:ss.fff` of so many seconds. */
function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 23);
}
