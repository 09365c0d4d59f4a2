import { describe, expect, it } from "@jest/globals";
import { Decimal128 } from "bson";
import { compareDecimals, readDecimal, writeDecimal, type Decimal } from "../../../src/values/decimal.ts";
import {
  decimalLogarithm,
  exponential,
  naturalLogarithm,
  power,
  squareRoot,
} from "../../../src/values/decimal-functions.ts";
import { arcTangent2, trigonometric } from "../../../src/values/decimal-angles.ts";
import { DoubleSum } from "../../../src/values/double-sum.ts";
import { toDecimalOperand } from "../../../src/values/numbers.ts";
import { roundToQuad } from "../../../src/values/quad.ts";

const read = (text: string): Decimal => readDecimal(Decimal128.fromString(text));
const write = (value: Decimal): string => writeDecimal(value).toString();

describe("functions of decimals", () => {
  it.each([
    [exponential(read("-1")), "0.3678794411714423215955237701614609"],
    [exponential(read("-1E+10")), "0E-6176"],
    [naturalLogarithm(read("10")), "2.302585092994045684017991454684364"],
    [naturalLogarithm(read("1.0")), "0"],
    [decimalLogarithm(read("1E-7")), "-7"],
    [squareRoot(read("0.25")), "0.5"],
    [squareRoot(read("1.00E+10")), "1.0E+5"],
    [squareRoot(read("2")), "1.414213562373095048801688724209698"],
    [power(read("2"), read("3")), "8.000000000000000000000000000000000"],
    [power(read("-0"), read("3")), "0E-6176"],
    [power(read("9E+6000"), read("1")), "Infinity"],
    [power(read("-9E+6000"), read("1")), "-Infinity"],
    [power(read("7"), read("0")), "1"],
    [power(read("NaN"), read("2")), "NaN"],
    [trigonometric.atan(read("Infinity")), "1.570796326794896619231321691639751"],
    [trigonometric.acos(read("1")), "0"],
    [trigonometric.atanh(read("1")), "Infinity"],
    [trigonometric.cosh(read("0")), "1"],
    [arcTangent2(read("0"), read("-1")), "3.141592653589793238462643383279503"],
    [arcTangent2(read("1E+6000"), read("1")), "1.570796326794896619231321691639751"],
    [trigonometric.tanh(read("1E+300")), "1.000000000000000000000000000000000"],
    [trigonometric.sinh(read("-1E+30")), "-Infinity"],
    [trigonometric.acosh(read("1E+3000")), "6908.448426162696997363391596174551"],
    [trigonometric.sin(read("1E-40")), "1.000000000000000000000000000000000E-40"],
  ])("gives %s", (result, expected) => {
    expect(write(result)).toBe(expected);
  });
});

describe("roundToQuad", () => {
  it("keeps 113 bits", () => {
    expect(compareDecimals(roundToQuad(read("0.5")), read("0.5"))).toBe(0);
    const tenth = roundToQuad(read("0.1"));
    expect(compareDecimals(tenth, read("0.1"))).not.toBe(0);
    expect(write(tenth)).toBe("0.1000000000000000000000000000000000");
  });

  it("is infinite above its range and zero below", () => {
    expect(roundToQuad(read("1E+4933")).special).toBe("infinity");
    expect(roundToQuad(read("-1E-4970")).coefficient).toBe(0n);
  });
});

describe("DoubleSum", () => {
  const sum = (...values: number[]): number => {
    const total = new DoubleSum();
    for (const value of values) total.add(value);
    return total.result();
  };

  it("keeps what rounding loses", () => {
    expect(sum(1e16, 1, -1e16)).toBe(1);
    expect(sum(...Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });

  it("goes on after what is not finite", () => {
    expect(sum(Infinity, 1)).toBe(Infinity);
    expect(sum(Infinity, -Infinity)).toBeNaN();
    expect(sum(Number.MAX_VALUE, Number.MAX_VALUE)).toBe(Infinity);
  });

  it("takes whole numbers of 64 bits exactly", () => {
    const total = new DoubleSum();
    total.addWhole(2n ** 63n - 1n);
    total.addWhole(-(2n ** 62n));
    expect(write(total.toDecimal())).toBe("4611686018427387903");
  });
});

describe("a double beside a decimal", () => {
  it("has 15 digits, half to even", () => {
    expect(write(toDecimalOperand(0.1))).toBe("0.100000000000000");
    expect(write(toDecimalOperand(1234567890123.125))).toBe("1234567890123.12");
    expect(write(toDecimalOperand(1234567890123.375))).toBe("1234567890123.38");
    expect(write(toDecimalOperand(2.675))).toBe("2.67500000000000");
  });
});
