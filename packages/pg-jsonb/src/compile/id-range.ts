import { sql } from "@db/core";
import { isNumber, numberType, toDecimal, toDouble, typeOf, type Comparison } from "@db/document/engine";
import { encodeValue } from "../codec/encode.ts";
import { orderedKey } from "./document-key.ts";
import type { CompileContext } from "./indexed.ts";
import { keyExpressionOfAll } from "./key-expression.ts";
import { lowestKey, nextLetter } from "./order-key.ts";
import type { Predicate } from "./predicate.ts";

const signs: Readonly<Partial<Record<Comparison, string>>> = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" };

const ordered: ReadonlySet<string> = new Set([
  "int",
  "long",
  "double",
  "decimal",
  "string",
  "objectId",
  "date",
  "timestamp",
  "binData",
  "bool",
  "object",
]);

/**
 * `{ _id: { $gt: value } }` by the order of the table's key, which its index serves; where some keys have no order, by the server's
 * key of the value. Both are exact. `undefined` for what has no such answer: types with rules of their own, NaN, and without
 * that order fractions, whose last digits the server's key does not tell.
 */
export function idRange(
  operator: Comparison,
  value: unknown,
  { schema, orderedIds }: CompileContext,
): Predicate | undefined {
  const sign = signs[operator];
  if (sign === undefined || !ordered.has(typeOf(value))) return undefined;
  if (isNumber(value) && (notANumber(value) || (!orderedIds && !isWhole(value)))) return undefined;
  const key = orderedKey(value);
  if (key === undefined) return undefined;
  const greater = sign.startsWith(">");
  const bound = greater ? sql`< ${nextLetter(value)}` : sql`>= ${lowestKey(value)}`;
  if (orderedIds) return { sql: sql`(id ${sql.raw(sign)} ${key} and id ${bound})`, exact: true };
  const expression = keyExpressionOfAll(schema);
  const serverKey = sql`${sql.id(schema, "_key")}(${encodeValue(value)}::text::jsonb)`;
  return { sql: sql`(${expression} ${sql.raw(sign)} ${serverKey} and ${expression} ${bound})`, exact: true };
}

type NumberValue = Parameters<typeof toDecimal>[0];

const notANumber = (value: NumberValue): boolean => Number.isNaN(toDouble(value));

function isWhole(value: NumberValue): boolean {
  if (numberType(value) === "double")
    return Number.isInteger(toDouble(value)) || Math.abs(toDouble(value)) === Infinity;
  const decimal = toDecimal(value);
  return decimal.special === undefined ? decimal.exponent >= 0 : true;
}
