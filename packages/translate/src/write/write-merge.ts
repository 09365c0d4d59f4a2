import type { Insert } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import type { Writer } from "./writer.ts";

/** Writes an upsert as `merge`, for SQL Server and Oracle. `holdlock` keeps two merges of one key apart. */
export function writeMerge(writer: Writer, insert: Insert, output: string): string {
  const { rows, columns } = insert;
  const upsert = insert.upsert!;
  if (rows === undefined || rows.length !== 1) refuse("an upsert of something else than one row", insert.at);
  const defaulted = rows[0]!.find(({ kind }) => kind === "default");
  if (defaulted !== undefined) refuse("DEFAULT as a value", defaulted.at, "Leave the column out.");
  const key = upsert.key ?? refuse("ON CONFLICT without its columns", upsert.at);
  const both = upsert.set.find(({ column }) => key.some(({ text }) => text === column.text));
  if (both !== undefined && writer.is("oracle")) refuse("an upsert that updates its key", both.column.at);
  const names = columns.map((name) => writer.name(name));
  const values = rows[0]!.map((value) => writer.value(value));
  const mssql = writer.is("mssql");
  const source = mssql
    ? `(values (${values.join(", ")})) as source (${names.join(", ")})`
    : `(select ${values.map((value, place) => `${value} as ${names[place]}`).join(", ")} from dual) source`;
  const match = key.map((name) => `target.${writer.name(name)} = source.${writer.name(name)}`).join(" and ");
  writer.columnPrefix = (column) => `target.${column}`;
  writer.proposed = (column) => `source.${column}`;
  const set = upsert.set
    .map(({ column, value }) => `${mssql ? "" : "target."}${writer.name(column)} = ${writer.value(value)}`)
    .join(", ");
  const where = upsert.where === undefined ? "" : writer.condition(upsert.where);
  writer.columnPrefix = undefined;
  writer.proposed = undefined;
  const condition = mssql && where !== "" ? ` and ${where}` : "";
  const filter = !mssql && where !== "" ? ` where ${where}` : "";
  const update = set === "" ? "" : ` when matched${condition} then update set ${set}${filter}`;
  const into = mssql
    ? `${writer.path(insert.table.name)} with (holdlock) as target`
    : `${writer.path(insert.table.name)} target`;
  const inserted = `when not matched then insert (${names.join(", ")}) values (${names.map((name) => `source.${name}`).join(", ")})`;
  return `merge into ${into} using ${source} on (${match})${update} ${inserted}${output}${mssql ? ";" : ""}`;
}
