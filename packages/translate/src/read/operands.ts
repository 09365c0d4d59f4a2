import type { Expression } from "../ast/nodes.ts";
import {
  bigintType,
  booleanType,
  doubleType,
  familyOf,
  textType,
  timestampType,
  typeName,
  type Family,
  type Type,
} from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call, condition, isNull } from "./make.ts";

/** What an operation wants of an operand. */
export type Wanted = "text" | "integer" | "number" | "double" | "moment" | "boolean";

const accepted: Readonly<Record<Wanted, readonly Family[]>> = {
  text: ["text", "null"],
  integer: ["integer", "null"],
  number: ["integer", "decimal", "double", "null"],
  double: ["integer", "decimal", "double", "null"],
  moment: ["date", "timestamp", "null"],
  boolean: ["boolean", "null"],
};
const given: Readonly<Record<Wanted, Type>> = {
  text: textType,
  integer: bigintType,
  number: doubleType,
  double: doubleType,
  moment: timestampType,
  boolean: booleanType,
};

/** Checks that an operand is of a family, since what engines convert by themselves they convert differently. */
export function operand(reading: Reading, expression: Expression, wanted: Wanted, construct: string): Expression {
  const family = familyOf(expression.type);
  if (accepted[wanted].includes(family)) return expression;
  if (expression.kind === "parameter") {
    reading.noteParameters();
    if (wanted === "number") refuse(`a parameter of unknown type in ${construct}`, expression.at, "Cast it.");
    return { ...expression, type: given[wanted] };
  }
  if (family === "unknown" && wanted !== "number") {
    reading.need("types", `${construct} of a value whose type is not known`, expression.at);
    return { ...expression, type: given[wanted] } as Expression;
  }
  if (family === "boolean" && (wanted === "integer" || wanted === "number" || wanted === "double")) {
    if (reading.source.booleans === "number") return booleanNumber(expression);
  }
  if (family === "unknown")
    return refuse(`${construct} of a value whose type is not known`, expression.at, "Give the schema, or cast it.");
  return refuse(`${construct} of ${typeName(expression.type)}, an implicit conversion`, expression.at, "Cast it.");
}

/** A boolean as 1 and 0, where the source has no other kind. */
export function booleanNumber(expression: Expression): Expression {
  return call("booleanNumber", [expression], { kind: "integer" }, expression);
}

/** An expression as a condition: a number is one where the source's booleans are numbers. */
export function asCondition(reading: Reading, expression: Expression): Expression {
  const family = familyOf(expression.type);
  if (family === "boolean") return expression;
  if (isNull(expression)) return { ...expression, type: booleanType } as Expression;
  if (family === "integer" && reading.source.booleans === "number")
    return condition("isTrue", [expression], expression);
  if (expression.kind === "parameter" && reading.source.booleans === "type")
    return { ...expression, type: booleanType };
  if (family === "unknown" && reading.source.booleans === "type") {
    reading.need("types", "a condition whose type is not known", expression.at);
    return { ...expression, type: booleanType } as Expression;
  }
  if (family === "unknown") return refuse("a condition whose type is not known", expression.at, "Give the schema.");
  return refuse(`${typeName(expression.type)} as a condition`, expression.at, "Compare it.");
}

/** Gives parameters without a type that of the others. */
export function adopt(reading: Reading, expressions: readonly Expression[]): Expression[] {
  const known = expressions.find(({ kind, type }) => kind !== "parameter" && !["unknown", "null"].includes(type.kind));
  return expressions.map((expression) => {
    if (expression.kind !== "parameter" || expression.type.kind !== "unknown") return expression;
    reading.noteParameters();
    return known === undefined ? expression : { ...expression, type: unsized(known.type) };
  });
}

/** A type without its size, which values of other places need not have. */
function unsized({ kind }: Type): Type {
  if (kind === "varchar" || kind === "char") return textType;
  return kind === "smallint" || kind === "integer" ? bigintType : { kind };
}
