import { tenTo, zero, type Decimal } from "./decimal.ts";

/** The precision of IEEE 754's binary128, through which MongoDB computes the functions of decimals. */
const precision = 113n;
/** The least and the greatest power of two of a binary128 that is not zero. */
const [minPower, maxPower] = [-16_494n, 16_384n];

const bitLength = (value: bigint): bigint => BigInt(value.toString(2).length);

/**
 * A finite decimal rounded to binary128, half to even, with all its digits: zero below its range, infinite above.
 */
export function roundToQuad(value: Decimal): Decimal {
  if (value.special !== undefined || value.coefficient === 0n) return value;
  // Far out of range: not worth the digits.
  const magnitude = value.coefficient.toString().length + value.exponent;
  if (magnitude > 4940) return { ...zero, sign: value.sign, special: "infinity" };
  if (magnitude < -4970) return { ...zero, sign: value.sign };
  const numerator = value.coefficient * (value.exponent > 0 ? tenTo(value.exponent) : 1n);
  const denominator = value.exponent < 0 ? tenTo(-value.exponent) : 1n;
  let power = bitLength(numerator) - bitLength(denominator) - precision;
  if (power < minPower) power = minPower;
  let mantissa = divideHalfEven(numerator, denominator, power);
  if (bitLength(mantissa) > precision) {
    power++;
    mantissa = divideHalfEven(numerator, denominator, power);
  }
  if (bitLength(mantissa) + power > maxPower) return { ...zero, sign: value.sign, special: "infinity" };
  return power >= 0n
    ? { sign: value.sign, coefficient: mantissa << power, exponent: 0 }
    : { sign: value.sign, coefficient: mantissa * 5n ** -power, exponent: Number(power) };
}

/** The quotient divided by 2^`power`, half to even. */
function divideHalfEven(numerator: bigint, denominator: bigint, power: bigint): bigint {
  const [top, bottom] = power >= 0n ? [numerator, denominator << power] : [numerator << -power, denominator];
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
