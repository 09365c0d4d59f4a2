import type { Feature } from "@db/core";
import type { Expression, OrderItem } from "../ast/nodes.ts";
import type {
  CommonTable,
  FromItem,
  Join,
  Lock,
  Query,
  Select,
  SelectItem,
  SetOperation,
  Values,
} from "../ast/statements.ts";
import { familyOf } from "../ast/types.ts";
import { keyOf } from "../read/grouping.ts";
import { outputsOf } from "../read/query-shape.ts";
import { refuse } from "../refusal.ts";
import { needsNullKey, writeOrder } from "./write-order.ts";
import type { Writer } from "./writer.ts";
import { plainNumber } from "./write-literal.ts";

/** Writes a query that is part of another. */
export function writeQuery(writer: Writer, query: Query): string {
  return writeWhole(writer, query, false);
}

/** Writes the statement's own query, whose columns must have the types that the source's have. */
export function writeTopQuery(writer: Writer, query: Query): string {
  return writeWhole(writer, query, true);
}

function writeWhole(writer: Writer, query: Query, top: boolean): string {
  const { body } = query;
  if (query.with.length > 0 && !top && writer.is("mssql")) refuse("WITH inside of a query", query.at);
  const common = writeWith(writer, query);
  const limited = query.limit !== undefined || query.offset !== undefined;
  if (body.kind === "query") {
    const plain = query.order.length === 0 && !limited && query.lock === undefined;
    return plain
      ? common + writeWhole(writer, body, top)
      : common + paged(writer, query, "", `select * from (${writeWhole(writer, body, top)})${derivedAlias(writer)}`);
  }
  if (body.kind === "select") {
    const hint = writer.tableHint;
    const lock = query.lock === undefined ? undefined : lockOf(writer, query.lock);
    writer.tableHint = lock?.table ?? "";
    const outside = orderedOutside(writer, query, body);
    if (outside !== undefined) {
      const inner = writeSelect(writer, body, "", top);
      writer.tableHint = hint;
      if (lock !== undefined) refuse("a lock of an ordered query of this form", query.at);
      return common + around(writer, { ...query, order: outside }, inner);
    }
    const page = pageOf(writer, query);
    const select = writeSelect(writer, body, page.head, top);
    writer.tableHint = hint;
    if (page.wrap !== undefined)
      return common + page.wrap([select, orderText(writer, query)].filter(Boolean).join(" "));
    return common + [select, orderText(writer, query), page.tail, lock?.tail].filter(Boolean).join(" ");
  }
  const text = body.kind === "set" ? writeSet(writer, body, top) : writeValues(writer, query, body);
  const wraps =
    query.order.some((item) => needsNullKey(writer, item)) ||
    (limited && writer.is("mssql") && query.offset === undefined);
  if (!wraps) return common + paged(writer, query, "", text);
  // Only columns can be ordered by here, so nulls are placed from outside.
  return common + around(writer, { ...query, order: query.order.map(bareColumn) }, text);
}

/** The target's words for a row lock. */
function lockOf(writer: Writer, lock: Lock): ReturnType<Writer["dialect"]["lock"]> {
  const has = (feature: Feature): boolean => writer.dialect.supports(feature, writer.version);
  const waits = lock.wait === "wait" || has(lock.wait);
  if (!has(lock.strength === "update" ? "lock-update" : "lock-share") || !waits)
    refuse(
      `FOR ${lock.strength.toUpperCase()}${lock.wait === "wait" ? "" : ` ${lock.wait.replace("-", " ").toUpperCase()}`}`,
      lock.at,
    );
  return writer.dialect.lock(lock, writer.version);
}

/** Orders and cuts a query from outside. */
function around(writer: Writer, query: Query, text: string): string {
  return paged(writer, query, "select", `* from (${text})${derivedAlias(writer)}`);
}

function bareColumn(item: OrderItem): OrderItem {
  return item.expression.kind === "column"
    ? { ...item, expression: { ...item.expression, qualifier: [], outputOf: undefined } }
    : item;
}

/**
 * The order by columns of the query, where it must be ordered from outside: keys that put nulls in their place are no
 * columns of a `distinct`, and on the MySQL family not seen to depend on grouped expressions.
 */
