import type { ColumnReference, Expression, Name } from "../ast/nodes.ts";
import type { Assignment, DerivedSource, Insert, TableSource } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { parseAssignments } from "./parse-changes.ts";
import type { Parser } from "./parser.ts";

const plain = "Only one row, compared by its key, updated when it is there and inserted when it is not.";

/** `merge` of the plain form, which is an upsert: one row, a key, update what matches, insert what does not. */
export function parseMerge(parser: Parser): Insert {
  const { stream } = parser;
  const { at } = stream.take();
  if (!parser.is("mssql", "oracle", "postgres")) refuse("MERGE", at);
  stream.accept("INTO");
  const name = parser.path();
  if (stream.accept("WITH")) {
    stream.expectMark("(");
    if (!stream.accept("HOLDLOCK") && !stream.accept("SERIALIZABLE")) refuse("a table hint", stream.at);
    stream.expectMark(")");
  }
  const table: TableSource = { kind: "table", name, alias: parser.alias(), at: name[0]!.at };
  stream.expect("USING");
  const source = parseSourceRow(parser);
  stream.expect("ON");
  const condition = parser.expression();
  const key = keyOf(condition, table, source);
  let set: Assignment[] | undefined;
  let where: Expression | undefined;
  let inserted: { columns: Name[]; values: Expression[] } | undefined;
  while (stream.isWord("WHEN")) {
    const clause = stream.take();
    if (stream.accept("MATCHED")) {
      if (set !== undefined) refuse("MERGE with several updates", clause.at, plain);
      where = stream.accept("AND") ? parser.expression() : undefined;
      stream.expect("THEN");
      if (stream.isWord("DELETE")) refuse("MERGE with DELETE", stream.at, plain);
      stream.expect("UPDATE", "SET");
      set = parseAssignments(parser);
      if (stream.isWord("WHERE") && parser.is("oracle")) {
        stream.take();
        where = parser.expression();
      }
      if (stream.isWord("DELETE")) refuse("MERGE with DELETE", stream.at, plain);
    } else {
      stream.expect("NOT", "MATCHED");
      if (stream.accept("BY") && !stream.accept("TARGET")) refuse("MERGE with NOT MATCHED BY SOURCE", clause.at, plain);
      if (stream.isWord("AND") || inserted !== undefined) refuse("MERGE with conditions", clause.at, plain);
      stream.expect("THEN", "INSERT");
      const columns = stream.parenthesized(() => parser.name());
      stream.expect("VALUES");
      inserted = { columns, values: stream.parenthesized(() => parser.expression()) };
    }
  }
  if (inserted === undefined) refuse("MERGE without an insert", at, plain);
  if (stream.isWord("OUTPUT", "RETURNING")) refuse("MERGE that gives rows", stream.at);
  if (parser.is("mssql") && !stream.isMark(";")) stream.fail("`;`");
  const columnsOf = new Map<string, Name>();
  const row = inserted.values.map((value, place) => {
    const from = sourceColumn(value, source);
    if (from === undefined) refuse("MERGE that inserts something else than its source", value.at, plain);
    columnsOf.set(from, inserted.columns[place]!);
    return source.row.get(from)!;
  });
  for (const { target, from } of key)
    if (columnsOf.get(from)?.text !== target.text) refuse("MERGE that does not insert its key", target.at, plain);
  const proposing = (expression: Expression): Expression => proposal(expression, source, columnsOf);
  return {
    kind: "insert",
    at,
    table,
    columns: inserted.columns,
    rows: [row],
    upsert: {
      at,
      key: key.map(({ target }) => target),
      set: (set ?? []).map(({ column, value }) => ({ column, value: proposing(value) })),
      where: where === undefined ? undefined : proposing(where),
      proposed: undefined,
    },
    returning: [],
  };
}

interface SourceRow {
  readonly alias: string;
  readonly row: ReadonlyMap<string, Expression>;
}

function parseSourceRow(parser: Parser): SourceRow {
  const { stream } = parser;
  const { at } = stream;
  if (!stream.isMark("(") || !parser.startsQuery()) refuse("MERGE from a table", at, plain);
  stream.take();
  const query = parser.query();
  stream.expectMark(")");
  const alias = parser.alias();
  const names = stream.isMark("(") ? stream.parenthesized(() => parser.name()) : [];
  const derived: DerivedSource = { kind: "derived", query, alias, columnNames: names, at };
  const row = rowOf(derived);
  if (row === undefined || alias === undefined) refuse("MERGE of more than one row", at, plain);
  return { alias: alias.text, row };
}

function rowOf({ query, columnNames }: DerivedSource): ReadonlyMap<string, Expression> | undefined {
  const { body } = query;
  if (body.kind === "values") {
    const [only] = body.rows;
    if (body.rows.length !== 1 || only?.length !== columnNames.length) return undefined;
    return new Map(only.map((value, place) => [columnNames[place]!.text, value]));
  }
  if (body.kind !== "select" || query.limit !== undefined || body.where !== undefined || body.group.length > 0)
    return undefined;
  const [table] = body.from;
  const dual = table?.source.kind === "table" && table.source.name.at(-1)!.text === "dual" && table.joins.length === 0;
  if (body.from.length > 1 || (table !== undefined && !dual)) return undefined;
  const row = new Map<string, Expression>();
  for (const [place, { expression, alias }] of body.items.entries()) {
    const name = columnNames[place] ?? alias;
    if (expression === undefined || name === undefined) return undefined;
    row.set(name.text, expression);
  }
  return row;
}

function sourceColumn(expression: Expression, { alias, row }: SourceRow): string | undefined {
  if (expression.kind !== "column" || expression.qualifier.at(-1)?.text !== alias) return undefined;
  return row.has(expression.name.text) ? expression.name.text : undefined;
}

/** `t.k = s.k and …` */
function keyOf(condition: Expression, table: TableSource, source: SourceRow): { target: Name; from: string }[] {
  if (condition.kind === "operator" && condition.name === "AND")
    return condition.args.flatMap((part) => keyOf(part, table, source));
  if (condition.kind === "operator" && condition.name === "=") {
    const sides = [condition.args, condition.args.toReversed()];
    for (const [left, right] of sides) {
      const from = sourceColumn(right!, source);
      if (left!.kind === "column" && isTarget(left as ColumnReference, table) && from !== undefined)
        return [{ target: (left as ColumnReference).name, from }];
    }
  }
  return refuse("MERGE by something else than a key", condition.at, plain);
}

function isTarget({ qualifier }: ColumnReference, { name, alias }: TableSource): boolean {
  return qualifier.at(-1)?.text === (alias ?? name.at(-1)!).text;
}

/** Puts the row to be inserted in the place of the source's columns. */
function proposal(expression: Expression, source: SourceRow, columnsOf: ReadonlyMap<string, Name>): Expression {
  const name = sourceColumn(expression, source);
  if (name !== undefined) {
    const column = columnsOf.get(name);
    if (column === undefined) refuse("MERGE that updates by something it does not insert", expression.at, plain);
    return { kind: "proposed", at: expression.at, end: expression.end, type: expression.type, name: column };
  }
  if (expression.kind === "operator" || expression.kind === "function")
    return { ...expression, args: expression.args.map((part) => proposal(part, source, columnsOf)) };
  if (expression.kind === "column" || expression.kind === "literal" || expression.kind === "parameter")
    return expression;
  return refuse("MERGE with such an expression", expression.at, plain);
}
