import { Double, type Decimal128 } from "bson";
import { documentError } from "../../errors.ts";
import {
  decimalOfBigInt,
  decimalToBigInt,
  decimalToDouble,
  digitCount,
  exactDecimalOfDouble,
  nan,
  quantize,
  readDecimal,
  tenTo,
  writeDecimal,
  type Decimal,
  type Rounding,
} from "../../values/decimal.ts";
import {
  integer,
  isNumber,
  numberType,
  toBigInt,
  toDouble,
  wholeInt32,
  type NumberValue,
} from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argument, unary, type Definitions, type PositionalDefinition } from "../definition.ts";

/** A double rounded half to even. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
}

/** Rounded to a number of places, or zeros added up to it; as it was where more than 34 digits would be needed. */
function toPlaces(value: Decimal, places: number, rounding: Rounding): Decimal {
  if (value.special !== undefined) return value;
  const added = value.exponent + places;
  if (added <= 0) return quantize(value, -places, rounding);
  if (value.coefficient === 0n) return { ...value, exponent: -places };
  if (digitCount(value.coefficient) + added > 34) return value;
  return { ...value, coefficient: value.coefficient * tenTo(added), exponent: -places };
}

/** The number of places that `$round` and `$trunc` are given: 0 when none is, null when it is null or missing. */
function placesOf(operator: string, value: unknown): number | null {
  if (isNullish(value)) return null;
  if (!isNumber(value)) throw documentError(16004, `${operator} takes a number of places, not ${typeOf(value)}`);
  const double = toDouble(value);
  if (numberType(value) === "double" && !(double >= -(2 ** 63) && double < 2 ** 63)) {
    throw documentError(31109, `${operator} takes a number of places that fits 64 bits`);
  }
  const whole = wholeInt32(value);
  if (whole === undefined) throw documentError(51082, `${operator} takes a whole number of places`);
  if (whole < -20 || whole > 100) throw documentError(51083, `${operator} takes -20 to 100 places`);
  return whole;
}

function roundWhole(operator: string, value: NumberValue, places: number, rounding: Rounding): unknown {
  if (places >= 0) return value;
  const rounded = decimalToBigInt(quantize(decimalOfBigInt(toBigInt(value)), -places, rounding));
  const result = integer(rounded, numberType(value) === "long" ? "long" : "int");
  if (result === undefined) throw documentError(51080, `${operator} gives a number beyond 64 bits`);
  return result;
}

function rounder(operator: string, rounding: Rounding, roundDouble: (value: number) => number): PositionalDefinition {
  return {
    min: 1,
    max: 2,
    evaluate: (call, context) => {
      const value = argument(call, 0, context);
      if (isNullish(value)) return null;
      if (!isNumber(value)) throw documentError(51081, `${operator} takes a number, not ${typeOf(value)}`);
      const places = call.args.length > 1 ? placesOf(operator, argument(call, 1, context)) : 0;
      if (places === null) return null;
      switch (numberType(value)) {
        case "decimal":
          return writeDecimal(toPlaces(readDecimal(value as Decimal128), places, rounding));
        case "double": {
          const double = toDouble(value);
          if (places === 0 || !Number.isFinite(double)) return new Double(roundDouble(double));
          const digits = readDecimal(writeDecimal(exactDecimalOfDouble(double)));
          return new Double(decimalToDouble(toPlaces(digits, places, rounding)));
        }
        default:
          return roundWhole(operator, value, places, rounding);
      }
    },
  };
}

/** `$ceil` and `$floor`: a decimal that is infinite or has no whole form of 34 digits gives NaN. */
function toWhole(operator: string, rounding: Rounding, roundDouble: (value: number) => number): PositionalDefinition {
  return unary((value) => {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw documentError(28765, `${operator} takes a number, not ${typeOf(value)}`);
    switch (numberType(value)) {
      case "double":
        return new Double(roundDouble(toDouble(value)));
      case "decimal": {
        const exact = readDecimal(value as Decimal128);
        const isTooLong =
          exact.special !== undefined ||
          (exact.coefficient !== 0n && digitCount(exact.coefficient) + exact.exponent > 34);
        return writeDecimal(isTooLong ? nan : toPlaces(exact, 0, rounding));
      }
      default:
        return value;
    }
  });
}

/** `$round`, `$trunc`, `$ceil` and `$floor`. */
export const roundingOperators: Definitions = {
  $round: rounder("$round", "half-even", roundHalfEven),
  $trunc: rounder("$trunc", "truncate", Math.trunc),
  $ceil: toWhole("$ceil", "ceil", Math.ceil),
  $floor: toWhole("$floor", "floor", Math.floor),
};
