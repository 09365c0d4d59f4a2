import { mssqlDialect, quoteName } from "@db/core";
import { columnType } from "./column-types.ts";
import type { DataType } from "./data-types.ts";
import type { MssqlSession } from "./mssql-session.ts";

/** "sys.columns": computed columns and counters of row versions take no values, so the insert is left to say so. */
const columnsQuery = (catalogue: string): string => `
select c.name as name, t.name as type, cast(c.max_length as int) as length, cast(c.[precision] as int) as [precision],
  cast(c.scale as int) as scale, cast(collationproperty(c.collation_name, 'CodePage') as int) as codePage
from ${catalogue}.columns c
left join ${catalogue}.types t on t.user_type_id = c.system_type_id
where c.object_id = object_id(@p1) and c.is_computed = 0 and (t.name is null or t.name <> 'timestamp')`;

/** How the values of a table's columns are written, by the columns' names; those are left out that cannot be. */
export async function tableColumns(
  session: MssqlSession,
  table: string | readonly string[],
): Promise<ReadonlyMap<string, DataType>> {
  const parts = [table].flat();
  const temporary = parts.at(-1)?.startsWith("#") === true;
  const name = temporary ? ["tempdb", "dbo", parts.at(-1)!] : parts;
  const rows = await session.rows(columnsQuery(catalogueOf(name)), [quoteName(mssqlDialect, name)]);
  const types = new Map<string, DataType>();
  for (const row of rows) {
    const type = columnType(nativeTypeOf(row));
    if (type !== undefined) types.set(String(row["name"]), type);
  }
  return types;
}

/** The catalogue views of the database that a name of three parts begins with, else those of the session's. */
export function catalogueOf(name: readonly string[]): string {
  return name.length > 2 ? `${mssqlDialect.quoteIdentifier(name.at(-3)!)}.sys` : "sys";
}

/** A row of the driver's own questions about columns and parameters. */
export function nativeTypeOf(row: Readonly<Record<string, unknown>>): Parameters<typeof columnType>[0] {
  const { type, length, precision, scale, codePage } = row;
  return {
    type: typeof type === "string" ? type : null,
    length: Number(length),
    precision: Number(precision),
    scale: Number(scale),
    codePage: typeof codePage === "number" ? codePage : null,
  };
}
