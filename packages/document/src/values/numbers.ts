import { Double, Int32, Long, type Decimal128 } from "bson";
import {
  addDecimals,
  compareDecimals,
  decimalOfBigInt,
  decimalToDouble,
  divideDecimals,
  exactDecimalOfDouble,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  quantize,
  readDecimal,
  remainderOfDecimals,
  writeDecimal,
  type Decimal,
} from "./decimal.ts";
import { bsonClass, isInt32 } from "./types.ts";

/** The four numeric types, in the order in which one of two gives its type to the result. */
export type NumberType = "int" | "long" | "double" | "decimal";

/** A number in the form this package computes with; plain numbers and bigints are understood as well. */
export type NumberValue = Int32 | Long | Double | Decimal128 | number | bigint;

const min64 = -(2n ** 63n);
const max64 = 2n ** 63n - 1n;
const classes: Readonly<Record<string, NumberType>> = {
  Int32: "int",
  Long: "long",
  Double: "double",
  Decimal128: "decimal",
};

/** The numeric type of a value; `undefined` when it is no number. */
export function numberType(value: unknown): NumberType | undefined {
  if (typeof value === "object" && value !== null) return classes[bsonClass(value) ?? ""];
  if (typeof value === "number") return isInt32(value) ? "int" : "double";
  return typeof value === "bigint" ? "long" : undefined;
}

/** Whether a value is a number of one of the four types. */
export function isNumber(value: unknown): value is NumberValue {
  return numberType(value) !== undefined;
}

/** The value of an `int` or `double` as a number, of a `long` or `decimal` as the nearest one. */
export function toDouble(value: NumberValue): number {
  if (typeof value === "number") return value;
  switch (numberType(value)) {
    case "decimal":
      return decimalToDouble(readDecimal(value as Decimal128));
    case "long":
      return Number(toBigInt(value));
    default:
      return (value as Int32 | Double).value;
  }
}

/** The value of an `int` or `long`. */
export function toBigInt(value: NumberValue): bigint {
  if (typeof value === "bigint") return value;
  return numberType(value) === "long" ? (value as Long).toBigInt() : BigInt(toDouble(value));
}

/** A number with all its digits: a double's too, which are those of its binary value. */
export function toDecimal(value: NumberValue): Decimal {
  switch (numberType(value)) {
    case "decimal":
      return readDecimal(value as Decimal128);
    case "double":
      return exactDecimalOfDouble(toDouble(value));
    default:
      return decimalOfBigInt(toBigInt(value));
  }
}

/**
 * A number as a decimal operand: a double counts with 15 significant digits, as MongoDB converts it
 * (Decimal128(double) in its `decimal128.h`: 0.1 is 0.100000000000000).
 */
export function toDecimalOperand(value: NumberValue): Decimal {
  if (numberType(value) !== "double") return toDecimal(value);
  const double = toDouble(value);
  if (!Number.isFinite(double) || double === 0) return exactDecimalOfDouble(double);
  const short = parseDecimal(double.toExponential(14)) as Decimal;
  // A number right between two is rounded to the even one, not up as `toExponential` does.
  if (!double.toExponential(15).includes("5e") || short.coefficient % 2n === 0n) return short;
  const below: Decimal = { ...short, coefficient: short.coefficient - 1n };
  const middle: Decimal = { ...short, coefficient: short.coefficient * 10n - 5n, exponent: short.exponent - 1 };
  return compareDecimals(middle, exactDecimalOfDouble(double)) === 0 ? below : short;
}

/** An `int` where it fits, else a `long`; `undefined` beyond 64 bits. */
export function integer(value: bigint, least: "int" | "long" = "int"): Int32 | Long | undefined {
  if (value < min64 || value > max64) return undefined;
  return least === "int" && value >= -2_147_483_648n && value <= 2_147_483_647n
    ? new Int32(Number(value))
    : Long.fromBigInt(value);
}

/** Below zero, zero or above: two numbers by their exact values, whatever their types. NaN is the least of all. */
export function compareNumbers(left: NumberValue, right: NumberValue): number {
  const leftType = numberType(left) as NumberType;
  const rightType = numberType(right) as NumberType;
  if (leftType !== "decimal" && rightType !== "decimal") {
    if (leftType !== "long" && rightType !== "long") return compareDoubles(toDouble(left), toDouble(right));
    if (leftType !== "double" && rightType !== "double") return order(toBigInt(left), toBigInt(right));
  }
  return compareDecimals(toDecimal(left), toDecimal(right));
}

