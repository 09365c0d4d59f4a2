import type { Cast, Expression } from "../ast/nodes.ts";
import {
  dateType,
  doubleType,
  familyOf,
  isNumeric,
  textType,
  timestampType,
  typeName,
  type Type,
} from "../ast/types.ts";
import { requireReal } from "../parse/calendar.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call, condition, isNull, literalText } from "./make.ts";
import { extract, strftimeUnit } from "./moments.ts";
import { adopt, booleanNumber } from "./operands.ts";
import { rangeOf, rangeOfType, within } from "./ranges.ts";

/** Reads a cast by the two types: what engines convert alike gets one meaning, the rest is refused. */
export function readCast(reading: Reading, node: Cast, value: Expression): Expression {
  const written = node.target;
  // The family's `cast(x as char(n))` cuts and does not pad.
  const target: Type =
    reading.source.family === "mysql" && written.kind === "char" ? { ...written, kind: "varchar" } : written;
  const unit = strftimeUnit(node.operand);
  if (unit !== undefined && familyOf(target) === "integer" && node.operand.kind === "function")
    return extract(reading, node.operand, unit, value);
  if (value.kind === "parameter") {
    reading.noteParameters();
    return { ...node, operand: { ...value, type: target }, type: target };
  }
  if (isNull(value)) return { ...node, operand: value, type: target };
  const cast = { ...node, target };
  switch (familyOf(target)) {
    case "integer":
      return toInteger(reading, node, value);
    case "double":
      return toDouble(reading, node, value);
    case "decimal":
      return toDecimal(reading, node, value);
    case "text":
      return toText(reading, cast, value);
    case "boolean":
      return toBoolean(reading, node, value);
    case "date":
    case "timestamp":
      return toMoment(reading, node, value);
    default:
      return refuseCast(node, value);
  }
}

function refuseCast({ at, target }: Cast, { type }: Expression, hint?: string): never {
  return refuse(`a cast of ${typeName(type)} to ${typeName(target)}`, at, hint);
}

function toInteger(reading: Reading, node: Cast, value: Expression): Expression {
  const { target } = node;
  const family = familyOf(value.type);
  if (family === "integer") {
    if (reading.source.integers !== "64" && !within(rangeOf(value), rangeOfType(target)))
      reading.need("errors", `a cast to ${typeName(target)} that may not fit`, node.at);
    return call("toWhole", [value], target, node);
  }
  if (family === "boolean") return booleanNumber(value);
  if (family === "decimal" && value.type.scale === 0) {
    if (value.kind !== "call" || value.meaning !== "extract")
      reading.need("errors", `a cast to ${typeName(target)} that may not fit`, node.at);
    return call("toInteger", [value], target, node);
  }
  if (family === "decimal" && !reading.involves("sqlite")) {
    reading.need("errors", `a cast to ${typeName(target)} that may not fit`, node.at);
    return call(reading.source.name === "mssql" ? "truncateToInteger" : "roundToInteger", [value], target, node);
  }
  if (family === "double") {
    const whole = value.kind === "call" && ["truncate", "floor", "ceiling"].includes(value.meaning);
    const cuts = reading.source.name === "sqlite" || reading.source.name === "mssql";
    if (!whole && !cuts) refuseCast(node, value, "Engines round halves differently: cast trunc(x) or floor(x).");
    reading.need("errors", `a cast to ${typeName(target)} that may not fit`, node.at);
    return call("truncateToInteger", [value], target, node);
  }
  if (family === "text") {
    if (reading.source.name !== "postgres" && reading.source.name !== "mssql" && reading.source.name !== "oracle")
      refuseCast(node, value, "Text that begins with a number gives that number here, and an error elsewhere.");
    reading.need("errors", `a cast of text to ${typeName(target)}`, node.at);
    return call("textToInteger", [value], target, node);
  }
  return refuseCast(node, value);
}

