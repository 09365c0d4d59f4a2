// The functions of doubles, rounded right in all but the rarest cases. JavaScript's own may be off by one in the last
// place, and differ between runtimes; those of MongoDB's runtime (glibc) are right to about 0.51 of that place.

/** A number as the sum of two doubles, the second far below the first: about 106 bits. */
type Pair = readonly [high: number, low: number];

const zero: Pair = [0, 0];
const one: Pair = [1, 0];

function sumOf(a: number, b: number): Pair {
  const sum = a + b;
  const back = sum - a;
  return [sum, a - (sum - back) + (b - back)];
}

/** 2^27 + 1: parts a double into two halves of its bits, whose products are exact. */
const splitter = 134_217_729;

function productOf(a: number, b: number): Pair {
  const product = a * b;
  const [wideA, wideB] = [splitter * a, splitter * b];
  const [highA, highB] = [wideA - (wideA - a), wideB - (wideB - b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return [product, highA * highB - product + highA * lowB + lowA * highB + lowA * lowB];
}

function add(a: Pair, b: Pair): Pair {
  const [high, lost] = sumOf(a[0], b[0]);
  const [low, rest] = sumOf(a[1], b[1]);
  const [middle, carried] = sumOf(high, lost + low);
  return sumOf(middle, carried + rest);
}

function multiply(a: Pair, b: Pair): Pair {
  const [high, low] = productOf(a[0], b[0]);
  return sumOf(high, low + (a[0] * b[1] + a[1] * b[0]));
}

function divideByWhole(a: Pair, divisor: number): Pair {
  const quotient = a[0] / divisor;
  const [high, low] = productOf(quotient, divisor);
  return sumOf(quotient, (a[0] - high - low + a[1]) / divisor);
}

const negate = (a: Pair): Pair => [-a[0], -a[1]];

/** x less a whole multiple of a constant that is given in three parts. */
function reduce(x: number, count: number, parts: readonly [number, number, number]): Pair {
  const products = parts.map((part) => negate(productOf(count, part)));
  return add(add(add([x, 0], products[0] as Pair), products[1] as Pair), products[2] as Pair);
}

const logarithmOf2 = [Math.LN2, 2.3190468138462996e-17, 5.707708438416212e-34] as const;
const rightAngle = [Math.PI / 2, 6.123233995736766e-17, -1.4973849048591833e-33] as const;

/** e^x - 1 for a pair of at most 0.35: by its series for a 64th of it, doubled six times. */
function expansion(x: Pair): Pair {
  const part: Pair = [x[0] / 64, x[1] / 64];
  let sum = zero;
  for (let n = 12; n >= 1; n--) sum = divideByWhole(multiply(part, add(one, sum)), n);
  for (let n = 0; n < 6; n++) sum = add(add(sum, sum), multiply(sum, sum));
  return sum;
}

/** e^x as a pair and a power of two to multiply it with. */
function powerOfE(x: number): readonly [pair: Pair, power: number] {
  const power = Math.round(x * Math.LOG2E);
  return [add(one, expansion(reduce(x, power, logarithmOf2))), power];
}

/** e^x, of any double. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 700) || x === 0) return Math.exp(x);
  const [[high], power] = powerOfE(x);
  return high * 2 ** power;
}

/** The natural logarithm; NaN below zero, -Infinity of zero. */
export function ln(x: number): number {
  const near = Math.log(x);
  if (!Number.isFinite(near) || near === 0 || Math.abs(near) > 690) return near;
  if (Math.abs(near) < 0.3) {
    const rest = add([x - 1, 0], negate(expansion([near, 0])));
    return near + rest[0] / x;
  }
  const [pair, power] = powerOfE(near);
  const scale = 2 ** -power;
  const rest = add([x * scale, 0], negate(pair));
  return near + rest[0] / (x * scale);
}

/** The logarithm to base ten: from the natural one of the mantissa and from the power of two, exact for powers of ten. */
export function log10(x: number): number {
  if (!(x > 0) || x === Infinity || x < 2 ** -1022) return Math.log10(x);
  const power = exponentOf(x);
  const count = power < 0 ? power + 1 : power;
  const mantissa = x * 2 ** -power * (power < 0 ? 0.5 : 1);
  const [tenth, high, low] = [Math.LOG10E, 0.30102999566361177, 3.694239077158931e-13];
  return count * low + tenth * ln(mantissa) + count * high;
}

/** The greatest power of two that is not above a normal double. */
function exponentOf(x: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  return ((bits.getUint16(0) >> 4) & 0x7ff) - 1023;
}

/** Sine and cosine as pairs, of an angle that is not so large that its reduction loses digits. */
function sineAndCosine(x: number): readonly [sine: Pair, cosine: Pair] {
  const quarters = Math.round(x / rightAngle[0]);
  const angle = reduce(x, quarters, rightAngle);
  const square = multiply(angle, angle);
  let sine = one;
  let cosine = one;
  for (let n = 13; n >= 1; n--) {
    sine = add(one, negate(divideByWhole(multiply(square, sine), 2 * n * (2 * n + 1))));
    cosine = add(one, negate(divideByWhole(multiply(square, cosine), 2 * n * (2 * n - 1))));
  }
  sine = multiply(angle, sine);
  switch (((quarters % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, negate(sine)];
    case 2:
      return [negate(sine), negate(cosine)];
    default:
      return [negate(cosine), sine];
  }
}

/** Angles that are computed with pairs: others are left to the runtime. */
const isModerate = (x: number): boolean => Math.abs(x) < 1e5 && Math.abs(x) > 1e-7;

/** The sine of an angle. */
export function sin(x: number): number {
  return isModerate(x) ? sineAndCosine(x)[0][0] : Math.sin(x);
}

/** The cosine of an angle. */
export function cos(x: number): number {
  return isModerate(x) ? sineAndCosine(x)[1][0] : Math.cos(x);
}

/** The tangent of an angle. */
export function tan(x: number): number {
  if (!isModerate(x)) return Math.tan(x);
  const [sine, cosine] = sineAndCosine(x);
  const near = sine[0] / cosine[0];
  const rest = add(sine, negate(multiply([near, 0], cosine)));
  return near + rest[0] / cosine[0];
}

/** The angle of a sine, from -π/2 to π/2; NaN beyond 1. */
export function asin(x: number): number {
  const near = Math.asin(x);
  if (!isModerate(near) || Math.abs(x) === 1) return near;
  const [sine, cosine] = sineAndCosine(near);
  return near + add([x, 0], negate(sine))[0] / cosine[0];
}

/** The angle of a cosine, from 0 to π; NaN beyond 1. */
export function acos(x: number): number {
  const near = Math.acos(x);
  if (!isModerate(near) || Math.abs(x) === 1) return near;
  const [sine, cosine] = sineAndCosine(near);
  return near + add(cosine, [-x, 0])[0] / sine[0];
}

/** The angle of a tangent, from -π/2 to π/2. */
export function atan(x: number): number {
  const near = Math.atan(x);
  if (!isModerate(near) || Math.abs(x) > 1e15) return near;
  const [sine, cosine] = sineAndCosine(near);
  return near + add(multiply([x, 0], cosine), negate(sine))[0] * cosine[0];
}
