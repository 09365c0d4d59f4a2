import type { Decimal128 } from "bson";
import { readDecimal } from "../values/decimal.ts";
import { numberType, toDouble, type NumberValue } from "../values/numbers.ts";

/** Whether a value counts as true: all but false, null, missing and the zeros of every type. NaN is true. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  switch (numberType(value)) {
    case undefined:
      return true;
    case "decimal": {
      const exact = readDecimal(value as Decimal128);
      return exact.special !== undefined || exact.coefficient !== 0n;
    }
    default:
      return toDouble(value as NumberValue) !== 0;
  }
}
