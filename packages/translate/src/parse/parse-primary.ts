import { binaryType, booleanType, dateType, nullType, textType, timestampType, unknownType } from "../ast/types.ts";
import type { Expression, Literal } from "../ast/nodes.ts";
import { requireReal } from "./calendar.ts";
import { refuse } from "../refusal.ts";
import { parseCall } from "./parse-call.ts";
import { parseCastType } from "./parse-type.ts";
import type { Parser } from "./parser.ts";
import { binaryDigits, readString } from "./read-string.ts";
import { numberType } from "./number-type.ts";

/** Functions that stand without parentheses. */
const bare = new Set([
  "CURRENT_TIMESTAMP",
  "CURRENT_DATE",
  "CURRENT_TIME",
  "LOCALTIMESTAMP",
  "LOCALTIME",
  "SYSDATE",
  "SYSTIMESTAMP",
  "CURRENT_USER",
  "SESSION_USER",
  "USER",
]);

/** Reads an operand without operators of its own. */
export function parsePrimary(parser: Parser): Expression {
  const { stream } = parser;
  const token = stream.peek();
  switch (token.kind) {
    case "number":
      return parseNumber(parser);
    case "string":
      return parseString(parser);
    case "placeholder": {
      stream.take();
      const index = parser.parameters.indexOf(token.text, token.at);
      return { kind: "parameter", at: token.at, end: token.end, type: unknownType, index };
    }
    case "variable":
      return refuse("a variable", token.at);
    case "punctuation":
      return parseParentheses(parser);
    case "word":
      return parseWord(parser);
    case "identifier":
      return parseNamed(parser);
    default:
      return stream.fail("an expression");
  }
}

function parseNumber(parser: Parser): Expression {
  const { text, at, end } = parser.stream.take();
  if (parser.is("mssql") && /^0x[0-9a-f]*$/i.test(text)) {
    if (text.length % 2 === 1) refuse("a binary literal with half a byte", at);
    return literal("binary", text.slice(2).toLowerCase(), at, end);
  }
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) refuse("a number of this form", at);
  return { ...literal("number", text, at, end), type: numberType(text, parser.source) };
}

function parseString(parser: Parser): Expression {
  const { stream, source } = parser;
  const token = stream.take();
  const digits = binaryDigits(token.text, source, token.at);
  if (digits !== undefined) return literal("binary", digits, token.at, token.end);
  let value = readString(token.text, source, token.at);
  let { end } = token;
  while (stream.peek().kind === "string") {
    if (!parser.is("mysql", "mariadb")) refuse("a string in several pieces", stream.at);
    const next = stream.take();
    value += readString(next.text, source, next.at);
    ({ end } = next);
  }
  return literal("text", value, token.at, end);
}

function literal(form: Literal["form"], value: string, at: number, end: number): Literal {
  const types = {
    number: unknownType,
    text: textType,
    boolean: booleanType,
    null: nullType,
    binary: binaryType,
    date: dateType,
    timestamp: timestampType,
  };
  return { kind: "literal", form, value, at, end, type: types[form] };
}

function parseParentheses(parser: Parser): Expression {
  const { stream } = parser;
  const { at } = stream;
  if (!stream.isMark("(")) stream.fail("an expression");
  if (parser.startsQuery()) {
    stream.take();
    const query = parser.query();
    stream.expectMark(")");
    return { kind: "subquery", at, end: stream.previousEnd, type: unknownType, query };
  }
  stream.take();
  const inner = parser.expression();
  if (stream.isMark(",")) refuse("a row of values", at, "Compare the columns one by one.");
  stream.expectMark(")");
  return inner;
}

function parseWord(parser: Parser): Expression {
  const { stream } = parser;
  const { upper, at, end } = stream.peek();
  switch (upper) {
    case "NULL":
      stream.take();
      return literal("null", "null", at, end);
    case "TRUE":
    case "FALSE":
      if (parser.is("mssql", "oracle") || stream.isMark("(", 1)) break;
      stream.take();
      return literal("boolean", upper.toLowerCase(), at, end);
    case "CASE":
      return parseCase(parser);
    case "CAST":
    case "TRY_CAST":
      if (stream.isMark("(", 1)) return parseCast(parser);
      break;
    case "EXISTS": {
      stream.take();
      stream.expectMark("(");
      const query = parser.query();
      stream.expectMark(")");
      return { kind: "exists", at, end: stream.previousEnd, type: booleanType, query };
    }
    case "DATE":
    case "TIMESTAMP":
    case "DATETIME":
      if (stream.peek(1).kind === "string" && !parser.is("sqlite", "mssql")) return parseMoment(parser);
      break;
    case "TIME":
      if (stream.peek(1).kind === "string") refuse("a time literal", at);
      break;
    case "INTERVAL":
      if (!stream.isMark("(", 1) || parser.is("mysql", "mariadb")) return parseInterval(parser);
      break;
    case "DEFAULT":
      stream.take();
      return { kind: "default", at, end, type: unknownType };
    case "ARRAY":
      if (stream.isMark("[", 1)) refuse("an array", at);
      break;
    case "ROW":
      if (stream.isMark("(", 1)) refuse("a row of values", at);
      break;
    case "BINARY":
      if (parser.is("mysql", "mariadb")) refuse("BINARY", at);
      break;
    case "NEXT":
    case "PRIOR":
    case "CONNECT_BY_ROOT":
      if (stream.peek(1).kind === "word") refuse(upper, at);
      break;
    default:
  }
  return parseNamed(parser);
}