function orderedOutside(writer: Writer, query: Query, select: Select): OrderItem[] | undefined {
  if (!query.order.some((item) => needsNullKey(writer, item))) return undefined;
  const grouped = writer.mysqlFamily && select.group.some(({ kind }) => kind !== "column");
  if (!select.distinct && !grouped) return undefined;
  return query.order.map((item) => {
    const { expression } = item;
    const key = keyOf(
      expression.kind === "column" && expression.outputOf !== undefined ? expression.outputOf : expression,
    );
    const output = select.items.find((one) => one.expression !== undefined && keyOf(one.expression) === key);
    const name = output?.alias ?? (output?.expression?.kind === "column" ? output.expression.name : undefined);
    if (name === undefined)
      refuse("ORDER BY with nulls placed, by what is no column of the query", item.at, "Give it an alias.");
    return {
      ...item,
      expression: { kind: "column", at: item.at, end: item.at, qualifier: [], name, type: expression.type },
    };
  });
}

function paged(writer: Writer, query: Query, select: string, text: string): string {
  const page = pageOf(writer, query);
  if (page.head !== "" && select === "")
    return text.replace(/^select /, `select ${page.head} `) + tail(writer, query, page.tail);
  const whole = `${[select, page.head].filter(Boolean).join(" ")}${select === "" ? "" : " "}${text}`;
  return page.wrap === undefined ? whole + tail(writer, query, page.tail) : page.wrap(whole + tail(writer, query, ""));
}

function tail(writer: Writer, query: Query, page: string): string {
  const parts = [orderText(writer, query), page].filter(Boolean);
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}

function orderText(writer: Writer, { order }: Query): string {
  return order.length === 0 ? "" : writeOrder(writer, order);
}

function pageOf(writer: Writer, query: Query): ReturnType<Writer["dialect"]["page"]> {
  if (query.limit === undefined && query.offset === undefined) return { head: "", tail: "" };
  const text = (count: Expression | undefined): string | undefined =>
    count === undefined ? undefined : writer.value(count);
  return writer.dialect.page(
    { limit: text(query.limit), offset: text(query.offset), ordered: query.order.length > 0 },
    writer.version,
  );
}

function derivedAlias(writer: Writer): string {
  return writer.tableAlias(writer.freshAlias());
}

function writeWith(writer: Writer, query: Query): string {
  if (query.with.length === 0) return "";
  const recursive = query.recursive && !writer.is("mssql", "oracle") ? "recursive " : "";
  const tables = query.with.map(
    (table) =>
      `${writer.name(table.name)}${columnNames(writer, table, query.recursive)} as (${writer.query(table.query)})`,
  );
  return `with ${recursive}${tables.join(", ")} `;
}

/** Oracle wants the names of a recursive table's columns. */
function columnNames(writer: Writer, table: CommonTable, recursive: boolean): string {
  if (table.columnNames.length > 0) return ` (${table.columnNames.map((name) => writer.name(name)).join(", ")})`;
  if (!recursive || !writer.is("oracle") || table.query.body.kind !== "set") return "";
  const names = table.columns?.map(({ name }) => name);
  if (names === undefined || names.includes(undefined)) refuse("a recursive query without column names", table.at);
  return ` (${names.map((name) => writer.name(name!)).join(", ")})`;
}

function writeSelect(writer: Writer, select: Select, head: string, top: boolean): string {
  const items = select.items.map((item) => writeItem(writer, item, top)).join(", ");
  const where = select.where === undefined ? "" : ` where ${writer.condition(select.where)}`;
  const group = select.group.length === 0 ? "" : ` group by ${select.group.map((by) => writer.value(by)).join(", ")}`;
  const having = select.having === undefined ? "" : ` having ${writer.condition(select.having)}`;
  const words = ["select", select.distinct ? "distinct" : "", head].filter(Boolean).join(" ");
  return `${words} ${items}${writeFromClause(writer, select)}${where}${group}${having}`;
}

function writeFromClause(writer: Writer, { from, where, having }: Select): string {
  if (from.length > 0) return ` from ${from.map((item) => writeFrom(writer, item)).join(", ")}`;
  const needs = writer.is("oracle") || (writer.mysqlFamily && (where !== undefined || having !== undefined));
  return needs ? " from dual" : "";
}

