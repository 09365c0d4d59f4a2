import type { Expression, Name, OrderItem } from "../ast/nodes.ts";
import type {
  CommonTable,
  FromItem,
  OutputColumn,
  Query,
  Select,
  SelectItem,
  SetOperation,
  Source,
} from "../ast/statements.ts";
import { bigintType, familyOf, typeName } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { impliedName } from "./column-names.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { checkGrouping, keyOf } from "./grouping.ts";
import { call, literalWhole } from "./make.ts";
import { asCondition } from "./operands.ts";
import { childrenOf, holdsAggregate, outputsOf } from "./query-shape.ts";
import { orderBy } from "./read-expression.ts";
import { takeRownum } from "./rownum.ts";
import { Scope } from "./scope.ts";
import { unified } from "./unify.ts";

/** Reads a whole query: its common tables, its body, its order and its page. */
export function readQuery(reading: Reading, query: Query, parent: Scope | undefined, named: boolean): void {
  const refusals = reading.refusals.length;
  const outer = new Scope(reading, parent);
  for (const table of query.with) reading.attempt(() => readCommon(reading, table, outer, query.recursive));
  const { body } = query;
  if (reading.source.name === "oracle" && body.kind === "select") takeRownum(query, body);
  if (body.kind === "select") {
    const scope = readSelect(reading, body, outer, named);
    reading.attempt(() => readSelectOrder(reading, query, body, scope));
    // What was refused is not what the groups are made of.
    const { order } = query;
    if (reading.refusals.length === refusals)
      checkGrouping(
        body,
        order.map(({ expression }) => expression),
      );
  } else {
    if (body.kind === "values" && query.valuesNames === undefined && reading.source.family === "mysql")
      query.valuesNames = body.rows[0]!.map((_value, place) => ({
        text: `column_${place}`,
        regular: true,
        at: body.at,
      }));
    readBody(reading, body, outer, named);
    reading.attempt(() => readOutputOrder(reading, query));
  }
  reading.attempt(() => readPage(reading, query));
  if (query.lock !== undefined && body.kind !== "select") refuse("a lock of a set operation", query.lock.at);
}

function readBody(reading: Reading, body: Exclude<Query["body"], Select>, outer: Scope, named: boolean): void {
  if (body.kind === "query") reading.query(body, outer, named);
  else if (body.kind === "set") {
    reading.query(body.left, outer, named);
    reading.query(body.right, outer);
    checkSet(reading, body);
  } else {
    body.rows = body.rows.map((row) => row.map((value) => reading.expression(value, outer)));
    unifyRows(reading, body.rows, body.at);
  }
}

/** Gives each column of rows one type. */
function unifyRows(reading: Reading, rows: Expression[][], at: number): void {
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) refuse("rows of different lengths", at);
  for (let place = 0; place < width; place++) {
    const { parts } = unified(
      reading,
      rows.map((row) => row[place]!),
      "VALUES",
      at,
    );
    for (const [index, part] of parts.entries()) rows[index]![place] = part;
  }
}

function checkSet(reading: Reading, body: SetOperation): void {
  const left = outputsOf(body.left);
  const right = outputsOf(body.right);
  if (left === undefined || right === undefined) {
    if (!body.all || body.operator !== "union")
      reading.need("text", `${body.operator.toUpperCase()} of columns that are not known`, body.at);
    return;
  }
  if (left.length !== right.length) refuse(`${body.operator.toUpperCase()} of different numbers of columns`, body.at);
  const construct = body.operator.toUpperCase();
  for (const [place, column] of left.entries()) {
    const pair = [asExpression(column), asExpression(right[place]!)];
    const { parts } = unified(reading, pair, construct, body.at);
    if (parts.some((part, side) => familyOf(part.type) !== familyOf(pair[side]!.type)))
      refuse(`${construct} of ${typeName(pair[0]!.type)} and ${typeName(pair[1]!.type)}`, body.at, "Cast one of them.");
    if (!body.all || body.operator !== "union") comparable(reading, pair, "equal", construct, body.at);
  }
}

function asExpression({ expression, type }: OutputColumn): Expression {
  return expression ?? { kind: "default", at: 0, end: 0, type };
}

