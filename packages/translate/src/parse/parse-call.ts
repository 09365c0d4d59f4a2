import type { DialectName } from "@db/core";
import { unknownType } from "../ast/types.ts";
import type { Expression, FunctionCall, OrderItem, Window } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import { parseOrder } from "./parse-order.ts";
import type { Parser } from "./parser.ts";
import { parseCastType } from "./parse-type.ts";

/** Functions whose first argument is a unit's name, not a value. */
const unitFirst: Readonly<Partial<Record<DialectName, ReadonlySet<string>>>> = {
  mssql: new Set(["DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATEPART", "DATETRUNC", "DATENAME"]),
  mysql: new Set(["TIMESTAMPDIFF", "TIMESTAMPADD"]),
  mariadb: new Set(["TIMESTAMPDIFF", "TIMESTAMPADD"]),
};

/** Reads `name(…)` with whatever may stand in and behind the parentheses. */
export function parseCall(parser: Parser): Expression {
  const { stream } = parser;
  const { upper: name, at } = stream.take();
  if (name === "CONVERT" || name === "TRY_CONVERT") return parseConvert(parser, name, at);
  stream.expectMark("(");
  const start = { kind: "function", at, type: unknownType, name } as const;
  if (stream.isMark("*") && stream.isMark(")", 1)) {
    stream.take();
    stream.take();
    return behind(parser, { ...start, end: stream.previousEnd, args: [], star: true, distinct: false, order: [] });
  }
  const special = parseSpecial(parser, name);
  if (special !== undefined) {
    stream.expectMark(")");
    return { ...start, end: stream.previousEnd, star: false, distinct: false, order: [], ...special };
  }
  const distinct = stream.accept("DISTINCT");
  if (!distinct) stream.accept("ALL");
  const word =
    unitFirst[parser.source]?.has(name) === true && stream.peek().kind === "word" ? stream.take().upper : undefined;
  if (word !== undefined) stream.expectMark(",");
  const args = stream.isMark(")") ? [] : stream.list(() => parser.expression());
  const order = stream.isWord("ORDER") ? parseOrder(parser) : [];
  const separator = stream.accept("SEPARATOR") ? parser.expression() : undefined;
  let nulls = nullTreatment(parser);
  stream.expectMark(")");
  nulls ??= nullTreatment(parser);
  return behind(parser, {
    ...start,
    end: stream.previousEnd,
    args,
    star: false,
    distinct,
    order,
    separator,
    word,
    nulls,
  });
}

function nullTreatment({ stream }: Parser): string | undefined {
  if (!stream.isWord("IGNORE", "RESPECT") || stream.peek(1).upper !== "NULLS") return undefined;
  if (stream.isWord("IGNORE")) refuse("IGNORE NULLS", stream.at);
  stream.take();
  return stream.take().upper;
}

/** `within group`, `filter` and `over`. */
function behind(parser: Parser, call: FunctionCall): Expression {
  const { stream } = parser;
  let order: readonly OrderItem[] = call.order;
  let filter: Expression | undefined;
  let over: Window | undefined;
  if (stream.accept("WITHIN", "GROUP")) {
    stream.expectMark("(");
    order = parseOrder(parser);
    stream.expectMark(")");
  }
  if (stream.isWord("FILTER") && stream.isMark("(", 1)) {
    stream.take();
    stream.take();
    stream.expect("WHERE");
    filter = parser.expression();
    stream.expectMark(")");
  }
  if (stream.isWord("KEEP") && stream.isMark("(", 1)) refuse("KEEP", stream.at);
  if (stream.isWord("OVER")) over = parseWindow(parser);
  return { ...call, order, filter, over, end: stream.previousEnd };
}

