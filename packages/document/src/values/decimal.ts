import { Decimal128 } from "bson";

/**
 * A decimal number apart: `sign` × `coefficient` × 10^`exponent`; `special` is what is no such number. 1.0 and 1 are
 * equal and have different exponents, which IEEE 754-2008 (decimal128) keeps through its operations.
 */
export interface Decimal {
  readonly sign: 1 | -1;
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly special?: "nan" | "infinity" | undefined;
}

const maxDigits = 34;
const minExponent = -6176;
const maxExponent = 6111;
const bias = 6176;
const maxCoefficient = 10n ** 34n - 1n;

export const nan: Decimal = { sign: 1, coefficient: 0n, exponent: 0, special: "nan" };
export const infinity = (sign: 1 | -1): Decimal => ({ sign, coefficient: 0n, exponent: 0, special: "infinity" });
export const zero: Decimal = { sign: 1, coefficient: 0n, exponent: 0 };

/** 10 to a power that is not negative. */
export const tenTo = (power: number): bigint => 10n ** BigInt(power);

/** How many digits a coefficient has; 0 has one. */
export const digitCount = (coefficient: bigint): number => coefficient.toString().length;

/** Reads a `Decimal128` from its 16 bytes. */
export function readDecimal(value: Decimal128): Decimal {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const sign = high >> 63n === 1n ? -1 : 1;
  const top = (high >> 58n) & 31n;
  if (top === 31n) return nan;
  if (top === 30n) return infinity(sign);
  // The second form has no canonical coefficient within 34 digits: it is zero.
  if (top >> 3n === 3n) return { sign, coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - bias };
  const coefficient = ((high & 0x1_ffff_ffff_ffffn) << 64n) | view.getBigUint64(0, true);
  return {
    sign,
    coefficient: coefficient > maxCoefficient ? 0n : coefficient,
    exponent: Number((high >> 49n) & 0x3fffn) - bias,
  };
}

/** Makes a `Decimal128`, rounded to 34 digits (half to even); what is too large becomes infinite, too small zero. */
export function writeDecimal(value: Decimal): Decimal128 {
  const { sign, coefficient, exponent, special } = value.special === undefined ? fit(value) : value;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const signBit = sign < 0 ? 1n << 63n : 0n;
  if (special === "nan") view.setBigUint64(8, 31n << 58n, true);
  else if (special === "infinity") view.setBigUint64(8, signBit | (30n << 58n), true);
  else {
    view.setBigUint64(0, coefficient & 0xffff_ffff_ffff_ffffn, true);
    view.setBigUint64(8, signBit | (BigInt(exponent + bias) << 49n) | (coefficient >> 64n), true);
  }
  return new Decimal128(bytes);
}

/** Brings a finite number into the range of decimal128. */
function fit(value: Decimal): Decimal {
  let { coefficient, exponent } = value;
  const excess = Math.max(digitCount(coefficient) - maxDigits, minExponent - exponent);
  if (excess > 0 && coefficient !== 0n) {
    coefficient = divideHalfEven(coefficient, excess);
    exponent += excess;
    if (coefficient > maxCoefficient) {
      coefficient /= 10n;
      exponent++;
    }
  }
  if (coefficient === 0n) exponent = Math.min(Math.max(exponent, minExponent), maxExponent);
  if (exponent > maxExponent) {
    const spare = maxDigits - digitCount(coefficient);
    if (exponent - maxExponent > spare) return infinity(value.sign);
    coefficient *= tenTo(exponent - maxExponent);
    exponent = maxExponent;
  }
  return { sign: value.sign, coefficient, exponent };
}

