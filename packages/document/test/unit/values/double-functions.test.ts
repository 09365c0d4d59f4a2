import { describe, expect, it } from "@jest/globals";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { exactDecimalOfDouble } from "../../../src/values/decimal.ts";
import { acos, asin, atan, cos, exp, ln, log10, sin, tan } from "../../../src/values/double-functions.ts";

const Exact = Decimal.clone({ precision: 70 });

/** The double that is nearest to what many digits give. */
function nearest(apply: (value: Decimal) => Decimal, value: number): number {
  const { sign, coefficient, exponent } = exactDecimalOfDouble(value);
  return Number(apply(new Exact(`${sign < 0 ? "-" : ""}${coefficient}e${exponent}`)).toString());
}

describe("functions of doubles", () => {
  it.each<
    [name: string, mine: (value: number) => number, exact: (value: Decimal) => Decimal, least: number, most: number]
  >([
    ["exp", exp, (value) => value.exp(), -690, 690],
    ["ln", ln, (value) => value.ln(), 1e-6, 1e6],
    ["sin", sin, (value) => value.sin(), -100, 100],
    ["cos", cos, (value) => value.cos(), -100, 100],
    ["tan", tan, (value) => value.tan(), -100, 100],
    ["asin", asin, (value) => value.asin(), -0.99, 0.99],
    ["acos", acos, (value) => value.acos(), -0.99, 0.99],
    ["atan", atan, (value) => value.atan(), -1000, 1000],
  ])("%s is the nearest double", (_name, mine, exact, least, most) => {
    fc.assert(
      fc.property(fc.double({ min: least, max: most, noNaN: true }), (value) => {
        if (Math.abs(value) < 1e-6) return;
        expect(mine(value)).toBe(nearest(exact, value));
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it("are exact where the result is", () => {
    expect([1000, 0.001, 1e22, 1e-300, 1].map(log10)).toEqual([3, -3, 22, -300, 0]);
    expect([exp(0), ln(1), sin(0), cos(0), tan(0), atan(0), asin(1), acos(1)]).toEqual([
      1,
      0,
      0,
      1,
      0,
      0,
      Math.PI / 2,
      0,
    ]);
  });

  it("go to the ends of their ranges", () => {
    expect([exp(800), exp(-800), ln(0), ln(-1), log10(0), exp(Number.NaN)]).toEqual([
      Infinity,
      0,
      -Infinity,
      NaN,
      -Infinity,
      NaN,
    ]);
    expect([ln(Infinity), log10(Infinity), atan(Infinity), sin(Infinity), asin(2)]).toEqual([
      Infinity,
      Infinity,
      Math.PI / 2,
      NaN,
      NaN,
    ]);
    expect(ln(5e-324)).toBeCloseTo(-744.44, 2);
    expect(log10(5e-324)).toBeCloseTo(-323.306, 3);
    expect(sin(1e22)).toBe(Math.sin(1e22));
  });
});
