import { DatabaseError } from "@db/core";
import { Decimal128, Double, Int32, Long, Timestamp } from "bson";
import { parseCollation } from "../../../src/collation.ts";
import { evaluateExpression } from "../../../src/expression/evaluate-expression.ts";
import { rootContext } from "../../../src/expression/expression.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";

export const int = (value: number): Int32 => new Int32(value);
export const double = (value: number): Double => new Double(value);
export const long = (value: bigint | number): Long => Long.fromBigInt(BigInt(value));
export const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
export const date = (text: string): Date => new Date(text);
export const timestamp = (seconds: number, increment: number): Timestamp => new Timestamp({ t: seconds, i: increment });

export interface Given {
  readonly document?: Document;
  readonly variables?: Document;
  readonly collation?: Document;
  readonly now?: Date;
}

/** The value of an expression, as the package computes it. */
export function evaluate(expression: unknown, given: Given = {}): unknown {
  const variables = importDocument(given.variables ?? {});
  const parsed = parseExpression(expression, { variables: new Set(Object.keys(variables)) });
  const settings = defaultSettings({
    variables,
    collation: parseCollation(given.collation),
    now: given.now ?? new Date(0),
    random: () => 0.25,
  });
  return evaluateExpression(parsed, rootContext(importDocument(given.document ?? {}), settings));
}

/** The code that an expression is refused with, when it is parsed or evaluated; `undefined` when it is not. */
export function codeOf(expression: unknown, given: Given = {}): unknown {
  try {
    evaluate(expression, given);
    return undefined;
  } catch (error) {
    if (DatabaseError.is(error)) return error.nativeCode;
    throw error;
  }
}
