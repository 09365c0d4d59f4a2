import type { Expression, Literal } from "../ast/nodes.ts";
import { familyOf, timestampType, typeName, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { momentLiterals } from "./compare.ts";
import type { Reading } from "./context.ts";
import { call, isNull, literalText, literalWhole } from "./make.ts";
import { booleanNumber } from "./operands.ts";
import { rangeOf, rangeOfType, within } from "./ranges.ts";

/** Makes a value fit a column of a type, as all engines do, or refuses what they convert differently. */
export function assign(reading: Reading, value: Expression, type: Type | undefined): Expression {
  if (value.kind === "default" || isNull(value)) return value;
  if (value.kind === "parameter") {
    reading.noteParameters();
    return type === undefined ? value : { ...value, type };
  }
  if (type === undefined || type.kind === "unknown") return value;
  const wanted = familyOf(type);
  if (wanted === "date" || wanted === "timestamp") return assignMoment(reading, value, type);
  const given = familyOf(value.type);
  if (wanted === given) return sized(reading, value, type);
  if (given === "unknown") {
    reading.need("types", "a value whose type is not known", value.at);
    return value;
  }
  const whole = literalWhole(value);
  if (wanted === "boolean" && reading.source.booleans !== "type" && (whole === 0 || whole === 1))
    return { ...(value as Literal), form: "boolean", value: whole === 1 ? "true" : "false", type };
  if (wanted === "integer" && given === "boolean" && reading.source.booleans === "number") return booleanNumber(value);
  if (wanted === "double" && (given === "integer" || given === "decimal"))
    return call("toDouble", [value], type, value);
  if (wanted === "decimal") return assignDecimal(reading, value, type);
  if (wanted === "integer" && given === "decimal" && value.type.scale === 0 && value.kind !== "column") {
    reading.need("errors", "a value that may not fit its column", value.at);
    return call("toInteger", [value], type, value);
  }
  return refuse(
    `${typeName(value.type)} for a column of ${typeName(type)}, an implicit conversion`,
    value.at,
    "Cast it.",
  );
}

/** SQLite does not enforce the sizes that others do. */
function sized(reading: Reading, value: Expression, type: Type): Expression {
  if (!reading.involves("sqlite") && type.kind !== "decimal") return value;
  if (type.kind === "varchar" && type.length !== undefined) {
    const text = literalText(value);
    if (
      text === undefined
        ? value.kind !== "column" || value.type.length !== type.length
        : Array.from(text).length > type.length
    )
      reading.need("errors", "text that may be longer than its column", value.at);
  }
  if (familyOf(type) === "integer" && !within(rangeOf(value), rangeOfType(type)))
    reading.need("errors", "a number that may not fit its column", value.at);
  if (type.kind === "decimal") return assignDecimal(reading, value, type);
  return value;
}

function assignDecimal(reading: Reading, value: Expression, type: Type): Expression {
  const inner = value.kind === "call" && value.meaning === "negate" ? value.args[0]! : value;
  if (reading.involves("sqlite")) {
    if (inner.kind === "column" && value.type.kind === "decimal" && value.type.scale === type.scale) return value;
    if (inner.kind !== "literal" || inner.form !== "number" || /e/i.test(inner.value))
      refuse("a computed value for a column of decimal, which SQLite keeps as text", value.at);
    const fraction = inner.value.split(".")[1] ?? "";
    if (type.scale !== undefined && fraction.length > type.scale)
      refuse("a decimal of more digits than its column", value.at);
    return {
      ...inner,
      value: inner === value ? inner.value : `-${inner.value}`,
      type: { kind: "decimal", scale: fraction.length },
      at: value.at,
    };
  }
  if (familyOf(value.type) === "double")
    return refuse("double for a column of decimal, an implicit conversion", value.at, "Cast it.");
  return value;
}

function assignMoment(reading: Reading, value: Expression, type: Type): Expression {
  if (literalText(value) !== undefined) {
    const [, literal] = momentLiterals(reading, [{ ...value, type, kind: "default" }, value]);
    return literal!;
  }
  if (value.type.kind === type.kind) {
    if (reading.involves("sqlite") && value.kind !== "column" && value.kind !== "literal")
      reading.need("dates", "a computed date", value.at);
    return value;
  }
  if (value.type.kind === "date" && type.kind === "timestamp") {
    if (reading.source.moments) return call("toTimestamp", [value], timestampType, value);
    refuse("a date for a column of timestamp, which are text", value.at);
  }
  if (value.type.kind === "unknown") {
    reading.need("types", "a value whose type is not known", value.at);
    return value;
  }
  return refuse(
    `${typeName(value.type)} for a column of ${typeName(type)}, an implicit conversion`,
    value.at,
    "Cast it.",
  );
}
