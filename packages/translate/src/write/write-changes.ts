import type { Expression } from "../ast/nodes.ts";
import type { Assignment, Delete, Insert, SelectItem, TableSource, Update } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { writeMerge } from "./write-merge.ts";
import { writeItem } from "./write-query.ts";
import type { Writer } from "./writer.ts";

/** Writes an insert in the target's form, an upsert among them. */
export function writeInsert(writer: Writer, insert: Insert): string {
  const { upsert, columns } = insert;
  const output = returning(writer, insert.returning, "insert", insert.at);
  if (upsert !== undefined && writer.is("mssql", "oracle")) return writeMerge(writer, insert, output.before);
  const alias = takesAlias(writer, insert.table) ? ` as ${writer.name(insert.table.alias!)}` : "";
  const names = columns.length === 0 ? "" : ` (${columns.map((name) => writer.name(name)).join(", ")})`;
  const into = `insert into ${writer.path(insert.table.name)}${alias}${names}${output.before}`;
  return `${into} ${insertSource(writer, insert)}${upsert === undefined ? "" : conflict(writer, insert)}${output.after}`;
}

function insertSource(writer: Writer, insert: Insert): string {
  const { rows, query, upsert } = insert;
  if (query !== undefined) {
    const text = writer.query(query);
    const { body } = query;
    // Without a `where`, SQLite takes `on` for a join's.
    const ambiguous =
      upsert !== undefined && writer.is("sqlite") && !(body.kind === "select" && body.where !== undefined);
    return ambiguous ? `select * from (${text}) where true` : text;
  }
  if (rows === undefined) {
    if (writer.is("oracle")) refuse("an insert of defaults only", insert.at);
    return writer.mysqlFamily ? "() values ()" : "default values";
  }
  if (writer.is("sqlite")) refuseDefaults(rows.flat());
  const lists = rows.map((row) => row.map((value) => writer.value(value)).join(", "));
  if (rows.length === 1 || writer.dialect.supports("multivalues-inserts", writer.version))
    return `values ${lists.map((list) => `(${list})`).join(", ")}`;
  refuseDefaults(rows.flat());
  return lists.map((list) => `select ${list} from dual`).join(" union all ");
}

function refuseDefaults(values: readonly Expression[]): void {
  const found = values.find(({ kind }) => kind === "default");
  if (found !== undefined) refuse("DEFAULT as a value", found.at, "Leave the column out.");
}

/** What follows the rows: `on conflict` or `on duplicate key update`. */
function conflict(writer: Writer, insert: Insert): string {
  const upsert = insert.upsert!;
  if (!writer.mysqlFamily) {
    const key = upsert.key === undefined ? "" : ` (${upsert.key.map((name) => writer.name(name)).join(", ")})`;
    if (upsert.set.length === 0) return ` on conflict${key} do nothing`;
    const text = within(
      writer,
      insert.table,
      (name) => `excluded.${name}`,
      () => {
        const where = upsert.where === undefined ? "" : ` where ${writer.condition(upsert.where)}`;
        return `${assignments(writer, upsert.set)}${where}`;
      },
    );
    return ` on conflict${key} do update set ${text}`;
  }
  const [first] = upsert.key ?? insert.columns;
  if (upsert.set.length === 0)
    return ` on duplicate key update ${writer.name(first!)} = ${writer.path(insert.table.name)}.${writer.name(first!)}`;
  const named =
    insert.rows !== undefined && writer.is("mysql") && !/^8,0,(?:\d|1[0-8])$/.test(String(writer.version ?? ""));
  const text = within(
    writer,
    insert.table,
    (name) => (named ? `\`new_row\`.${name}` : `values(${name})`),
    () => assignments(writer, upsert.set),
  );
  return `${named ? " as `new_row`" : ""} on duplicate key update ${text}`;
}

/** Whether the table of an insert keeps its alias. The others tell columns by the table's own name. */
function takesAlias(writer: Writer, { alias }: TableSource): boolean {
  return alias !== undefined && writer.is("postgres", "sqlite");
}

/** Writes with columns told by their table, since the new row has the same names. */
function within(writer: Writer, table: TableSource, proposed: (name: string) => string, write: () => string): string {
  const name = writer.name(takesAlias(writer, table) ? table.alias! : table.name.at(-1)!);
  writer.columnPrefix = (column) => `${name}.${column}`;
  writer.proposed = proposed;
  const text = write();
  writer.columnPrefix = undefined;
  writer.proposed = undefined;
  return text;
}

function assignments(writer: Writer, set: readonly Assignment[]): string {
  return set.map(({ column, value }) => `${writer.name(column)} = ${writer.value(value)}`).join(", ");
}

/** Writes an update of one table. */
export function writeUpdate(writer: Writer, update: Update): string {
  const output = returning(writer, update.returning, "update", update.at);
  const { head, from } = target(writer, update.table, "update");
  for (const { value } of update.set) if (writer.is("sqlite")) refuseDefaults([value]);
  const where = update.where === undefined ? "" : ` where ${writer.condition(update.where)}`;
  return `update ${head} set ${assignments(writer, update.set)}${output.before}${from}${where}${output.after}`;
}

/** Writes a delete from one table. */
export function writeDelete(writer: Writer, change: Delete): string {
  const output = returning(writer, change.returning, "delete", change.at);
  const { head, from } = target(writer, change.table, "delete");
  const where = change.where === undefined ? "" : ` where ${writer.condition(change.where)}`;
  return `delete ${head}${output.before}${from}${where}${output.after}`;
}

/** The changed table; an alias goes into a `from` of its own where the statement takes none. */
function target(
  writer: Writer,
  table: TableSource,
  change: "update" | "delete",
): { readonly head: string; readonly from: string } {
  const name = writer.path(table.name);
  const from = change === "delete" ? "from " : "";
  if (table.alias === undefined) return { head: from + name, from: "" };
  const alias = writer.name(table.alias);
  const separate = writer.is("mssql") || (change === "delete" && writer.mysqlFamily);
  if (separate) return { head: alias, from: ` from ${name} as ${alias}` };
  return { head: `${from}${name}${writer.tableAlias(alias)}`, from: "" };
}

interface Returning {
  readonly before: string;
  readonly after: string;
}

/** `returning` at the end, or `output` in the middle. */
function returning(
  writer: Writer,
  items: readonly SelectItem[],
  change: "insert" | "update" | "delete",
  at: number,
): Returning {
  if (items.length === 0) return { before: "", after: "" };
  // Oracle's gives rows to variables only, which no text alone has.
  if (writer.is("oracle") || !writer.dialect.supports(`${change}-returning`, writer.version))
    refuse("RETURNING", at, "Read the rows in the same transaction.");
  if (!writer.is("mssql"))
    return { before: "", after: ` returning ${items.map((item) => writeItem(writer, item, true)).join(", ")}` };
  const rows = change === "delete" ? "deleted" : "inserted";
  writer.columnPrefix = (name) => `${rows}.${name}`;
  const list = items.map((item) => (item.expression === undefined ? `${rows}.*` : writeItem(writer, item, true)));
  writer.columnPrefix = undefined;
  return { before: ` output ${list.join(", ")}`, after: "" };
}