function parseWindow(parser: Parser): Window {
  const { stream } = parser;
  const { at } = stream.take();
  if (!stream.isMark("(")) refuse("a named window", stream.at);
  stream.take();
  const partition = stream.accept("PARTITION", "BY") ? stream.list(() => parser.expression()) : [];
  const order = stream.isWord("ORDER") ? parseOrder(parser) : [];
  const frame = stream.isWord("ROWS", "RANGE", "GROUPS") ? parseFrame(parser) : undefined;
  stream.expectMark(")");
  return { at, partition, order, frame };
}

function parseFrame(parser: Parser): string {
  const { stream } = parser;
  const { at, upper: mode } = stream.take();
  if (mode === "GROUPS") refuse("a frame of GROUPS", at);
  const bound = (): string => {
    if (stream.accept("UNBOUNDED")) return `unbounded ${direction(parser)}`;
    if (stream.accept("CURRENT", "ROW")) return "current row";
    const token = stream.take();
    if (!/^\d+$/.test(token.text)) refuse("a frame whose bound is no whole number", token.at);
    if (mode === "RANGE") refuse("a RANGE frame with a distance", token.at);
    return `${token.text} ${direction(parser)}`;
  };
  const between = stream.accept("BETWEEN");
  const from = bound();
  if (!between) return `${mode.toLowerCase()} ${from}`;
  stream.expect("AND");
  const frame = `${mode.toLowerCase()} between ${from} and ${bound()}`;
  if (stream.isWord("EXCLUDE")) refuse("EXCLUDE", stream.at);
  return frame;
}

function direction({ stream }: Parser): string {
  if (!stream.isWord("PRECEDING", "FOLLOWING")) stream.fail("PRECEDING or FOLLOWING");
  return stream.take().upper.toLowerCase();
}

type Special = Pick<FunctionCall, "args" | "word">;

/** Argument lists with words of their own. */
function parseSpecial(parser: Parser, name: string): Special | undefined {
  const { stream } = parser;
  switch (name) {
    case "EXTRACT": {
      const word = stream.take().upper;
      stream.expect("FROM");
      return { word, args: [parser.expression()] };
    }
    case "POSITION": {
      const needle = parser.expression(parser.syntax.operand);
      stream.expect("IN");
      return { args: [needle, parser.expression()] };
    }
    case "SUBSTRING":
    case "SUBSTR": {
      const args = [parser.expression()];
      if (stream.isWord("SIMILAR")) refuse("SUBSTRING by a pattern", stream.at);
      if (stream.accept("FROM")) {
        args.push(parser.expression());
        if (stream.accept("FOR")) args.push(parser.expression());
      } else while (stream.acceptMark(",")) args.push(parser.expression());
      if (stream.isWord("FOR")) refuse("SUBSTRING with FOR alone", stream.at);
      return { args };
    }
    case "TRIM": {
      const word = stream.isWord("BOTH", "LEADING", "TRAILING") ? stream.take().upper : "BOTH";
      if (stream.accept("FROM")) return { word, args: [parser.expression()] };
      const first = parser.expression();
      if (stream.accept("FROM")) return { word, args: [parser.expression(), first] };
      return { word, args: stream.acceptMark(",") ? [first, parser.expression()] : [first] };
    }
    default:
      return undefined;
  }
}

/** `convert(type, x)` of SQL Server, `convert(x, type)` of the MySQL family: casts in another order. */
function parseConvert(parser: Parser, name: string, at: number): Expression {
  const { stream } = parser;
  if (name !== "CONVERT" || !parser.is("mssql", "mysql", "mariadb")) refuse(name, at);
  stream.expectMark("(");
  const first = parser.is("mssql") ? parseCastType(parser) : undefined;
  if (first !== undefined) stream.expectMark(",");
  const operand = parser.expression();
  if (stream.isWord("USING")) refuse("CONVERT USING", at);
  if (first === undefined) stream.expectMark(",");
  const target = first ?? parseCastType(parser);
  if (stream.isMark(",")) refuse("CONVERT with a style", stream.at);
  stream.expectMark(")");
  return { kind: "cast", at, end: stream.previousEnd, type: unknownType, operand, target };
}