/** A coefficient divided by 10^`places`, half to even. */
function divideHalfEven(coefficient: bigint, places: number): bigint {
  // More places than digits leave less than a half.
  if (places > digitCount(coefficient)) return 0n;
  const divisor = tenTo(places);
  const quotient = coefficient / divisor;
  const twice = (coefficient % divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** Reads `12.50`, `-1E+3`, `NaN`, `Infinity`; `undefined` for what is no number. Nothing is rounded. */
export function parseDecimal(text: string): Decimal | undefined {
  const found = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text);
  if (found === null) {
    const special = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
    if (special === null) return undefined;
    return special[2]?.toLowerCase() === "nan" ? nan : infinity(special[1] === "-" ? -1 : 1);
  }
  const fraction = found[3] ?? found[4] ?? "";
  return {
    sign: found[1] === "-" ? -1 : 1,
    coefficient: BigInt((found[2] ?? "") + fraction),
    exponent: Number(found[5] ?? 0) - fraction.length,
  };
}

/** A whole number. */
export function decimalOfBigInt(value: bigint): Decimal {
  return value < 0n ? { sign: -1, coefficient: -value, exponent: 0 } : { sign: 1, coefficient: value, exponent: 0 };
}

/** Every digit that a double has, none rounded: 0.1 gives 55 of them. */
export function exactDecimalOfDouble(value: number): Decimal {
  if (Number.isNaN(value)) return nan;
  const sign = value < 0 || Object.is(value, -0) ? -1 : 1;
  if (!Number.isFinite(value)) return infinity(sign);
  if (value === 0) return { sign, coefficient: 0n, exponent: 0 };
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  let mantissa = (word & 0xf_ffff_ffff_ffffn) | (biased === 0 ? 0n : 1n << 52n);
  let power = (biased === 0 ? 1 : biased) - 1075;
  while (mantissa % 2n === 0n && power < 0) {
    mantissa /= 2n;
    power++;
  }
  return power >= 0
    ? { sign, coefficient: mantissa << BigInt(power), exponent: 0 }
    : { sign, coefficient: mantissa * 5n ** BigInt(-power), exponent: power };
}

/** The nearest double. */
export function decimalToDouble(value: Decimal): number {
  if (value.special === "nan") return Number.NaN;
  if (value.special === "infinity") return value.sign * Number.POSITIVE_INFINITY;
  return value.sign * Number(`${value.coefficient}e${value.exponent}`);
}

/** Below zero, zero or above: how two numbers compare by value. NaN is below every number and equal to itself. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.special === "nan" || right.special === "nan") {
    return Number(left.special !== "nan") - Number(right.special !== "nan");
  }
  const signs = signOf(left) - signOf(right);
  if (signs !== 0 || left.coefficient + right.coefficient === 0n) {
    if (left.special === undefined && right.special === undefined) return Math.sign(signs);
  }
  if (left.special !== undefined || right.special !== undefined) {
    const rank = (value: Decimal): number => (value.special === undefined ? 0 : value.sign);
    return Math.sign(rank(left) - rank(right));
  }
  const sign = signOf(left);
  const magnitudes = digitCount(left.coefficient) + left.exponent - digitCount(right.coefficient) - right.exponent;
  if (magnitudes !== 0) return sign * Math.sign(magnitudes);
  const [a, b] = aligned(left, right);
  return a === b ? 0 : sign * (a > b ? 1 : -1);
}

/** -1, 0 or 1. */
export function signOf(value: Decimal): number {
  return value.special === undefined && value.coefficient === 0n ? 0 : value.sign;
}

/** Both coefficients at the smaller of the two exponents. */
function aligned(left: Decimal, right: Decimal): [bigint, bigint] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [left.coefficient * tenTo(left.exponent - exponent), right.coefficient * tenTo(right.exponent - exponent)];
}

const isZero = (value: Decimal): boolean => value.special === undefined && value.coefficient === 0n;

