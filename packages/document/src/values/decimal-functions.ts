import { Decimal as BigDecimal } from "decimal.js";
import {
  decimalOfBigInt,
  digitCount,
  divideDecimals,
  infinity,
  nan,
  tenTo,
  parseDecimal,
  readDecimal,
  signOf,
  writeDecimal,
  zero,
  type Decimal,
} from "./decimal.ts";
import { roundToQuad } from "./quad.ts";

/** Numbers to compute with: of so many digits that rounding them to binary128 is right. */
export const Exact: typeof BigDecimal = BigDecimal.clone({
  precision: 60,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  maxE: 9e15,
  minE: -9e15,
});

/** One, without zeros after it. */
export const one: Decimal = { sign: 1, coefficient: 1n, exponent: 0 };
/** What is below the range of binary128, as MongoDB gives it. */
const tiny: Decimal = { sign: 1, coefficient: 0n, exponent: -6176 };

const isNaN = (value: Decimal): boolean => value.special === "nan";
const isInfinite = (value: Decimal): boolean => value.special === "infinity";

/** A finite decimal to compute with. */
export function toExact(value: Decimal): BigDecimal {
  const digits = value.coefficient.toString();
  // A small binary128 has thousands of digits; more than are computed with would only take time.
  const excess = Math.max(0, digits.length - 60);
  return new Exact(`${value.sign < 0 ? "-" : ""}${digits.slice(0, 60)}e${value.exponent + excess}`);
}

/** A result with 34 digits, as it comes out of binary128. */
export function fromExact(value: BigDecimal): Decimal {
  if (value.isNaN()) return nan;
  const sign = value.isNegative() ? -1 : 1;
  if (!value.isFinite()) return infinity(sign);
  const quad = roundToQuad(parseDecimal(value.toExponential()) as Decimal);
  if (quad.special !== undefined) return quad;
  if (quad.coefficient === 0n) return tiny;
  return readDecimal(writeDecimal(padded(quad)));
}

/** The same number with at least 34 digits. */
function padded(value: Decimal): Decimal {
  const places = Math.max(0, 34 - digitCount(value.coefficient));
  return { ...value, coefficient: value.coefficient * tenTo(places), exponent: value.exponent - places };
}

/** A function of one finite number through binary128. */
export function throughQuad(value: Decimal, apply: (value: BigDecimal) => BigDecimal): Decimal {
  return fromExact(apply(toExact(roundToQuad(value))));
}

/** e to a power. */
export function exponential(value: Decimal): Decimal {
  if (isNaN(value)) return nan;
  if (signOf(value) === 0) return one;
  const magnitude = digitCount(value.coefficient) + value.exponent;
  if (isInfinite(value) || magnitude > 5) return value.sign < 0 ? tiny : infinity(1);
  return throughQuad(value, (exact) => exact.exp());
}

/** The natural logarithm of a number that is above zero. */
export function naturalLogarithm(value: Decimal): Decimal {
  if (value.special !== undefined) return value;
  const exact = toExact(value);
  return exact.equals(1) ? zero : fromExact(exact.ln());
}

/** The logarithm to base ten of a number above zero; exact for the powers of ten. */
export function decimalLogarithm(value: Decimal): Decimal {
  if (value.special !== undefined) return value;
  const digits = value.coefficient.toString();
  if (/^10*$/.test(digits)) {
    return decimalOfBigInt(BigInt(digits.length - 1 + value.exponent));
  }
  return fromExact(toExact(value).log(10));
}

/** The logarithm to any base: the quotient of the natural ones. */
export function logarithm(value: Decimal, base: Decimal): Decimal {
  return divideDecimals(rounded(naturalLogarithm(value)), rounded(naturalLogarithm(base)));
}

const rounded = (value: Decimal): Decimal => readDecimal(writeDecimal(value));

/** The square root; NaN below zero. Its exponent is half of the number's where it is exact. */
export function squareRoot(value: Decimal): Decimal {
  if (isNaN(value)) return nan;
  if (signOf(value) === 0) return { ...value, exponent: Math.floor(value.exponent / 2) };
  if (value.sign < 0) return nan;
  if (isInfinite(value)) return value;
  const preferred = Math.floor(value.exponent / 2);
  const exact = toExact(value).sqrt();
  const root = parseDecimal(exact.toExponential()) as Decimal;
  if (exact.precision() > 34) return rounded(root);
  // An exact root: zeros are added or left so that the exponent is the preferred one, as far as 34 digits allow.
  let { coefficient, exponent } = root;
  while (exponent < preferred && coefficient % 10n === 0n) [coefficient, exponent] = [coefficient / 10n, exponent + 1];
  const places = Math.min(Math.max(0, exponent - preferred), 34 - digitCount(coefficient));
  return { sign: 1, coefficient: coefficient * tenTo(places), exponent: exponent - places };
}

/** A number to a power, through binary128: a number beyond its range gives an infinite one. */
export function power(base: Decimal, exponent: Decimal): Decimal {
  if (signOf(exponent) === 0) return one;
  if (isNaN(base) || isNaN(exponent)) return nan;
  if (isInfinite(base) || isInfinite(exponent)) return powerOfInfinite(base, exponent);
  const [left, right] = [roundToQuad(base), roundToQuad(exponent)];
  if (isInfinite(left) || isInfinite(right)) return powerOfInfinite(left, right);
  if (signOf(left) === 0) return signOf(right) < 0 ? infinity(1) : tiny;
  const size = toExact(left).abs().log(10).times(toExact(right));
  const isOdd = toExact(right).mod(2).abs().equals(1);
  const sign = left.sign < 0 && isOdd ? -1 : 1;
  if (size.greaterThan(4940)) return left.sign < 0 && !toExact(right).isInteger() ? nan : infinity(sign);
  if (size.lessThan(-4970)) return tiny;
  return fromExact(toExact(left).pow(toExact(right)));
}

function powerOfInfinite(base: Decimal, exponent: Decimal): Decimal {
  if (isInfinite(exponent)) {
    const size = isInfinite(base) ? 1 : toExact(base).abs().comparedTo(1);
    if (size === 0) return one;
    return size > 0 === exponent.sign > 0 ? infinity(1) : tiny;
  }
  const whole = toExact(exponent);
  const sign = base.sign < 0 && whole.mod(2).abs().equals(1) ? -1 : 1;
  return exponent.sign > 0 ? infinity(sign) : { ...tiny, sign };
}
