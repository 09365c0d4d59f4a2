import { unsupported, usage } from "@db/core";
import { TYPES } from "tedious";
import { columnType } from "./column-types.ts";
import type { DataType } from "./data-types.ts";
import type { MssqlSession } from "./mssql-session.ts";
import { nativeTypeOf } from "./table-columns.ts";
import type { TableValue } from "./table-value.ts";

/** "sys.table_types" and the columns of the object behind each. */
const tableTypeQuery = `
select s.name as [schema], tt.name as name, c.name as [column], t.name as type, cast(c.max_length as int) as length,
  cast(c.[precision] as int) as [precision], cast(c.scale as int) as scale,
  cast(collationproperty(c.collation_name, 'CodePage') as int) as codePage
from sys.table_types tt
join sys.schemas s on s.schema_id = tt.schema_id
join sys.columns c on c.object_id = tt.type_table_object_id
left join sys.types t on t.user_type_id = c.system_type_id
where tt.user_type_id = @p1
order by c.column_id`;

/** A table-valued parameter as tedious takes it: the type's name, its columns, and the rows by position. */
export async function tableParameter(
  session: MssqlSession,
  tableType: number,
  { rows }: TableValue,
): Promise<{ readonly type: DataType; readonly value: unknown }> {
  const found = await session.rows(tableTypeQuery, [tableType]);
  const columns = found.map((row) => {
    const name = String(row["column"]);
    const type = columnType(nativeTypeOf(row));
    if (type === undefined) throw unsupported("mssql", `the type of the column "${name}" of a table value`);
    return { name, type };
  });
  const { schema, name } = found[0] ?? {};
  // All are converted before anything is sent, so that a value that does not fit costs no half of a request.
  const converted = rows.map((row) =>
    cellsOf(row, columns).map((cell, index) => columns[index]!.type.validate(cell, undefined) as unknown),
  );
  const ready = columns.map((column) => ({ ...column, type: { ...column.type, validate: (cell: unknown) => cell } }));
  return { type: TYPES.TVP, value: { schema, name, columns: ready, rows: converted } };
}

function cellsOf(row: TableValue["rows"][number], columns: readonly { readonly name: string }[]): readonly unknown[] {
  if (Array.isArray(row)) {
    if (row.length !== columns.length)
      throw usage(`a row of a table value has ${row.length} values for ${columns.length} columns`);
    return row as readonly unknown[];
  }
  const byName = row as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(byName).filter((key) => !columns.some(({ name }) => name === key));
  if (unknown.length > 0) throw usage(`a table value has no column ${unknown.join(", ")}`);
  return columns.map(({ name }) => byName[name] ?? null);
}