/** The sum, as IEEE 754 has it: its exponent is the smaller one. The result may need rounding: `writeDecimal` does it. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.special === "nan" || right.special === "nan") return nan;
  if (left.special === "infinity") return right.special === "infinity" && left.sign !== right.sign ? nan : left;
  if (right.special === "infinity") return right;
  const gap = left.exponent - right.exponent;
  // So far apart that the smaller cannot change one of 34 digits: not aligned, which could take thousands of digits.
  if (Math.abs(gap) > 120 && !isZero(left) && !isZero(right)) {
    const [large, small] = magnitude(left) > magnitude(right) ? [left, right] : [right, left];
    if (magnitude(large) - magnitude(small) > 80) {
      const places = Math.max(0, 40 - digitCount(large.coefficient));
      return {
        sign: large.sign,
        coefficient: large.coefficient * tenTo(places) + (large.sign === small.sign ? 1n : -1n),
        exponent: large.exponent - places,
      };
    }
  }
  const exponent = Math.min(left.exponent, right.exponent);
  const [a, b] = aligned(left, right);
  const sum = BigInt(left.sign) * a + BigInt(right.sign) * b;
  if (sum === 0n) return { sign: left.sign < 0 && right.sign < 0 ? -1 : 1, coefficient: 0n, exponent };
  return { sign: sum < 0n ? -1 : 1, coefficient: sum < 0n ? -sum : sum, exponent };
}

const magnitude = (value: Decimal): number => digitCount(value.coefficient) + value.exponent;

export function negateDecimal(value: Decimal): Decimal {
  return value.special === "nan" ? value : { ...value, sign: value.sign === 1 ? -1 : 1 };
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.special === "nan" || right.special === "nan") return nan;
  const sign = left.sign === right.sign ? 1 : -1;
  if (left.special !== undefined || right.special !== undefined) {
    return isZero(left) || isZero(right) ? nan : infinity(sign);
  }
  return { sign, coefficient: left.coefficient * right.coefficient, exponent: left.exponent + right.exponent };
}

/** The quotient to more than 34 digits. A divisor of zero gives an infinite number, or NaN for 0 / 0. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.special === "nan" || right.special === "nan") return nan;
  const sign = left.sign === right.sign ? 1 : -1;
  if (left.special !== undefined) return right.special === undefined ? infinity(sign) : nan;
  if (right.special !== undefined) return { sign, coefficient: 0n, exponent: minExponent };
  if (right.coefficient === 0n) return left.coefficient === 0n ? nan : infinity(sign);
  const preferred = left.exponent - right.exponent;
  if (left.coefficient === 0n) return { sign, coefficient: 0n, exponent: preferred };
  const places = Math.max(0, maxDigits + 3 + digitCount(right.coefficient) - digitCount(left.coefficient));
  const scaled = left.coefficient * tenTo(places);
  let coefficient = scaled / right.coefficient;
  let exponent = preferred - places;
  if (scaled % right.coefficient !== 0n) {
    // A last digit that tells a rest apart from none and from a half.
    return { sign, coefficient: coefficient * 10n + 1n, exponent: exponent - 1 };
  }
  while (exponent < preferred && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return { sign, coefficient, exponent };
}

/** The rest of a division whose quotient is cut to a whole number; it has the dividend's sign. */
export function remainderOfDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.special !== undefined || right.special === "nan" || isZero(right)) return nan;
  if (right.special === "infinity") return left;
  const exponent = Math.min(left.exponent, right.exponent);
  const [a, b] = aligned(left, right);
  return { sign: left.sign, coefficient: a % b, exponent };
}

/** How {@link quantize} treats the digits that go. */
export type Rounding = "half-even" | "truncate" | "floor" | "ceil";

/** Rounded to a power of ten: `exponent` 0 gives whole numbers, -2 two places. A coarser number stays as it is. */
export function quantize(value: Decimal, exponent: number, rounding: Rounding): Decimal {
  if (value.special !== undefined || value.exponent >= exponent) return value;
  const places = exponent - value.exponent;
  const kept = places > digitCount(value.coefficient) ? 0n : value.coefficient / tenTo(places);
  const rest = places > digitCount(value.coefficient) ? value.coefficient : value.coefficient % tenTo(places);
  const away = (rounding === "floor" && value.sign < 0) || (rounding === "ceil" && value.sign > 0);
  const coefficient =
    rounding === "half-even" ? divideHalfEven(value.coefficient, places) : away && rest > 0n ? kept + 1n : kept;
  return { sign: value.sign, coefficient, exponent };
}

/** The whole part of a finite number. */
export function decimalToBigInt(value: Decimal): bigint {
  const whole = quantize(value, 0, "truncate");
  return BigInt(whole.sign) * whole.coefficient * tenTo(Math.max(0, whole.exponent));
}

/** `12.5`, `1E+3`, `NaN`, `-Infinity`: as IEEE 754's to-scientific-string has it, every digit kept. */
export function formatDecimal(value: Decimal): string {
  return writeDecimal(value).toString();
}
