import type { Decimal128 } from "bson";
import { documentError, unsupportedFeature } from "../../errors.ts";
import { decimalToBigInt, quantize, readDecimal } from "../../values/decimal.ts";
import { numberType, toBigInt, toDouble, type NumberValue } from "../../values/numbers.ts";

/** The last millisecond that a JavaScript date has, as far before 1970 as after it. MongoDB's own dates go on. */
export const lastTime = 8_640_000_000_000_000;

/** A date. Throws 15 beyond 64 bits, and refuses what MongoDB has and JavaScript has not. */
export function makeDate(milliseconds: number): Date {
  if (Math.abs(milliseconds) <= lastTime) return new Date(milliseconds);
  if (!(Math.abs(milliseconds) < 2 ** 63)) throw documentError(15, "a date is out of range");
  throw beyondJavaScript();
}

const beyondJavaScript = (): Error => unsupportedFeature("a date outside of the years -271821 to 275760");

/** The milliseconds of a date since 1970. Refuses a date that JavaScript has no time for: bson gives it so. */
export function timeOf(date: Date): number {
  const time = date.getTime();
  if (Number.isNaN(time)) throw beyondJavaScript();
  return time;
}

/**
 * A number as whole milliseconds: a double is rounded half away from zero, a decimal half to even. Throws 15 for what is
 * no number of 64 bits.
 */
export function wholeMilliseconds(value: NumberValue): bigint {
  const whole = rounded(value);
  if (whole === undefined || BigInt.asIntN(64, whole) !== whole) throw documentError(15, "a date is out of range");
  return whole;
}

function rounded(value: NumberValue): bigint | undefined {
  switch (numberType(value)) {
    case "decimal": {
      const exact = readDecimal(value as Decimal128);
      const isLarge = exact.special !== undefined || exact.exponent > 40;
      return isLarge ? undefined : decimalToBigInt(quantize(exact, 0, "half-even"));
    }
    case "double": {
      const double = toDouble(value);
      return Number.isFinite(double) ? BigInt(Math.sign(double) * Math.round(Math.abs(double))) : undefined;
    }
    default:
      return toBigInt(value);
  }
}
