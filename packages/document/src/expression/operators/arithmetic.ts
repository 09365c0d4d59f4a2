import { Double, Int32, Long, type Decimal128 } from "bson";
import { documentError } from "../../errors.ts";
import { readDecimal, signOf } from "../../values/decimal.ts";
import {
  calculate,
  divide,
  integer,
  isNumber,
  numberType,
  toBigInt,
  toDouble,
  type NumberValue,
} from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argument, argumentValues, type Definitions } from "../definition.ts";
import { makeDate, timeOf, wholeMilliseconds } from "../dates/date-range.ts";

/** A sum or difference; two whole numbers beyond 64 bits count as doubles. */
function combine(calculation: "add" | "subtract", left: NumberValue, right: NumberValue): NumberValue {
  const exact = calculate(calculation, left, right, "none");
  const sign = calculation === "add" ? 1 : -1;
  return exact ?? new Double(toDouble(left) + sign * toDouble(right));
}

/**
 * The sum of numbers and at most one date, in their order; null when one before a wrong one is null or missing. From the
 * date on every number is rounded to milliseconds by itself.
 */
export function add(values: readonly unknown[]): unknown {
  let total: NumberValue = new Int32(0);
  let date: bigint | undefined;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (value instanceof Date) {
      if (date !== undefined) throw documentError(16612, "$add takes one date at most");
      date = wholeMilliseconds(total) + BigInt(timeOf(value));
    } else if (!isNumber(value)) throw documentError(14, `$add takes numbers and dates, not ${typeOf(value)}`);
    else if (date === undefined) total = combine("add", total, value);
    else date += wholeMilliseconds(value);
  }
  return date === undefined ? narrowed(total, values) : makeDate(Number(date));
}

/** An `int` again when only ints were taken and the result fits, though a total on the way did not. */
function narrowed(total: NumberValue, values: readonly unknown[]): unknown {
  return numberType(total) === "long" && values.every((value) => numberType(value) === "int")
    ? integer(toBigInt(total))
    : total;
}

/** The product of numbers; null when one before a wrong one is null or missing. */
export function multiply(values: readonly unknown[]): unknown {
  let total: NumberValue = new Int32(1);
  // Doubles are multiplied beside, for whole numbers whose product is beyond 64 bits.
  let double = 1;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw documentError(14, `$multiply takes numbers, not ${typeOf(value)}`);
    double *= toDouble(value);
    const exact = calculate("multiply", total, value, "none");
    total = exact === undefined || numberType(exact) === "double" ? new Double(double) : exact;
  }
  return narrowed(total, values);
}

function subtract(left: unknown, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) return combine("subtract", left, right);
  if (isNullish(left) || isNullish(right)) return null;
  if (left instanceof Date) {
    if (right instanceof Date) return Long.fromNumber(timeOf(left) - timeOf(right));
    if (isNumber(right)) return makeDate(Number(BigInt(timeOf(left)) - wholeMilliseconds(right)));
  }
  throw documentError(14, `$subtract cannot take ${typeOf(right)} from ${typeOf(left)}`);
}

/** Whether a number is zero, of either sign. */
export function isZero(value: NumberValue): boolean {
  return numberType(value) === "decimal" ? signOf(readDecimal(value as Decimal128)) === 0 : toDouble(value) === 0;
}

function quotient(left: unknown, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) {
    if (isZero(right)) throw documentError(2, "$divide cannot divide by zero");
    return divide(left, right);
  }
  if (isNullish(left) || isNullish(right)) return null;
  throw documentError(14, `$divide takes numbers, not ${typeOf(left)} and ${typeOf(right)}`);
}

function remainder(left: unknown, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) {
    if (isZero(right)) {
      const isDecimal = numberType(left) === "decimal" || numberType(right) === "decimal";
      throw documentError(isDecimal ? 5733415 : 16610, "$mod cannot divide by zero");
    }
    return calculate("remainder", left, right);
  }
  if (isNullish(left) || isNullish(right)) return null;
  throw documentError(16611, `$mod takes numbers, not ${typeOf(left)} and ${typeOf(right)}`);
}

/** C's `pow`, which differs from JavaScript's where the base is 1 or -1. */
function doublePower(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/** The power of two whole numbers: whole where it fits 64 bits, else a double. */
function wholePower(base: bigint, exponent: bigint): bigint | number {
  if (base === 0n) return exponent === 0n ? 1n : 0n;
  if (base === 1n) return 1n;
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
  if (exponent >= 0n && exponent <= 63n) {
    const result = base ** exponent;
    if (BigInt.asIntN(64, result) === result) return result;
  }
  return doublePower(Number(base), Number(exponent));
}

/** The power of doubles and of whole numbers; decimals have their own function. */
export function binaryPower(base: NumberValue, exponent: NumberValue): NumberValue {
  const types = [numberType(base), numberType(exponent)];
  if (types.includes("double")) return new Double(doublePower(toDouble(base), toDouble(exponent)));
  const result = wholePower(toBigInt(base), toBigInt(exponent));
  if (typeof result === "number") return new Double(result);
  const isInt = !types.includes("long") && BigInt.asIntN(32, result) === result;
  return isInt ? new Int32(Number(result)) : Long.fromBigInt(result);
}

/** `$add`, `$subtract`, `$multiply`, `$divide` and `$mod`. */
export const arithmetic: Definitions = {
  $add: { min: 0, max: Infinity, evaluate: (call, context) => add(argumentValues(call, context)) },
  $multiply: { min: 0, max: Infinity, evaluate: (call, context) => multiply(argumentValues(call, context)) },
  $subtract: {
    min: 2,
    max: 2,
    evaluate: (call, context) => subtract(argument(call, 0, context), argument(call, 1, context)),
  },
  $divide: {
    min: 2,
    max: 2,
    evaluate: (call, context) => quotient(argument(call, 0, context), argument(call, 1, context)),
  },
  $mod: {
    min: 2,
    max: 2,
    evaluate: (call, context) => remainder(argument(call, 0, context), argument(call, 1, context)),
  },
};
