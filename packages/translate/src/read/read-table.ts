import type { ColumnDefinition, CreateIndex, CreateTable, TableConstraint } from "../ast/statements.ts";
import { typeName, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { assign } from "./assign.ts";
import type { Reading } from "./context.ts";
import { asCondition } from "./operands.ts";
import { Scope } from "./scope.ts";

const kept: ReadonlySet<Type["kind"]> = new Set([
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "double",
  "boolean",
  "text",
  "varchar",
  "binary",
  "date",
  "timestamp",
]);

/** Reads the definition of a table: types that hold the same values, and constraints that mean the same. */
export function readCreateTable(reading: Reading, create: CreateTable): void {
  create.table.columns = create.columns.map(({ name, type }) => ({ name, type }));
  const scope = new Scope(reading, undefined);
  scope.add(create.table);
  for (const column of create.columns) reading.attempt(() => readColumnDefinition(reading, column));
  for (const constraint of create.constraints)
    reading.attempt(() => readConstraint(reading, constraint, create, scope));
}

function readColumnDefinition(reading: Reading, column: ColumnDefinition): void {
  const { type, at } = column;
  if (!kept.has(type.kind)) refuse(`a column of ${typeName(type)}`, at);
  if (type.kind === "decimal" && type.precision === undefined)
    refuse("a column of decimal without digits", at, "Write decimal(p, s).");
  if (type.kind === "timestamp" && type.precision !== undefined && reading.involves("sqlite"))
    refuse("a timestamp of some digits, which SQLite does not cut", at);
  if (type.kind === "text" || type.kind === "varchar") {
    const { source } = reading;
    if (source.text === "collation") reading.need("text", "a text column, which compares by a collation", at);
  }
  if (column.identity) reading.need("identity", "keys that the engine makes", at);
  if (type.kind === "decimal" && reading.source.name === "sqlite")
    refuse("a column of decimal, which SQLite keeps as text or double", at);
  const { default: initial } = column;
  if (initial !== undefined)
    column.default = assign(reading, reading.expression(initial, new Scope(reading, undefined)), type);
}

function readConstraint(reading: Reading, constraint: TableConstraint, create: CreateTable, scope: Scope): void {
  if (constraint.kind === "check") {
    constraint.condition = asCondition(reading, reading.expression(constraint.condition, scope));
    return;
  }
  const columns = constraint.columns.map((name) =>
    create.columns.find((column) => column.name.text.toLowerCase() === name.text.toLowerCase()),
  );
  if (columns.includes(undefined)) refuse("a constraint of a column that is not there", constraint.at);
  if (constraint.kind === "foreign") return;
  const long = columns.find((column) => column!.type.kind === "text" || column!.type.kind === "binary");
  if (long !== undefined && reading.involves("mysql", "mariadb", "mssql", "oracle"))
    refuse("a key of text without a length", constraint.at, "Use varchar(n).");
  const nullable = constraint.kind === "unique" && columns.some((column) => column!.nullable);
  if (nullable && (reading.involves("mssql") || (reading.involves("oracle") && columns.length > 1)))
    refuse("UNIQUE of columns that may be null", constraint.at, "Engines disagree on whether nulls are the same.");
}

/** Reads an index. */
export function readCreateIndex(reading: Reading, create: CreateIndex): void {
  const scope = new Scope(reading, undefined);
  scope.addTable(create.table);
  if (create.unique && reading.involves("mssql", "oracle")) {
    const known = scope.knownTable(create.table);
    const sure = create.columns.every(
      ({ name }) => known?.columns.find((column) => column.name?.text === name.text)?.nullable === false,
    );
    if (!sure)
      refuse("UNIQUE of columns that may be null", create.at, "Engines disagree on whether nulls are the same.");
  }
}