function toDouble(reading: Reading, node: Cast, value: Expression): Expression {
  if (node.target.kind !== "double")
    return refuseCast(node, value, "Single precision is written differently: use double precision.");
  if (isNumeric(value.type)) return call("toDouble", [value], doubleType, node);
  if (familyOf(value.type) === "boolean" && reading.source.booleans === "number")
    return call("toDouble", [booleanNumber(value)], doubleType, node);
  return refuseCast(node, value);
}

function toDecimal(reading: Reading, node: Cast, value: Expression): Expression {
  const { precision, scale } = node.target;
  if (reading.involves("sqlite")) return refuseCast(node, value, "SQLite has no decimals.");
  if (precision === undefined || scale === undefined)
    return refuse("a cast to decimal without digits", node.at, "Write decimal(p, s).");
  const family = familyOf(value.type);
  if (family !== "integer" && family !== "decimal") return refuseCast(node, value);
  const limit = reading.involves("mssql", "oracle") ? 38 : 65;
  if (precision > limit || scale > 30) refuse("a decimal of too many digits", node.at);
  reading.need("errors", "a cast to decimal that may not fit", node.at);
  return call("toDecimal", [value], node.target, node);
}

function toText(reading: Reading, node: Cast, value: Expression): Expression {
  const { target } = node;
  if (target.kind === "char") return refuseCast(node, value, "It pads: cast to varchar.");
  const family = familyOf(value.type);
  let made: Expression;
  if (family === "text") made = { ...value, type: textType } as Expression;
  else if (family === "integer" || family === "date") made = call("toText", [value], textType, node);
  else return refuseCast(node, value, family === "unknown" ? "Give the schema." : "Engines write it differently.");
  if (target.length === undefined) return made;
  if (reading.source.name === "sqlite")
    return refuse("a cast to varchar(n), which SQLite does not cut", node.at, "Cast to text.");
  if (family !== "text" && (reading.source.name === "mssql" || reading.source.name === "oracle"))
    return refuse("a cast of a number to varchar(n)", node.at, "Cast to text that is long enough.");
  if (reading.involves("mssql")) reading.need("characters", "a cast to varchar(n)", node.at);
  const length: Expression = {
    kind: "literal",
    form: "number",
    value: String(target.length),
    type: { kind: "integer" },
    at: node.at,
    end: node.end,
  };
  return call("left", [made, length], textType, node);
}

function toBoolean(reading: Reading, node: Cast, value: Expression): Expression {
  const family = familyOf(value.type);
  if (family === "boolean") return value;
  if (family === "integer" && reading.source.name !== "sqlite") return condition("isTrue", [value], node);
  return refuseCast(node, value);
}

/** The digits of a second. What a type has no place for is rounded by some and cut by others. */
function digitsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

function toMoment(reading: Reading, node: Cast, value: Expression): Expression {
  const { target } = node;
  const text = literalText(value);
  if (text !== undefined && value.kind === "literal" && reading.source.moments) {
    const isDate = target.kind === "date" && /^\d{4}-\d{2}-\d{2}$/.test(text);
    const isTime = target.kind === "timestamp" && /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?$/.test(text);
    if (isDate || isTime) requireReal(text, value.at);
    if (isDate) return { ...value, form: "date", type: dateType };
    const places = target.precision ?? (reading.source.family === "mysql" ? 0 : 6);
    if (isTime && digitsOf(text) > places) refuse("a cast that takes digits of a second away", node.at);
    if (isTime) return { ...value, form: "timestamp", type: timestampType };
  }
  if (!reading.source.moments) return refuseCast(node, value, "SQLite makes a number of it.");
  if (value.type.kind === target.kind) return { ...value } as Expression;
  const [known] = adopt(reading, [value]);
  if (known!.type.kind === "timestamp" && target.kind === "date") return call("toDate", [value], dateType, node);
  if (known!.type.kind === "date" && target.kind === "timestamp")
    return call("toTimestamp", [value], timestampType, node);
  return refuseCast(node, value);
}