/** Writes one member of a select list. SQLite's decimals are text, as its columns of them are. */
export function writeItem(writer: Writer, item: SelectItem, top: boolean): string {
  if (item.expression === undefined) return item.qualifier === undefined ? "*" : `${writer.name(item.qualifier)}.*`;
  const { expression } = item;
  let text = writer.value(expression);
  if (top && writer.is("sqlite") && familyOf(expression.type) === "decimal") text = decimalText(expression, text);
  const alias =
    item.alias ?? (expression.kind === "column" && text !== writer.value(expression) ? expression.name : undefined);
  return alias === undefined ? text : `${text} as ${writer.name(alias)}`;
}

function decimalText(expression: Expression, text: string): string {
  if (expression.kind === "column" && expression.type.scale !== 0) return text;
  if (expression.type.scale === 0) return `cast(${text} as text)`;
  if (expression.kind === "literal") return `'${plainNumber(expression.value)}'`;
  return refuse("a computed decimal, which SQLite has not", expression.at, "Cast to double precision.");
}

function writeFrom(writer: Writer, { source, joins }: FromItem): string {
  return writeSource(writer, source) + joins.map((join) => writeJoin(writer, join)).join("");
}

function writeSource(writer: Writer, source: FromItem["source"]): string {
  if (source.kind === "group") return `(${writeFrom(writer, source.from)})`;
  if (source.kind === "table") {
    const name = writer.path(source.name);
    const hint = writer.tableHint === "" || source.common === true ? "" : ` ${writer.tableHint}`;
    return name + (source.alias === undefined ? "" : writer.tableAlias(writer.name(source.alias))) + hint;
  }
  const hint = writer.tableHint;
  writer.tableHint = "";
  const text = `(${writer.query(source.query)})${source.alias === undefined ? derivedAlias(writer) : writer.tableAlias(writer.name(source.alias))}`;
  writer.tableHint = hint;
  return text;
}

function writeJoin(writer: Writer, join: Join): string {
  if (join.kind === "full" && !writer.dialect.supports("full-joins", writer.version)) refuse("FULL JOIN", join.at);
  const text = ` ${join.kind === "inner" ? "join" : `${join.kind} join`} ${writeFrom(writer, join.source)}`;
  if (join.using !== undefined) return `${text} using (${join.using.map((name) => writer.name(name)).join(", ")})`;
  return join.on === undefined ? text : `${text} on ${writer.condition(join.on)}`;
}

function writeSet(writer: Writer, body: SetOperation, top: boolean): string {
  const { operator, all } = body;
  if (operator !== "union") {
    if (all && writer.is("sqlite", "mssql", "oracle")) refuse(`${operator.toUpperCase()} ALL`, body.at);
    if (!writer.is("oracle") && !writer.dialect.supports(operator, writer.version))
      refuse(operator.toUpperCase(), body.at);
  }
  const word = operator === "except" && writer.is("oracle") ? "minus" : operator;
  return `${operand(writer, body.left, body, "left", top)} ${word}${all ? " all" : ""} ${operand(writer, body.right, body, "right", top)}`;
}

/** An operand of a set operation, in parentheses (or as a derived table) where it is more than a plain select. */
function operand(writer: Writer, query: Query, parent: SetOperation, side: "left" | "right", top: boolean): string {
  const plain =
    query.order.length === 0 && query.limit === undefined && query.offset === undefined && query.with.length === 0;
  const { body } = query;
  if (plain && body.kind === "query") return operand(writer, body, parent, side, top);
  if (plain && body.kind === "select") return writeWhole(writer, query, top);
  // Operators of one level go from left to right.
  const chained =
    plain &&
    body.kind === "set" &&
    side === "left" &&
    (body.operator === "intersect") === (parent.operator === "intersect");
  if (chained) return writeWhole(writer, query, top);
  const text = writeWhole(writer, query, top);
  if (!writer.is("sqlite", "mssql", "oracle")) return `(${text})`;
  return `select * from (${text})${derivedAlias(writer)}`;
}

/** Rows of values as selects, so that their columns have the source's names. */
function writeValues(writer: Writer, query: Query, { rows }: Values): string {
  const names = outputsOf(query)!.map(({ name }) => writer.name(name!));
  const dual = writer.is("oracle") ? " from dual" : "";
  return rows
    .map((row) => `select ${row.map((value, place) => `${writer.value(value)} as ${names[place]}`).join(", ")}${dual}`)
    .join(" union all ");
}
