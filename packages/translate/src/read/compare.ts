import type { Expression, Literal } from "../ast/nodes.ts";
import { familyOf, timestampType, typeName } from "../ast/types.ts";
import { requireReal } from "../parse/calendar.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call, condition, isNull, literalText, literalWhole } from "./make.ts";
import { adopt, booleanNumber } from "./operands.ts";
import { rangeOf, within } from "./ranges.ts";

/** How values are compared: `equal` tells same from different, `order` also which comes first. */
export type Comparison = "equal" | "order";

const exactIntegers = [-(2n ** 53n), 2n ** 53n] as const;

/** `left <operator> right`, with types that both engines compare alike. */
export function compare(reading: Reading, meaning: string, pair: readonly Expression[], place: Expression): Expression {
  const how: Comparison =
    meaning === "equal" || meaning === "unequal" || meaning === "same" || meaning === "distinct" ? "equal" : "order";
  const { at, end } = place;
  const args = comparable(reading, pair, how, "a comparison", at);
  return condition(meaning, args, { ...place, at, end });
}

/** Makes operands comparable with each other on both engines, or refuses. */
export function comparable(
  reading: Reading,
  expressions: readonly Expression[],
  how: Comparison,
  construct: string,
  at: number,
): Expression[] {
  let args = adopt(reading, expressions);
  args = momentLiterals(reading, args);
  args = booleanLiterals(reading, args);
  const families = new Set(args.filter((part) => !isNull(part)).map(({ type }) => familyOf(type)));
  if (families.has("unknown")) {
    requireKnown(reading, args, families.size > 1 || reading.involves("sqlite"), construct, at);
    families.delete("unknown");
    if (families.size === 0 || families.has("text")) return textual(reading, args, how, construct, at);
  }
  if (families.size === 0) return args;
  const only = families.size === 1 ? [...families][0]! : undefined;
  switch (only) {
    case "text":
      return textual(reading, args, how, construct, at);
    case "boolean":
      return args;
    case "integer":
    case "double":
      return args;
    case "decimal":
      refuseDecimals(reading, args, construct, at);
      return args;
    case "date":
    case "timestamp":
      if (reading.involves("sqlite")) reading.need("dates", `${construct} of dates`, at);
      return args;
    case "binary":
      if (how === "order" || reading.involves("oracle", "mssql")) refuse(`${construct} of binary values`, at);
      return args;
    case "other":
      return refuse(`${construct} of ${typeName(args[0]!.type)}`, at);
    default:
      return mixed(reading, args, families, construct, at);
  }
}

function requireKnown(
  reading: Reading,
  args: readonly Expression[],
  needsTypes: boolean,
  construct: string,
  at: number,
): void {
  const columns = args.some(({ kind, type }) => kind !== "parameter" && type.kind === "unknown");
  if (needsTypes && columns) reading.need("types", `${construct} of a value whose type is not known`, at);
}

function mixed(
  reading: Reading,
  args: Expression[],
  families: ReadonlySet<string>,
  construct: string,
  at: number,
): Expression[] {
  const names = [...families];
  if (names.every((family) => family === "integer" || family === "decimal" || family === "double")) {
    if (families.has("decimal")) refuseDecimals(reading, args, construct, at);
    const large = args.find((part) => familyOf(part.type) === "integer" && !within(rangeOf(part), exactIntegers));
    if (families.has("double") && large !== undefined)
      refuse(`${construct} of a double with a bigint`, at, "Some compare exactly: cast to double precision.");
    return args;
  }
  if (names.every((family) => family === "date" || family === "timestamp")) {
    if (reading.involves("sqlite")) reading.need("dates", `${construct} of dates`, at);
    if (!reading.source.moments) refuse(`${construct} of a date with a timestamp, which are text`, at);
    return args.map((part) =>
      familyOf(part.type) === "date" ? call("toTimestamp", [part], timestampType, part) : part,
    );
  }
  if (families.has("boolean") && families.has("integer") && names.length === 2 && reading.source.booleans === "number")
    return args.map((part) => (familyOf(part.type) === "boolean" ? booleanNumber(part) : part));
  const types = args.filter((part) => !isNull(part)).map(({ type }) => typeName(type));
  return refuse(
    `${construct} of ${[...new Set(types)].join(" and ")}, an implicit conversion`,
    at,
    "Cast one of them.",
  );
}

