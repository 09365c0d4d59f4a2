import { decimalToBigInt } from "../values/decimal.ts";
import { isNumber, toBigInt, toDecimal, toDouble } from "../values/numbers.ts";
import { typeOf } from "../values/types.ts";

/** A number cut to a whole one of 64 bits; `undefined` for any other value and beyond 64 bits. */
export function truncated(value: unknown): bigint | undefined {
  if (!isNumber(value)) return undefined;
  const type = typeOf(value);
  if (type === "int" || type === "long") return toBigInt(value);
  const exact = toDecimal(value);
  // A number far out of range is not written out: it could have thousands of digits.
  if (exact.special !== undefined || Math.abs(toDouble(value)) > 2 ** 64) return undefined;
  const whole = decimalToBigInt(exact);
  return whole === BigInt.asIntN(64, whole) ? whole : undefined;
}
