import type { Call, Expression } from "../ast/nodes.ts";
import { booleanType, type Type } from "../ast/types.ts";

/** Makes a call of one meaning in the place of a piece of text. */
export function call(
  meaning: string,
  args: readonly Expression[],
  type: Type,
  place: { readonly at: number; readonly end: number },
  unit?: string,
): Call {
  return { kind: "call", meaning, args, type, at: place.at, end: place.end, ...(unit === undefined ? {} : { unit }) };
}

/** A condition. */
export function condition(meaning: string, args: readonly Expression[], place: Expression): Call {
  return call(meaning, args, booleanType, place);
}

/** A whole number as a literal. */
export function wholeNumber(value: number, place: Expression): Expression {
  return {
    kind: "literal",
    form: "number",
    value: String(value),
    type: { kind: "integer" },
    at: place.at,
    end: place.end,
  };
}

/** The literal's text when an expression is a text literal. */
export function literalText(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" && expression.form === "text" ? expression.value : undefined;
}

/** The number when an expression is a whole number, with or without a sign. */
export function literalWhole(expression: Expression | undefined): number | undefined {
  if (expression?.kind === "call" && expression.meaning === "negate") {
    const inner = literalWhole(expression.args[0]);
    return inner === undefined ? undefined : -inner;
  }
  if (expression?.kind !== "literal" || expression.form !== "number" || !/^\d+$/.test(expression.value))
    return undefined;
  const value = Number(expression.value);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function isNull(expression: Expression): boolean {
  return expression.kind === "literal" && expression.form === "null";
}
