import type { Decimal as BigDecimal } from "decimal.js";
import { unsupportedFeature } from "../errors.ts";
import { Exact, fromExact, one, throughQuad, toExact } from "./decimal-functions.ts";
import { digitCount, infinity, nan, signOf, zero, type Decimal } from "./decimal.ts";
import { roundToQuad } from "./quad.ts";

/** The functions of angles and of hyperbolas, by their names in the language without `$`. */
export type Trigonometric =
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh";

type Apply = (value: BigDecimal) => BigDecimal;

const isInfinite = (value: Decimal): boolean => value.special === "infinity";

/** The power of ten that a number is just below. */
const magnitude = (value: Decimal): number => digitCount(value.coefficient) + value.exponent;

/** A number that is so small that a function of it is told from the number itself by none of 34 digits. */
const isTiny = (value: Decimal): boolean => magnitude(value) < -20;

/** Half of π. */
const rightAngle: BigDecimal = Exact.acos(-1).div(2);

/** A function that is near zero like its argument, and is odd. */
function odd(value: Decimal, apply: Apply): Decimal {
  if (signOf(value) === 0) return value;
  return isTiny(value) ? throughQuad(value, (exact) => exact) : throughQuad(value, apply);
}

/** A function of an angle: as many digits of π would be needed as the angle has places. */
function ofAngle(value: Decimal, apply: Apply): Decimal {
  if (magnitude(value) > 300) throw unsupportedFeature("the function of a decimal angle beyond 1E+300");
  return apply === cosine ? throughQuad(value, apply) : odd(value, apply);
}

const cosine: Apply = (exact) => exact.cos();

/** The logarithm of twice a number: what the inverse hyperbolic functions of large numbers are. */
const logarithmOfTwice = (value: Decimal): BigDecimal => toExact(value).abs().times(2).ln();

/** Beyond this the powers of e are out of the range of binary128. */
const isBeyondPowers = (value: Decimal): boolean => isInfinite(value) || magnitude(value) > 5;

/** Each function of a number that it is defined for; NaN is the caller's. */
export const trigonometric: Readonly<Record<Trigonometric, (value: Decimal) => Decimal>> = {
  sin: (value) => ofAngle(value, (exact) => exact.sin()),
  cos: (value) => (signOf(value) === 0 ? one : isTiny(value) ? fromExact(new Exact(1)) : ofAngle(value, cosine)),
  tan: (value) => ofAngle(value, (exact) => exact.tan()),
  asin: (value) => odd(value, (exact) => exact.asin()),
  acos: (value) => {
    if (isTiny(value)) return fromExact(rightAngle);
    return toExact(value).equals(1) ? zero : throughQuad(value, (exact) => exact.acos());
  },
  atan: (value) => {
    if (isInfinite(value) || magnitude(value) > 40) return fromExact(rightAngle.times(value.sign));
    return odd(value, (exact) => exact.atan());
  },
  sinh: (value) => (isBeyondPowers(value) ? infinity(value.sign) : odd(value, (exact) => exact.sinh())),
  cosh: (value) => {
    if (signOf(value) === 0) return one;
    if (isBeyondPowers(value)) return infinity(1);
    return isTiny(value) ? fromExact(new Exact(1)) : throughQuad(value, (exact) => exact.cosh());
  },
  tanh: (value) => {
    if (isInfinite(value)) return { ...one, sign: value.sign };
    return magnitude(value) > 2 ? fromExact(new Exact(value.sign)) : odd(value, (exact) => exact.tanh());
  },
  asinh: (value) => {
    if (isInfinite(value)) return value;
    if (magnitude(value) > 40) return fromExact(logarithmOfTwice(value).times(value.sign));
    return odd(value, (exact) => exact.asinh());
  },
  acosh: (value) => {
    if (isInfinite(value)) return value;
    if (magnitude(value) > 40) return fromExact(logarithmOfTwice(value));
    return toExact(value).equals(1) ? zero : throughQuad(value, (exact) => exact.acosh());
  },
  atanh: (value) => {
    return toExact(value).abs().equals(1) ? infinity(value.sign) : odd(value, (exact) => exact.atanh());
  },
};

/** The angle of a point, from -π to π. */
export function arcTangent2(y: Decimal, x: Decimal): Decimal {
  if (y.special === "nan" || x.special === "nan") return nan;
  const exact = (value: Decimal): BigDecimal => {
    const quad = roundToQuad(value);
    return quad.special === undefined ? toExact(quad) : new Exact(quad.sign * Infinity);
  };
  const [top, side] = [exact(y), exact(x)];
  const gap = magnitude(y) - magnitude(x);
  const isFinite = top.isFinite() && side.isFinite() && !top.isZero() && !side.isZero();
  if (top.isZero() && !side.isNegative()) return { ...zero, sign: y.sign };
  // So far from both axes that the angle is that of one of them, or is the quotient.
  if (isFinite && gap > 40) return fromExact(rightAngle.times(y.sign));
  if (isFinite && gap < -40) return fromExact(side.isNegative() ? rightAngle.times(2 * y.sign) : top.div(side));
  return fromExact(Exact.atan2(top, side));
}