/** A column, or a call. */
function parseNamed(parser: Parser): Expression {
  const { stream } = parser;
  const { upper, at, end, kind } = stream.peek();
  if (
    kind === "word" &&
    !stream.isMark("(", 1) &&
    bare.has(upper) &&
    (upper !== "USER" || !parser.is("sqlite", "mssql"))
  ) {
    stream.take();
    return bareCall(upper, at, end);
  }
  if (kind === "word" && stream.isMark("(", 1) && !stream.isMark("+", 2)) return parseCall(parser);
  const path = parser.path();
  if (stream.isMark("(") && stream.isMark("+", 1)) refuse("the outer join operator (+)", stream.at, "Write LEFT JOIN.");
  if (stream.isMark("(")) refuse("a function of a schema", at);
  return {
    kind: "column",
    at,
    end: stream.previousEnd,
    type: unknownType,
    qualifier: path.slice(0, -1),
    name: path.at(-1)!,
  };
}

function bareCall(name: string, at: number, end: number): Expression {
  return { kind: "function", at, end, type: unknownType, name, args: [], star: false, distinct: false, order: [] };
}

function parseCase(parser: Parser): Expression {
  const { stream } = parser;
  const { at } = stream.take();
  const operand = stream.isWord("WHEN") ? undefined : parser.expression();
  const whens: (readonly [Expression, Expression])[] = [];
  while (stream.accept("WHEN")) {
    const when = parser.expression();
    stream.expect("THEN");
    whens.push([when, parser.expression()]);
  }
  if (whens.length === 0) stream.fail("WHEN");
  const otherwise = stream.accept("ELSE") ? parser.expression() : undefined;
  stream.expect("END");
  return { kind: "case", at, end: stream.previousEnd, type: unknownType, operand, whens, otherwise };
}

function parseCast(parser: Parser): Expression {
  const { stream } = parser;
  const { at, upper } = stream.take();
  if (upper === "TRY_CAST") refuse("TRY_CAST", at);
  stream.expectMark("(");
  const operand = parser.expression();
  stream.expect("AS");
  const target = parseCastType(parser);
  if (!stream.isMark(")")) refuse("a cast with a format", stream.at);
  stream.expectMark(")");
  return { kind: "cast", at, end: stream.previousEnd, type: unknownType, operand, target };
}

/** `date '2024-02-29'`, `timestamp '2024-02-29 12:30:00'`. */
function parseMoment(parser: Parser): Expression {
  const { stream } = parser;
  const { at, upper } = stream.take();
  const token = stream.take();
  const value = readString(token.text, parser.source, token.at);
  if (upper === "DATE") {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) refuse("a date literal that is not YYYY-MM-DD", token.at);
    requireReal(value, token.at);
    return literal("date", value, at, token.end);
  }
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?$/.test(value))
    refuse("a timestamp literal that is not YYYY-MM-DD HH:MM:SS", token.at);
  requireReal(value, token.at);
  return literal("timestamp", value, at, token.end);
}

const units = new Set(["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"]);

/** `interval 1 day` of MySQL, `interval '1 day'` and `interval '1' day` of the others. */
function parseInterval(parser: Parser): Expression {
  const { stream } = parser;
  const { at } = stream.take();
  const token = stream.peek();
  if (token.kind === "string" && !parser.is("mysql", "mariadb")) {
    stream.take();
    const text = readString(token.text, parser.source, token.at).trim();
    const [, amount, written] = /^([+-]?\d+)(?:\s+([a-z]+?)s?)?$/i.exec(text) ?? [];
    const unit = written?.toUpperCase() ?? (stream.peek().kind === "word" ? stream.take().upper : undefined);
    if (amount === undefined || unit === undefined || !units.has(unit)) refuse("an interval of this form", at);
    if (stream.isWord("TO")) refuse("an interval of several units", at);
    const number: Expression = {
      ...literal("number", amount.replace("+", ""), token.at, token.end),
      type: { kind: "integer" },
    };
    return {
      kind: "interval",
      at,
      end: stream.previousEnd,
      type: { kind: "interval" },
      amount: number,
      unit: unit.toLowerCase(),
    };
  }
  if (!parser.is("mysql", "mariadb")) refuse("an interval of this form", at);
  const amount = parser.expression();
  const unit = stream.take();
  if (!units.has(unit.upper)) refuse("an interval of this unit", unit.at);
  return {
    kind: "interval",
    at,
    end: stream.previousEnd,
    type: { kind: "interval" },
    amount,
    unit: unit.upper.toLowerCase(),
  };
}
