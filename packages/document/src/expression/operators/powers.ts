import { Double, Int32, type Decimal128 } from "bson";
import { documentError } from "../../errors.ts";
import { readDecimal, signOf, writeDecimal, type Decimal } from "../../values/decimal.ts";
import { exp, ln, log10 } from "../../values/double-functions.ts";
import {
  decimalLogarithm,
  exponential,
  logarithm,
  naturalLogarithm,
  power,
  squareRoot,
} from "../../values/decimal-functions.ts";
import {
  compareNumbers,
  divide,
  integer,
  isNumber,
  isOrderedNumber,
  numberType,
  toBigInt,
  toDecimalOperand,
  toDouble,
  type NumberValue,
} from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import {
  argument,
  unary,
  type Definitions,
  type Evaluate,
  type PositionalDefinition,
  type SpecialDefinition,
} from "../definition.ts";
import { add, binaryPower, isZero, multiply } from "./arithmetic.ts";

/** A function of one number: a decimal gives a decimal, any other a double. `check` refuses what has no result. */
export function numeric(
  operator: string,
  ofDouble: (value: number) => number,
  ofDecimal: (value: Decimal) => Decimal,
  check?: (value: NumberValue) => void,
): PositionalDefinition {
  return unary((value) => {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw documentError(28765, `${operator} takes a number, not ${typeOf(value)}`);
    check?.(value);
    return applyNumeric(value, ofDouble, ofDecimal);
  });
}

function applyNumeric(
  value: NumberValue,
  ofDouble: (value: number) => number,
  ofDecimal: (value: Decimal) => Decimal,
): Double | Decimal128 {
  return numberType(value) === "decimal"
    ? writeDecimal(ofDecimal(readDecimal(value as Decimal128)))
    : new Double(ofDouble(toDouble(value)));
}

/** Whether a number is above zero, or NaN, which passes and gives NaN. */
const isPositiveOrNaN = (value: NumberValue): boolean => {
  if (numberType(value) !== "decimal") return !(toDouble(value) <= 0);
  const exact = readDecimal(value as Decimal128);
  return exact.special === "nan" || signOf(exact) > 0;
};

const isNegative = (value: NumberValue): boolean => !isZero(value) && !isPositiveOrNaN(value);

function positive(operator: string, code: number): (value: NumberValue) => void {
  return (value) => {
    if (!isPositiveOrNaN(value)) throw documentError(code, `${operator} takes a number above zero`);
  };
}

function absolute(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (!isNumber(value)) throw documentError(28765, `$abs takes a number, not ${typeOf(value)}`);
  switch (numberType(value)) {
    case "double":
      return new Double(Math.abs(toDouble(value)));
    case "decimal": {
      const exact = readDecimal(value as Decimal128);
      return writeDecimal({ ...exact, sign: 1 });
    }
    default: {
      const whole = toBigInt(value);
      const result = integer(whole < 0n ? -whole : whole, numberType(value) === "long" ? "long" : "int");
      if (result === undefined) throw documentError(28680, "$abs cannot take the least long");
      return result;
    }
  }
}

function logarithmTo(value: unknown, base: unknown): unknown {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNumber(value)) throw documentError(28756, `$log takes a number, not ${typeOf(value)}`);
  if (!isNumber(base)) throw documentError(28757, `$log takes a number as its base, not ${typeOf(base)}`);
  positive("$log", 28758)(value);
  if (!isPositiveOrNaN(base) || compareNumbers(base, new Int32(1)) === 0) {
    throw documentError(28759, "$log takes a base above zero that is not 1");
  }
  // Without an order, NaN is computed as a double, whatever its type.
  const isOrdered = isOrderedNumber(value) && isOrderedNumber(base);
  if (isOrdered && (numberType(value) === "decimal" || numberType(base) === "decimal")) {
    return writeDecimal(logarithm(toDecimalOperand(value), toDecimalOperand(base)));
  }
  return new Double(ln(toDouble(value)) / ln(toDouble(base)));
}

function raise(base: unknown, exponent: unknown): unknown {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNumber(base)) throw documentError(28762, `$pow takes a number as its base, not ${typeOf(base)}`);
  if (!isNumber(exponent)) throw documentError(28763, `$pow takes a number as its exponent, not ${typeOf(exponent)}`);
  if (isZero(base) && isNegative(exponent)) {
    throw documentError(28764, "$pow cannot take 0 to a negative exponent");
  }
  if (numberType(base) === "decimal" || numberType(exponent) === "decimal") {
    return writeDecimal(power(toDecimalOperand(base), toDecimalOperand(exponent)));
  }
  return binaryPower(base, exponent);
}

/** 1 / (1 + e^-x), step by step in the type of the number. */
function sigmoid(value: unknown): unknown {
  if (isNullish(value)) return null;
  const negated = multiply([new Int32(-1), value]) as NumberValue;
  const sum = add([new Int32(1), applyNumeric(negated, exp, exponential)]) as NumberValue;
  return divide(new Int32(1), sum);
}

/** Its operand is always one expression: brackets make it an array, which has no sigmoid. */
const sigmoidOperator: SpecialDefinition = {
  folding: "constant",
  parse: (operator, value, scope, parse) => {
    const evaluate: Evaluate = (call, context) => sigmoid(argument(call, 0, context));
    return { kind: "call", operator, args: [parse(value ?? null, scope)], named: {}, evaluate };
  },
};

/** `$abs`, `$exp`, `$ln`, `$log`, `$log10`, `$pow`, `$sqrt` and `$sigmoid`. */
export const powers: Definitions = {
  $abs: unary(absolute),
  $exp: numeric("$exp", exp, exponential),
  $ln: numeric("$ln", ln, naturalLogarithm, positive("$ln", 28766)),
  $log10: numeric("$log10", log10, decimalLogarithm, positive("$log10", 28761)),
  $sqrt: numeric("$sqrt", Math.sqrt, squareRoot, (value) => {
    if (isNegative(value)) throw documentError(28714, "$sqrt takes a number that is not negative");
  }),
  $log: {
    min: 2,
    max: 2,
    evaluate: (call, context) => logarithmTo(argument(call, 0, context), argument(call, 1, context)),
  },
  $pow: {
    min: 2,
    max: 2,
    evaluate: (call, context) => raise(argument(call, 0, context), argument(call, 1, context)),
  },
  $sigmoid: sigmoidOperator,
};
