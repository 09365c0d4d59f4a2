import type { Expression, Name } from "../ast/nodes.ts";
import type {
  Assignment,
  Delete,
  FromItem,
  Insert,
  Query,
  SelectItem,
  TableSource,
  Update,
  Upsert,
} from "../ast/statements.ts";
import type { Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { assign } from "./assign.ts";
import type { Reading } from "./context.ts";
import { asCondition } from "./operands.ts";
import { childrenOf, outputsOf } from "./query-shape.ts";
import { readItem } from "./read-query.ts";
import { impliedName } from "./column-names.ts";
import { Scope } from "./scope.ts";

/** Reads an insert, with what follows a conflict and what it gives. */
export function readInsert(reading: Reading, insert: Insert): void {
  const scope = new Scope(reading, undefined);
  scope.addTable(insert.table);
  const { rows, query, upsert } = insert;
  for (const column of insert.columns) respell(insert.table, column, reading);
  const types = columnTypes(insert, rows?.[0]?.length ?? (query === undefined ? 0 : outputsOf(query)?.length));
  const empty = new Scope(reading, undefined);
  for (const row of rows ?? []) {
    if (insert.columns.length > 0 && row.length !== insert.columns.length)
      refuse("a row of another number of values", row[0]?.at ?? insert.at);
    for (const [place, value] of row.entries())
      reading.attempt(() => void (row[place] = assign(reading, reading.expression(value, empty), types?.[place])));
  }
  if (query !== undefined) {
    reading.query(query, undefined);
    reading.attempt(() => checkOutputs(reading, query, types));
  }
  if (upsert !== undefined) reading.attempt(() => readUpsert(reading, insert, upsert, scope));
  readReturning(reading, insert.returning, "inserted", scope);
}

/** Gives a column the spelling that its table has. */
function respell(table: TableSource, column: Name, reading: Reading): void {
  const found = findColumn(table, column);
  if (found?.name !== undefined) Object.assign(column, { text: found.name.text, regular: found.name.regular });
  else if (table.columns !== undefined) refuse("a column that the schema does not have", column.at);
  else if (
    !column.regular &&
    /[A-Z]/.test(column.text) &&
    !reading.source.exactNames.columns &&
    reading.target.exactNames.columns
  )
    refuse("a name whose declared spelling is not known", column.at, "Give the schema, or write it in lower case.");
}

function findColumn(table: TableSource, { text }: Name): NonNullable<TableSource["columns"]>[number] | undefined {
  return (
    table.columns?.find(({ name }) => name?.text === text) ??
    table.columns?.find(({ name }) => name?.text.toLowerCase() === text.toLowerCase())
  );
}

function columnTypes({ table, columns }: Insert, width: number | undefined): (Type | undefined)[] | undefined {
  if (columns.length > 0) return columns.map((column) => findColumn(table, column)?.type);
  if (table.columns === undefined || width === undefined) return undefined;
  return table.columns.map(({ type }) => type);
}

function checkOutputs(reading: Reading, query: Query, types: readonly (Type | undefined)[] | undefined): void {
  const outputs = outputsOf(query);
  if (outputs === undefined) return;
  for (const [place, { expression, type }] of outputs.entries()) {
    const value = expression ?? { kind: "default", at: query.at, end: query.at, type };
    const fitted = assign(reading, value, types?.[place]);
    if (fitted !== value) refuse("a query whose column has another type than the table's", value.at, "Cast it.");
  }
}

function readUpsert(reading: Reading, insert: Insert, upsert: Upsert, scope: Scope): void {
  const { table } = insert;
  if (insert.columns.length === 0) refuse("an upsert without columns", upsert.at, "Name the columns.");
  for (const name of upsert.key ?? []) respell(table, name, reading);
  const known = scope.knownTable(table)?.keys;
  if (upsert.key === undefined) upsert.key = onlyKey(reading, insert, upsert, known);
  const key = upsert.key;
  const target = reading.target.family;
  if (key !== undefined) {
    const missing = key.find(({ text }) => !insert.columns.some((column) => column.text === text));
    if (missing !== undefined) refuse("an upsert that does not insert its key", missing.at);
    const others = known?.filter((columns) => !sameColumns(columns, key)) ?? [undefined];
    if (target === "mysql" && reading.source.family !== "mysql" && others.length > 0)
      reading.need("keys", "an upsert by one key, where MySQL takes any unique key", upsert.at);
    if (upsert.where !== undefined && target === "mysql") refuse("ON CONFLICT with WHERE", upsert.where.at);
    if (target === "mysql" || reading.source.family === "mysql")
      reading.need("affectedRows", "an upsert whose changed rows are counted differently", upsert.at);
    if (
      (insert.rows?.length ?? 2) > 1 &&
      upsert.set.length > 0 &&
      !meetsTwice(reading.target) &&
      meetsTwice(reading.source)
    )
      reading.need("errors", "an upsert of several rows, which fails if it meets one row twice", insert.at);
    if ((insert.rows?.length ?? 2) > 1 && target === "mssql") refuse("an upsert of several rows", insert.at);
  }
  scope.proposed = { name: upsert.proposed, table };
  for (const assignment of upsert.set) reading.attempt(() => readAssignment(reading, assignment, table, scope));
  const { where } = upsert;
  if (where !== undefined)
    reading.attempt(() => void (upsert.where = asCondition(reading, reading.expression(where, scope))));
  refuseOrder(reading, upsert.set);
  if (!["postgres", "sqlite", "mariadb"].includes(reading.target.name))
    for (const { value } of upsert.set) refuseDefaults(insert, value);
  scope.proposed = undefined;
}

/** What the new row was not given is its default, which only some engines have in it. */
function refuseDefaults(insert: Insert, value: Expression): void {
  if (value.kind === "proposed" && !insert.columns.some(({ text }) => text === value.name.text))
    refuse("a column of the new row that is not inserted", value.at);
  for (const child of childrenOf(value)) refuseDefaults(insert, child);
}

/** Whether an upsert may change a row that it has just made or changed. */
function meetsTwice({ name }: Reading["source"]): boolean {
  return name === "sqlite" || name === "mysql" || name === "mariadb";
}

/** The MySQL family names no key, so it must be known to have one only. */
function onlyKey(
  reading: Reading,
  insert: Insert,
  upsert: Upsert,
  known: readonly (readonly string[])[] | undefined,
): readonly Name[] | undefined {
  if (reading.sameFamily) return undefined;
  if (reading.source.family !== "mysql")
    return refuse("ON CONFLICT without its columns", upsert.at, "Name the columns of the key.");
  const keys = known?.filter((columns) =>
    columns.every((column) => insert.columns.some(({ text }) => text === column)),
  );
  if (known === undefined || known.length !== 1 || keys?.length !== 1)
    return refuse(
      "ON DUPLICATE KEY UPDATE of a table whose one unique key is not known",
      upsert.at,
      "Give the catalogue as the schema.",
    );
  return keys[0]!.map((text) => ({ text, regular: /^[a-z_][a-z0-9_]*$/.test(text), at: upsert.at }));
}

function sameColumns(columns: readonly string[], key: readonly Name[]): boolean {
  return columns.length === key.length && key.every(({ text }) => columns.includes(text));
}

function readAssignment(reading: Reading, assignment: Assignment, table: TableSource, scope: Scope): void {
  respell(table, assignment.column, reading);
  const type = findColumn(table, assignment.column)?.type;
  assignment.value = assign(reading, reading.expression(assignment.value, scope), type);
}

/** The MySQL family assigns from left to right, so a column that was assigned must not be read any more. */
function refuseOrder(reading: Reading, set: readonly Assignment[]): void {
  if (reading.source.assignsInOrder === reading.target.assignsInOrder) return;
  const assigned = new Set<string>();
  for (const { column, value } of set) {
    const read = columnsIn(value).find(({ text }) => assigned.has(text.toLowerCase()));
    if (read !== undefined)
      refuse(
        "an assignment that reads a column assigned before it",
        read.at,
        "MySQL assigns from left to right, the others at once.",
      );
    assigned.add(column.text.toLowerCase());
  }
}

function columnsIn(expression: Expression): Name[] {
  const own = expression.kind === "column" ? [{ ...expression.name, at: expression.at }] : [];
  return [...own, ...childrenOf(expression).flatMap(columnsIn)];
}

/** Reads an update of one table. */
export function readUpdate(reading: Reading, update: Update): void {
  const scope = new Scope(reading, undefined);
  scope.addTable(update.table);
  for (const assignment of update.set) reading.attempt(() => readAssignment(reading, assignment, update.table, scope));
  refuseOrder(reading, update.set);
  for (const { value } of update.set) refuseSubqueries(reading, value, update.table);
  readWhere(reading, update, scope);
  readReturning(reading, update.returning, "inserted", scope);
}

/** Reads a delete from one table. */
export function readDelete(reading: Reading, change: Delete): void {
  const scope = new Scope(reading, undefined);
  scope.addTable(change.table);
  readWhere(reading, change, scope);
  readReturning(reading, change.returning, "deleted", scope);
}

function readWhere(reading: Reading, change: Update | Delete, scope: Scope): void {
  const { where } = change;
  if (where === undefined) return;
  reading.attempt(() => void (change.where = asCondition(reading, reading.expression(where, scope))));
  refuseSubqueries(reading, change.where!, change.table);
}

/** MySQL does not read in a subquery the table that it changes, and older versions of MariaDB neither. */
function refuseSubqueries(reading: Reading, expression: Expression, table: TableSource): void {
  if (reading.target.family !== "mysql" || reading.source.name === "mysql") return;
  const query =
    expression.kind === "subquery" || expression.kind === "exists" || expression.kind === "in"
      ? expression.query
      : undefined;
  if (query !== undefined && readsTable(query, table.name.at(-1)!.text))
    refuse("a subquery of the table that is changed", query.at);
  for (const child of childrenOf(expression)) refuseSubqueries(reading, child, table);
}

function readsTable(query: Query, name: string): boolean {
  const { body } = query;
  if (query.with.some((table) => readsTable(table.query, name))) return true;
  if (body.kind === "query") return readsTable(body, name);
  if (body.kind === "set") return readsTable(body.left, name) || readsTable(body.right, name);
  return body.kind === "select" && body.from.some((item) => fromReads(item, name));
}

function fromReads({ source, joins }: FromItem, name: string): boolean {
  const own =
    source.kind === "group"
      ? fromReads(source.from, name)
      : source.kind === "derived"
        ? readsTable(source.query, name)
        : source.name.at(-1)!.text.toLowerCase() === name.toLowerCase();
  return own || joins.some((join) => fromReads(join.source, name));
}

/** Rows that a change gives. SQL Server tells old rows from new ones; the others give the new, or the deleted. */
function readReturning(reading: Reading, items: SelectItem[], rows: "inserted" | "deleted", scope: Scope): void {
  for (const item of items) {
    reading.attempt(() => {
      if (reading.source.name === "mssql") unqualify(item, rows);
      const original = item.expression;
      readItem(reading, item, scope);
      if (original !== undefined) item.alias ??= impliedName(reading, item, original);
    });
  }
}

function unqualify(item: SelectItem, rows: "inserted" | "deleted"): void {
  if (item.qualifier !== undefined) {
    if (item.qualifier.text.toLowerCase() !== rows) refuse("OUTPUT of old rows", item.at);
    Object.assign(item, { qualifier: undefined });
    return;
  }
  const { expression } = item;
  if (expression?.kind !== "column") refuse("OUTPUT of an expression", item.at);
  if (expression.qualifier.at(-1)?.text.toLowerCase() !== rows) refuse("OUTPUT of old rows", item.at);
  item.expression = { ...expression, qualifier: [] };
}
