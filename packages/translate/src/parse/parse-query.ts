import type { Expression } from "../ast/nodes.ts";
import type { CommonTable, Lock, Query, Select, SelectItem, Values } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { parseFrom } from "./parse-from.ts";
import { parseOrder } from "./parse-order.ts";
import { parseFetch, parseLimit, type Paging } from "./parse-page.ts";
import type { Parser } from "./parser.ts";

type Body = Query["body"];

/** Reads a query with everything around its body. */
export function parseQuery(parser: Parser): Query {
  const { stream } = parser;
  const { at } = stream;
  const { common, recursive } = parseWith(parser);
  const paging: Paging = { limit: undefined, offset: undefined };
  const body = parseBody(parser, 0, paging);
  const order = stream.isWord("ORDER") ? parseOrder(parser) : [];
  if (paging.limit !== undefined && body.kind !== "select")
    refuse("TOP inside a set operation", at, "Use a derived table.");
  parseLimit(parser, paging);
  const lock = parseLock(parser);
  if (paging.limit === undefined && paging.offset === undefined) parseFetch(parser, paging);
  return { kind: "query", at, recursive, with: common, body, order, ...paging, lock };
}

function parseWith(parser: Parser): { common: CommonTable[]; recursive: boolean } {
  const { stream } = parser;
  if (!stream.accept("WITH")) return { common: [], recursive: false };
  const recursive = stream.accept("RECURSIVE");
  const common = stream.list((): CommonTable => {
    const { at } = stream;
    const name = parser.name();
    const columnNames = stream.isMark("(") ? stream.parenthesized(() => parser.name()) : [];
    stream.expect("AS");
    if (stream.isWord("MATERIALIZED", "NOT")) refuse("MATERIALIZED", stream.at);
    stream.expectMark("(");
    if (stream.isWord("INSERT", "UPDATE", "DELETE", "MERGE")) refuse("a data change in WITH", stream.at);
    const query = parser.query();
    stream.expectMark(")");
    if (stream.isWord("SEARCH", "CYCLE")) refuse(stream.peek().upper, stream.at);
    return { name, columnNames, query, at };
  });
  return { common, recursive: recursive || parser.is("mssql", "oracle") };
}

const setOperators: Readonly<Record<string, "union" | "intersect" | "except">> = {
  UNION: "union",
  INTERSECT: "intersect",
  EXCEPT: "except",
  MINUS: "except",
};

function parseBody(parser: Parser, above: number, paging: Paging): Body {
  const { stream } = parser;
  let left = parseTerm(parser, paging);
  for (;;) {
    const { kind, upper, at } = stream.peek();
    const operator = kind === "word" && Object.hasOwn(setOperators, upper) ? setOperators[upper] : undefined;
    if (operator === undefined || (upper === "MINUS" && !parser.is("oracle"))) return left;
    const power = operator === "intersect" && parser.syntax.intersectFirst ? 2 : 1;
    if (power <= above) return left;
    stream.take();
    const all = stream.accept("ALL");
    if (!all) stream.accept("DISTINCT");
    const right = parseBody(parser, power, paging);
    const queryOf = (body: Body): Query => (body.kind === "query" ? body : plainQuery(body));
    left = { kind: "set", at, operator, all, left: queryOf(left), right: queryOf(right) };
  }
}

/** A body alone. */
function plainQuery(body: Body): Query {
  return {
    kind: "query",
    at: body.at,
    recursive: false,
    with: [],
    body,
    order: [],
    limit: undefined,
    offset: undefined,
    lock: undefined,
  };
}

function parseTerm(parser: Parser, paging: Paging): Body {
  const { stream } = parser;
  if (stream.isMark("(")) {
    stream.take();
    const query = parser.query();
    stream.expectMark(")");
    return query;
  }
  if (stream.isWord("VALUES")) return parseValues(parser);
  if (stream.isWord("TABLE")) refuse("TABLE as a query", stream.at);
  return parseSelect(parser, paging);
}

function parseValues(parser: Parser): Values {
  const { stream } = parser;
  const { at } = stream.take();
  return { kind: "values", at, rows: parseRows(parser) };
}

/** `(…), (…)`; MySQL writes `row(…)`. */
export function parseRows(parser: Parser): Expression[][] {
  return parser.stream.list(() => {
    parser.stream.accept("ROW");
    return parser.stream.parenthesized(() => parser.expression());
  });
}

