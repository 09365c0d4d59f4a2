import { usage } from "@db/core";

/** Rows for a table-valued parameter: what `tableValue` makes. */
export interface TableValue {
  /** By position, or by the names of the table type's columns. */
  readonly rows: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[];
}

const tables = new WeakSet<object>();

/**
 * Marks rows as a table, for a parameter of a procedure whose type is a table type; `db.call` finds out the type.
 * @throws DatabaseError `usage` for what is no array of arrays or objects.
 */
export function tableValue(rows: TableValue["rows"]): TableValue {
  if (!Array.isArray(rows) || rows.some((row) => typeof row !== "object" || row === null))
    throw usage("tableValue takes an array of rows, each an array or an object");
  const table: TableValue = Object.freeze({ rows });
  tables.add(table);
  return table;
}

/** Whether a value was made by `tableValue`. */
export function isTable(value: unknown): value is TableValue {
  return typeof value === "object" && value !== null && tables.has(value);
}
