import { Double, Decimal128 } from "bson";
import { documentError } from "../errors.ts";
import {
  calculate,
  compareNumbers,
  divide,
  numberType,
  toDecimal,
  toDouble,
  type NumberValue,
} from "../values/numbers.ts";

/** Renard's, the 1-2-5 and the E series as MongoDB has them: the numbers of one decade. */
const series: Readonly<Record<string, readonly number[]>> = {
  R5: [10, 16, 25, 40, 63],
  R10: [100, 125, 160, 200, 250, 315, 400, 500, 630, 800],
  R20: [100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900],
  R40: [
    100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300, 315, 355, 375,
    400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950,
  ],
  R80: [
    103, 109, 115, 122, 128, 136, 145, 155, 165, 175, 185, 195, 206, 218, 230, 243, 258, 272, 290, 307, 325, 345, 365,
    387, 412, 437, 462, 487, 515, 545, 575, 615, 650, 690, 730, 775, 825, 875, 925, 975,
  ],
  "1-2-5": [10, 20, 50],
  E6: [10, 15, 22, 33, 47, 68],
  E12: [10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82],
  E24: [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91],
  E48: geometric(48),
  E96: geometric(96),
  // The one number of the E series that is not the rounded power.
  E192: geometric(192).map((value) => (value === 919 ? 920 : value)),
};

/** The powers of the `count`-th root of 10, to three digits. */
function geometric(count: number): number[] {
  return Array.from({ length: count }, (_, n) => Math.round(100 * 10 ** (n / count)));
}

/** Rounds the limits of buckets to preferred numbers. */
export interface Granularity {
  /** The next number of the series above a value; 0 stays 0. */
  up(value: NumberValue): NumberValue;
  /** The next number of the series below a value; 0 stays 0. */
  down(value: NumberValue): NumberValue;
}

/** The rounding of a name that `$bucketAuto.granularity` knows; code 40257 for another. */
export function granularityOf(name: string): Granularity {
  if (name === "POWERSOF2") return powersOfTwo;
  const numbers = Object.hasOwn(series, name) ? series[name] : undefined;
  if (numbers === undefined) throw documentError(40257, "$bucketAuto.granularity is not known");
  return { up: (value) => inSeries(numbers, value, "up"), down: (value) => inSeries(numbers, value, "down") };
}

/**
 * Looks for the value's decade and then for its neighbour in it. The steps multiply and divide by ten one after the
 * other, as rounding errors of doubles are part of the result.
 */
function inSeries(numbers: readonly number[], value: NumberValue, direction: "up" | "down"): NumberValue {
  const isDecimal = numberType(value) === "decimal";
  // An infinite number has no decade.
  if (toDouble(value) === 0 || (isDecimal ? toDecimal(value).special : !Number.isFinite(toDouble(value)))) return value;
  const number = (given: number): NumberValue => (isDecimal ? Decimal128.fromString(String(given)) : new Double(given));
  const ten = number(10);
  let scale = number(1);
  const scaled = (given: number): NumberValue => calculate("multiply", number(given), scale) as NumberValue;
  const larger = (): void => {
    scale = calculate("multiply", scale, ten) as NumberValue;
  };
  const smaller = (): void => {
    scale = divide(scale, ten);
  };
  const [least, most] = [numbers[0] as number, numbers.at(-1) as number];
  const exact = isDecimal ? value : new Double(toDouble(value));
  // Upwards a value belongs to the decade that has a number above it, downwards to the one that has a number below it.
  const above = (bound: NumberValue): boolean => compareNumbers(exact, bound) >= (direction === "up" ? 0 : 1);
  if (direction === "up") {
    while (above(scaled(most))) larger();
    while (!above(scaled(least))) {
      const bound = scaled(least);
      smaller();
      if (above(scaled(most))) return bound;
    }
    return scaled(numbers.find((given) => !above(scaled(given))) ?? most);
  }
  while (!above(scaled(least))) smaller();
  while (above(scaled(most))) {
    const bound = scaled(most);
    larger();
    if (!above(scaled(least))) return bound;
  }
  return scaled(numbers.findLast((given) => above(scaled(given))) ?? least);
}

const powersOfTwo: Granularity = {
  up: (value) => power(value, (exponent) => Math.floor(exponent) + 1),
  down: (value) => power(value, (exponent) => Math.ceil(exponent) - 1),
};

function power(value: NumberValue, round: (exponent: number) => number): NumberValue {
  const double = toDouble(value);
  if (double === 0) return value;
  const result = 2 ** round(Math.log2(double));
  return numberType(value) === "decimal" ? Decimal128.fromString(String(result)) : new Double(result);
}