const modifiers = [
  "SQL_CALC_FOUND_ROWS",
  "HIGH_PRIORITY",
  "STRAIGHT_JOIN",
  "SQL_NO_CACHE",
  "SQL_SMALL_RESULT",
  "SQL_BIG_RESULT",
  "SQL_BUFFER_RESULT",
];

function parseSelect(parser: Parser, paging: Paging): Select {
  const { stream } = parser;
  const { at } = stream;
  stream.expect("SELECT");
  const distinct = stream.accept("DISTINCT") || (parser.is("oracle") && stream.accept("UNIQUE"));
  if (distinct && stream.isWords("ON") && stream.isMark("(", 1)) refuse("DISTINCT ON", stream.at);
  if (!distinct) stream.accept("ALL");
  if (parser.is("mysql", "mariadb") && stream.isWord(...modifiers)) refuse(stream.peek().upper, stream.at);
  if (parser.is("mssql") && stream.isWord("TOP")) parseTop(parser, paging);
  const items = stream.list(() => parseItem(parser));
  if (stream.isWord("INTO", "BULK")) refuse("SELECT INTO", stream.at);
  const from = stream.accept("FROM") ? stream.list(() => parseFrom(parser)) : [];
  const where = stream.accept("WHERE") ? parser.expression() : undefined;
  if (stream.isWord("CONNECT", "START")) refuse("CONNECT BY", stream.at, "Write a recursive common table expression.");
  const group = parseGroup(parser);
  const having = stream.accept("HAVING") ? parser.expression() : undefined;
  if (stream.isWord("WINDOW", "QUALIFY")) refuse(stream.peek().upper, stream.at);
  return { kind: "select", at, distinct, items, from, where, group, having };
}

function parseTop(parser: Parser, paging: Paging): void {
  const { stream } = parser;
  stream.take();
  if (stream.acceptMark("(")) {
    paging.limit = parser.expression();
    stream.expectMark(")");
  } else paging.limit = parser.expression(parser.syntax.sign);
  if (stream.isWord("PERCENT")) refuse("TOP PERCENT", stream.at);
  if (stream.isWords("WITH", "TIES")) refuse("WITH TIES", stream.at);
}

function parseGroup(parser: Parser): Expression[] {
  const { stream } = parser;
  if (!stream.accept("GROUP", "BY")) return [];
  if (stream.isWord("ALL", "DISTINCT")) refuse(`GROUP BY ${stream.peek().upper}`, stream.at);
  const group = stream.list(() => {
    if (stream.isWord("ROLLUP", "CUBE", "GROUPING")) refuse(stream.peek().upper, stream.at);
    return parser.expression();
  });
  if (stream.isWords("WITH", "ROLLUP") || stream.isWords("WITH", "CUBE")) refuse("ROLLUP", stream.at);
  return group;
}

/** A member of a select list, or of `returning`. */
export function parseItem(parser: Parser): SelectItem {
  const { stream } = parser;
  const { at } = stream;
  const none = { kind: "star", alias: undefined, at, text: "*" } as const;
  if (stream.acceptMark("*")) return none;
  if (parser.startsName() && stream.isMark(".", 1) && stream.isMark("*", 2)) {
    const qualifier = parser.name();
    stream.take();
    stream.take();
    return { ...none, qualifier };
  }
  if (parser.is("mssql") && stream.isMark("=", 1)) refuse("an alias written with =", at, "Write AS.");
  const expression = parser.expression();
  const text = parser.text.slice(at, stream.previousEnd);
  return { kind: "expression", expression, alias: parser.alias(), at, text };
}

function parseLock(parser: Parser): Lock | undefined {
  const { stream } = parser;
  const { at } = stream;
  let strength: Lock["strength"];
  if (stream.accept("LOCK", "IN", "SHARE", "MODE")) strength = "share";
  else if (stream.isWord("FOR")) {
    stream.take();
    if (stream.accept("UPDATE")) strength = "update";
    else if (stream.accept("SHARE")) strength = "share";
    else refuse(`FOR ${stream.peek().upper}`, at);
    if (stream.isWord("OF")) refuse("a lock of some tables", stream.at);
  } else return undefined;
  let wait: Lock["wait"] = "wait";
  if (stream.accept("NOWAIT")) wait = "nowait";
  else if (stream.accept("SKIP", "LOCKED")) wait = "skip-locked";
  else if (stream.isWord("WAIT")) refuse("a lock with a time to wait", stream.at);
  if (stream.isWord("FOR", "LOCK")) refuse("several locks", stream.at);
  return { strength, wait, at };
}