/** SQLite's decimals are text; only a literal beside numbers of other kinds is as good there. */
function refuseDecimals(reading: Reading, args: readonly Expression[], construct: string, at: number): void {
  if (!reading.involves("sqlite")) return;
  const decimals = args.filter(({ type }) => familyOf(type) === "decimal");
  const literal = (part: Expression): boolean =>
    part.kind === "literal" || (part.kind === "call" && part.meaning === "negate" && part.args[0]!.kind === "literal");
  // A sum of integers is a whole number on SQLite.
  const whole = (part: Expression): boolean => part.type.scale === 0 && part.kind !== "column";
  if (decimals.every((part) => literal(part) || whole(part))) return;
  refuse(`${construct} of decimals, which SQLite keeps as text`, at, "Cast them to double precision.");
}

/** A literal of a date beside a date. Only the one form that all read alike. */
export function momentLiterals(reading: Reading, args: Expression[]): Expression[] {
  const moment = args.find(({ type }) => type.kind === "date" || type.kind === "timestamp");
  if (moment === undefined) return args;
  return args.map((part) => {
    const text = literalText(part);
    if (text === undefined) return part;
    const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const isTime = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?$/.test(text);
    if (reading.source.name === "oracle" || (!isDate && !isTime))
      refuse("text compared with a date", part.at, "Write date 'YYYY-MM-DD'.");
    requireReal(text, part.at);
    const form = isDate && moment.type.kind === "date" ? "date" : "timestamp";
    if (!isDate && moment.type.kind === "date") refuse("a date compared with text of a timestamp", part.at);
    if (isDate && form === "timestamp" && !reading.source.moments)
      refuse("a timestamp compared with text of a date", part.at);
    const value = isDate && form === "timestamp" ? `${text} 00:00:00` : text;
    return { ...(part as Literal), form, value, type: { kind: form } };
  });
}

/** 1 and 0 beside booleans, where they are the same. */
function booleanLiterals(reading: Reading, args: Expression[]): Expression[] {
  if (reading.source.booleans === "type" || !args.some(({ type }) => type.kind === "boolean")) return args;
  return args.map((part) => {
    const value = literalWhole(part);
    if (part.kind !== "literal" || (value !== 0 && value !== 1)) return part;
    return { ...part, form: "boolean", value: value === 1 ? "true" : "false", type: { kind: "boolean" } };
  });
}

/** Text compares alike only where both engines' defaults do, or where the caller vouches for it. */
function textual(reading: Reading, args: Expression[], how: Comparison, construct: string, at: number): Expression[] {
  const { source, target } = reading;
  if (args.some(({ type }) => type.kind === "char"))
    refuse(`${construct} of char, which is padded`, at, "Use varchar.");
  if (args.length > 0 && args.every((part) => isNull(part))) return args;
  const exact = (text: string): boolean => text === "exact" || (text === "locale" && how === "equal");
  if (!exact(source.text) || !exact(target.text)) reading.need("text", `${construct} of text`, at);
  if (args.some((part) => isCollated(part))) return args;
  if (args[0]!.kind === "call" && args[0].meaning === "exactText") return args;
  // Text that no column is in compares by the session's rules, which no caller's columns change.
  if (!exact(source.text) && args.some(({ type }) => type.kind !== "unknown"))
    refuse(`${construct} of text without a column`, at, "It compares by the session's collation.");
  return exact(target.text) ? args : [call("exactText", [args[0]!], args[0]!.type, args[0]!), ...args.slice(1)];
}

/** Whether text has the collation of a column, also through functions and subqueries. */
function isCollated(expression: Expression): boolean {
  switch (expression.kind) {
    case "column": {
      const { source, name } = expression;
      if (source === undefined || (source.kind === "table" && source.common !== true)) return true;
      const column = source.columns?.find((known) => known.name?.text === name.text);
      return column?.expression === undefined ? true : isCollated(column.expression);
    }
    case "call":
      return expression.args.some((part) => familyOf(part.type) === "text" && isCollated(part));
    case "aggregate":
      return expression.args.some((part) => isCollated(part));
    case "case":
      return [
        ...expression.whens.map(([, then]) => then),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ].some((part) => isCollated(part));
    case "cast":
      return isCollated(expression.operand);
    case "subquery": {
      const { body } = expression.query;
      const item = body.kind === "select" ? body.items[0]?.expression : undefined;
      return item !== undefined && isCollated(item);
    }
    case "proposed":
      return true;
    default:
      return false;
  }
}
