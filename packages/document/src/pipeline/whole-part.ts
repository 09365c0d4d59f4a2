import { decimalToBigInt, quantize } from "../values/decimal.ts";
import { numberType, toDecimal, toDouble, type NumberValue } from "../values/numbers.ts";

/**
 * A number as MongoDB takes it where a whole one is meant: a double is cut, a decimal rounded half to even, NaN is 0
 * and an infinite number as large as can be.
 */
export function wholePart(value: NumberValue): number {
  if (numberType(value) !== "decimal") {
    const double = Math.trunc(toDouble(value));
    return Number.isNaN(double) ? 0 : double;
  }
  const exact = toDecimal(value);
  if (exact.special === "nan") return 0;
  if (exact.special === "infinity") return exact.sign * Infinity;
  return Number(decimalToBigInt(quantize(exact, 0, "half-even")));
}
