import { Long } from "bson";
import { calculate, type NumberValue } from "../../values/numbers.ts";

/** The difference of two numbers, or of two dates in milliseconds. */
export function subtractValues(left: unknown, right: unknown): NumberValue {
  if (left instanceof Date && right instanceof Date) return Long.fromNumber(left.getTime() - right.getTime());
  return calculate("subtract", left as NumberValue, right as NumberValue) as NumberValue;
}
