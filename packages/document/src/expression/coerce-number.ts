import type { Decimal128 } from "bson";
import { documentError } from "../errors.ts";
import { decimalToBigInt, quantize, readDecimal } from "../values/decimal.ts";
import { numberType, toBigInt, toDouble, type NumberValue } from "../values/numbers.ts";

const [least, greatest] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * A number as a whole one of 64 bits: a double is cut, a decimal rounded half to even. Throws 31109 for a double beyond
 * 64 bits and NaN; a decimal beyond, or NaN, gives the least whole number, as MongoDB has it.
 */
export function coerceLong(value: NumberValue): bigint {
  switch (numberType(value)) {
    case "double": {
      const double = toDouble(value);
      if (double >= -(2 ** 63) && double < 2 ** 63) return BigInt(Math.trunc(double));
      throw documentError(31109, "a number is out of the range of a long");
    }
    case "decimal": {
      const exact = readDecimal(value as Decimal128);
      if (exact.special !== undefined || exact.exponent > 40) return least;
      const whole = decimalToBigInt(quantize(exact, 0, "half-even"));
      return whole < least || whole > greatest ? least : whole;
    }
    default:
      return toBigInt(value);
  }
}