function readCommon(reading: Reading, table: CommonTable, outer: Scope, recursive: boolean): void {
  const { body } = table.query;
  const define = (query: Query): void => {
    const outputs = outputsOf(query);
    if (table.columnNames.length > 0 && outputs !== undefined && outputs.length !== table.columnNames.length)
      refuse("a common table expression with another number of columns", table.at);
    table.columns = outputs?.map((column, place) => ({ ...column, name: table.columnNames[place] ?? column.name }));
    refuseTwins(table.columns, table.at);
    outer.common.set(table.name.text, table);
  };
  if (recursive && body.kind === "set") {
    reading.query(body.left, outer, true);
    widen(reading, body.left);
    define(body.left);
    if (table.query.order.length + (table.query.limit === undefined ? 0 : 1) > 0)
      refuse("a recursive query with ORDER BY or LIMIT", table.at, "Put it outside.");
    const texts = table.columns?.some(({ type }) => familyOf(type) === "text") ?? false;
    if (texts && reading.target.family === "mysql" && !reading.sameFamily)
      refuse("text in a recursive query", table.at, "MySQL cuts it to the length of the first row's.");
    if (!body.all && reading.involves("mssql", "oracle"))
      refuse("UNION in a recursive query", body.at, "Write UNION ALL.");
    reading.query(body.right, outer);
    checkSet(reading, body);
    return;
  }
  outer.defining = table.name.text;
  reading.query(table.query, outer, true);
  outer.defining = undefined;
  define(table.query);
}

/** Integers of a recursion have the source's width from the first row on. */
function widen(reading: Reading, query: Query): void {
  if (reading.source.integers !== "64" || query.body.kind !== "select") return;
  for (const item of query.body.items) {
    const { expression } = item;
    if (expression !== undefined && familyOf(expression.type) === "integer" && expression.type.kind !== "bigint") {
      item.alias ??= expression.kind === "column" ? expression.name : undefined;
      item.expression = call("toWhole", [expression], bigintType, expression);
    }
  }
}

function readSelect(reading: Reading, select: Select, outer: Scope, named: boolean): Scope {
  const scope = new Scope(reading, outer);
  select.from = select.from.filter((item) => !isDual(reading, item));
  for (const item of select.from) reading.attempt(() => readFrom(reading, item, scope, outer));
  const { where } = select;
  if (where !== undefined)
    reading.attempt(() => void (select.where = asCondition(reading, reading.expression(where, scope))));
  const originals = select.items.map(({ expression }) => expression);
  for (const item of select.items) {
    reading.attempt(() => {
      readItem(reading, item, scope);
      if (named && item.expression !== undefined)
        item.alias ??= impliedName(reading, item, originals[select.items.indexOf(item)]!);
    });
  }
  select.group = select.group.map((by) => {
    let read = by;
    reading.attempt(() => void (read = readGroup(reading, by, select, originals, scope)));
    return read;
  });
  sameAsGroups(select);
  const { having } = select;
  if (having !== undefined && select.group.length === 0 && !select.items.some(gathers))
    refuse("HAVING without GROUP BY or an aggregate", having.at, "MySQL filters rows by it: write WHERE.");
  if (having !== undefined)
    reading.attempt(() => void (select.having = asCondition(reading, reading.expression(having, scope))));
  if (select.distinct) reading.attempt(() => checkDistinct(reading, select));
  return scope;
}

/** Whether a member of the list makes one row of all. */
function gathers({ expression }: SelectItem): boolean {
  return expression !== undefined && holdsAggregate(expression);
}

/** Writes what is grouped by as the group is written: an engine must see that they are the same. */
function sameAsGroups(select: Select): void {
  for (const by of select.group) {
    if (by.kind !== "call" || by.meaning !== "exactText") continue;
    for (const item of select.items)
      if (item.expression !== undefined && keyOf(item.expression) === keyOf(by)) item.expression = by;
  }
}

/** The table of one row of engines that need one. */
function isDual(reading: Reading, { source, joins }: FromItem): boolean {
  const engines = ["oracle", "mysql", "mariadb"];
  return (
    source.kind === "table" &&
    joins.length === 0 &&
    source.name.length === 1 &&
    source.name[0]!.text.toLowerCase() === "dual" &&
    engines.includes(reading.source.name)
  );
}

function readFrom(reading: Reading, item: FromItem, scope: Scope, outer: Scope): void {
  const { source } = item;
  if (source.kind === "group") readFrom(reading, source.from, scope, outer);
  else if (source.kind === "table") scope.addTable(source);
  else {
    reading.query(source.query, outer, true);
    rename(source.query, source.columnNames);
    source.columnNames = [];
    source.columns = outputsOf(source.query);
    refuseTwins(source.columns, source.at);
    scope.add(source);
  }
  for (const join of item.joins) {
    if (join.kind === "right" || join.kind === "full") markOptional([...scope.sources]);
    const before = scope.sources.length;
    readFrom(reading, join.source, scope, outer);
    if (join.kind === "left" || join.kind === "full") markOptional(scope.sources.slice(before));
    if (join.using !== undefined) {
      if (reading.target.name === "mssql") refuse("JOIN with USING", join.at, "Write ON.");
      for (const { text } of join.using) scope.merged.add(text);
      reading.need("types", "JOIN with USING, which compares what is not known", join.at);
      reading.need("text", "JOIN with USING, which compares what is not known", join.at);
    }
    const { on } = join;
    if (on !== undefined) reading.attempt(() => void (join.on = asCondition(reading, reading.expression(on, scope))));
  }
}