function compareDoubles(left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(!Number.isNaN(left)) - Number(!Number.isNaN(right));
  return order(left, right);
}

function order<T extends number | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An operation on numbers, one form for each way of computing. */
interface Operation {
  readonly whole: (left: bigint, right: bigint) => bigint;
  readonly double: (left: number, right: number) => number;
  readonly decimal: (left: Decimal, right: Decimal) => Decimal;
}

/** The operations of {@link calculate}. */
export type Calculation = "add" | "subtract" | "multiply" | "remainder";

const operations: Readonly<Record<Calculation, Operation>> = {
  add: { whole: (a, b) => a + b, double: (a, b) => a + b, decimal: addDecimals },
  subtract: {
    whole: (a, b) => a - b,
    double: (a, b) => a - b,
    decimal: (a, b) => addDecimals(a, negateDecimal(b)),
  },
  multiply: { whole: (a, b) => a * b, double: (a, b) => a * b, decimal: multiplyDecimals },
  remainder: { whole: (a, b) => a % b, double: (a, b) => a % b, decimal: remainderOfDecimals },
};

/**
 * One operation with MongoDB's rules of types: decimal wins over double, double over long, long over int. Two ints
 * whose result is too large give a long; `overflow` says what becomes of a result beyond 64 bits: the double that is
 * nearest, or `undefined`. A `remainder` by zero is the caller's to refuse.
 */
export function calculate(
  calculation: Calculation,
  left: NumberValue,
  right: NumberValue,
  overflow: "double" | "none" = "double",
): NumberValue | undefined {
  const operation = operations[calculation];
  const leftType = numberType(left) as NumberType;
  const rightType = numberType(right) as NumberType;
  if (leftType === "decimal" || rightType === "decimal") {
    return writeDecimal(operation.decimal(toDecimalOperand(left), toDecimalOperand(right)));
  }
  if (leftType === "double" || rightType === "double") {
    return new Double(operation.double(toDouble(left), toDouble(right)));
  }
  const result = operation.whole(toBigInt(left), toBigInt(right));
  const whole = integer(result, leftType === "long" || rightType === "long" ? "long" : "int");
  return whole ?? (overflow === "double" ? new Double(Number(result)) : undefined);
}

/** The quotient: a decimal when one of the two is, else a double. Division by zero is the caller's to refuse. */
export function divide(left: NumberValue, right: NumberValue): Double | Decimal128 {
  if (numberType(left) === "decimal" || numberType(right) === "decimal") {
    return writeDecimal(divideDecimals(toDecimalOperand(left), toDecimalOperand(right)));
  }
  return new Double(toDouble(left) / toDouble(right));
}

/** A value that is a whole number of 64 bits, whatever its type; `undefined` otherwise (NaN, 1.5, 2^63, no number). */
export function wholeNumber(value: unknown): bigint | undefined {
  const type = numberType(value);
  if (type === undefined) return undefined;
  if (type === "int" || type === "long") return toBigInt(value as NumberValue);
  const exact = toDecimal(value as NumberValue);
  if (exact.special !== undefined || compareDecimals(exact, quantize(exact, 0, "truncate")) !== 0) return undefined;
  if (compareDecimals(exact, decimalOfBigInt(max64)) > 0 || compareDecimals(exact, decimalOfBigInt(min64)) < 0) {
    return undefined;
  }
  return BigInt(type === "double" ? toDouble(value as NumberValue) : wholeOf(exact));
}

const wholeOf = (exact: Decimal): bigint =>
  BigInt(exact.sign) *
  (exact.exponent >= 0
    ? exact.coefficient * 10n ** BigInt(exact.exponent)
    : exact.coefficient / 10n ** BigInt(-exact.exponent));

/** {@link wholeNumber} within 32 bits, as a number. */
export function wholeInt32(value: unknown): number | undefined {
  const whole = wholeNumber(value);
  return whole === undefined || whole < -2_147_483_648n || whole > 2_147_483_647n ? undefined : Number(whole);
}

/** Whether a value is a number that is not NaN. */
export function isOrderedNumber(value: unknown): value is NumberValue {
  return isNumber(value) && !Number.isNaN(toDouble(value));
}