/** Rows keyed by name cannot hold both, and some engines fail. */
function refuseTwins(columns: readonly OutputColumn[] | undefined, at: number): void {
  const names = columns?.flatMap(({ name }) => (name === undefined ? [] : [name.text.toLowerCase()])) ?? [];
  if (new Set(names).size < names.length) refuse("two columns of one name", at, "Give them different aliases.");
}

function markOptional(sources: readonly Source[]): void {
  for (const source of sources) if (source.kind === "table") source.optional = true;
}

/** Gives the columns of a derived table the names that stand behind its alias. */
function rename(query: Query, names: readonly Name[]): void {
  if (names.length === 0) return;
  const { body } = query;
  if (body.kind === "query") return rename(body, names);
  if (body.kind === "set") return rename(body.left, names);
  if (body.kind === "values") {
    query.valuesNames = names;
    return undefined;
  }
  if (body.items.length !== names.length || body.items.some(({ kind }) => kind === "star"))
    refuse("column names behind a derived table", names[0]!.at);
  for (const [place, item] of body.items.entries()) item.alias = names[place]!;
  return undefined;
}

/** Reads one member of a select list. */
export function readItem(reading: Reading, item: SelectItem, scope: Scope): void {
  const { expression, qualifier } = item;
  if (
    qualifier !== undefined &&
    !scope.sources.some((source) =>
      sameName(source.alias?.text ?? (source.kind === "table" ? source.name.at(-1)!.text : ""), qualifier.text),
    )
  )
    refuse("a table that is not in FROM", item.at);
  if (expression === undefined) return;
  const read = reading.expression(expression, scope);
  if (read.kind === "parameter" && read.type.kind === "unknown" && reading.involves("postgres"))
    refuse("a parameter without a type in the select list", read.at, "PostgreSQL makes text of it: cast it.");
  item.expression = read;
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The item that a bare name or a number of a clause means. */
function itemOf(reading: Reading, by: Expression, select: Select): SelectItem | undefined {
  if (by.kind === "literal" && by.form === "number") {
    const place = literalWhole(by);
    const item = place === undefined ? undefined : select.items[place - 1];
    if (item === undefined || select.items.slice(0, place).some(({ kind }) => kind === "star"))
      refuse("a position that no column has", by.at);
    return item;
  }
  if (by.kind !== "column" || by.qualifier.length > 0) return undefined;
  const exact = reading.source.exactNames.columns;
  return select.items.find(
    ({ alias }) => alias !== undefined && (exact ? alias.text === by.name.text : sameName(alias.text, by.name.text)),
  );
}

function readGroup(
  reading: Reading,
  by: Expression,
  select: Select,
  originals: readonly (Expression | undefined)[],
  scope: Scope,
): Expression {
  const item = itemOf(reading, by, select);
  let read: Expression;
  if (item === undefined || (by.kind === "column" && isOwnColumn(originals[select.items.indexOf(item)], by)))
    read = reading.expression(by, scope);
  else {
    if (by.kind === "column") refuseHidden(by, scope);
    read = item.expression!;
  }
  if (read.kind === "literal" || read.kind === "parameter") refuse("GROUP BY a constant", by.at);
  return comparable(reading, [read], "equal", "GROUP BY", by.at)[0]!;
}

/** An alias that is just the column of the same name. */
function isOwnColumn(original: Expression | undefined, by: Expression): boolean {
  return original?.kind === "column" && by.kind === "column" && original.name.text === by.name.text;
}

/** A name in `group by` is a column's first, so an alias counts only where no table has such a column. */
function refuseHidden(by: Extract<Expression, { kind: "column" }>, scope: Scope): void {
  const unknown = scope.sources.some(
    ({ columns }) =>
      columns === undefined || columns.some(({ name }) => name !== undefined && sameName(name.text, by.name.text)),
  );
  if (unknown) refuse("GROUP BY an alias that may be a column", by.at, "Give the schema, or group by the expression.");
}

function checkDistinct(reading: Reading, select: Select): void {
  for (const { expression, at } of select.items) {
    if (expression === undefined) reading.need("text", "DISTINCT of columns that are not known", at);
    else comparable(reading, [expression], "equal", "DISTINCT", at);
  }
}

function readSelectOrder(reading: Reading, query: Query, select: Select, scope: Scope): void {
  query.order = query.order.map((item) => readSelectOrderItem(reading, item, select, scope));
  if (!select.distinct) return;
  const outputs = new Set(
    select.items.flatMap(({ expression }) => (expression === undefined ? [] : [keyOf(expression)])),
  );
  for (const { expression, at } of query.order)
    if (!(expression.kind === "column" && expression.outputOf !== undefined) && !outputs.has(keyOf(expression)))
      refuse("ORDER BY what DISTINCT does not give", at);
}

function readSelectOrderItem(reading: Reading, item: OrderItem, select: Select, scope: Scope): OrderItem {
  const by = item.expression;
  const found = itemOf(reading, by, select);
  if (found !== undefined && found.expression !== undefined && !isOwnColumn(found.expression, by)) {
    const made = orderBy(reading, item, found.expression);
    if (
      by.kind !== "column" ||
      found.alias === undefined ||
      (made.expression.kind === "call" && made.expression.meaning === "exactText")
    )
      return made;
    return {
      ...made,
      expression: { ...by, name: found.alias, type: found.expression.type, outputOf: found.expression },
    };
  }
  if (by.kind === "literal" || by.kind === "parameter") refuse("ORDER BY a constant", item.at);
  refuseAliasInside(reading, by, select);
  return orderBy(reading, item, reading.expression(by, scope));
}

/** Engines disagree on whether a name inside of an expression is an alias or a column. */
function refuseAliasInside(reading: Reading, by: Expression, select: Select): void {
  if (by.kind === "column") return;
  for (const child of childrenOf(by)) {
    const item = child.kind === "column" ? itemOf(reading, child, select) : undefined;
    if (item !== undefined && !isOwnColumn(item.expression, child))
      refuse("an alias inside of an expression of ORDER BY", child.at);
    refuseAliasInside(reading, child, select);
  }
}

/** What follows a set operation can name its columns only. */
function readOutputOrder(reading: Reading, query: Query): void {
  if (query.order.length === 0) return;
  const outputs = outputsOf(query);
  if (outputs === undefined) refuse("ORDER BY of columns that are not known", query.order[0]!.at);
  query.order = query.order.map((item) => {
    const by = item.expression;
    const place = by.kind === "literal" ? literalWhole(by) : undefined;
    const named = by.kind === "column" && by.qualifier.length === 0 ? by.name.text : undefined;
    const exact = reading.source.exactNames.columns;
    const column =
      place === undefined
        ? outputs.find(
            ({ name }) =>
              name !== undefined && named !== undefined && (exact ? name.text === named : sameName(name.text, named)),
          )
        : outputs[place - 1];
    if (column === undefined) refuse("ORDER BY of a set operation by something else than its columns", item.at);
    const made = orderBy(reading, item, asExpression(column));
    if (column.name === undefined) return { ...made, expression: { ...by, type: column.type } as Expression };
    return {
      ...made,
      expression: {
        kind: "column",
        at: by.at,
        end: by.end,
        qualifier: [],
        name: column.name,
        type: column.type,
        outputOf: asExpression(column),
      },
    };
  });
}

function readPage(reading: Reading, query: Query): void {
  query.limit = readCount(reading, query.limit, "LIMIT");
  query.offset = readCount(reading, query.offset, "OFFSET");
}

function readCount(reading: Reading, count: Expression | undefined, construct: string): Expression | undefined {
  if (count === undefined) return undefined;
  if (count.kind === "parameter") {
    reading.noteParameters();
    return { ...count, type: bigintType };
  }
  if (count.kind === "literal" && count.form === "number" && /^\d+$/.test(count.value)) {
    if (BigInt(count.value) <= 2n ** 63n - 1n) return count;
    // So many rows are all; to skip so many leaves none.
    return construct === "LIMIT" ? undefined : refuse("OFFSET beyond 64 bits", count.at);
  }
  if (count.kind === "literal" && count.form === "null" && reading.source.name === "postgres") return undefined;
  const [negated] = count.kind === "operator" && count.name === "NEGATE" ? count.args : [];
  const negative = negated?.kind === "literal" && negated.form === "number" && /^0*[1-9]\d*$/.test(negated.value);
  if (negative && reading.source.name === "sqlite" && construct === "LIMIT") return undefined;
  return refuse(`${construct} of an expression`, count.at, "Write a number or a parameter.");
}
