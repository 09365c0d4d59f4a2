import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double } from "bson";
import fc from "fast-check";
import {
  addDecimals,
  compareDecimals,
  decimalToDouble,
  divideDecimals,
  exactDecimalOfDouble,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  quantize,
  readDecimal,
  remainderOfDecimals,
  writeDecimal,
  type Decimal,
} from "../../../src/values/decimal.ts";
import { calculate, toDecimalOperand, wholeNumber } from "../../../src/values/numbers.ts";

const decimal = (text: string): Decimal => parseDecimal(text) as Decimal;

describe("Decimal128", () => {
  it("is read from its bytes and written to them as bson does", () => {
    for (const text of [
      "0",
      "-0",
      "1.0",
      "1E+3",
      "-9.99E-20",
      "NaN",
      "Infinity",
      "-Infinity",
      "1E-6176",
      "9.999E+6144",
    ]) {
      const value = Decimal128.fromString(text);
      expect(writeDecimal(readDecimal(value)).toString()).toBe(value.toString());
      expect(formatDecimal(decimal(text))).toBe(value.toString());
    }
  });

  it("rounds to 34 digits, half to even", () => {
    expect(formatDecimal(decimal("1.0000000000000000000000000000000005"))).toBe("1.000000000000000000000000000000000");
    expect(formatDecimal(decimal("1.0000000000000000000000000000000015"))).toBe("1.000000000000000000000000000000002");
    expect(formatDecimal(decimal("9.9999999999999999999999999999999995"))).toBe("10.00000000000000000000000000000000");
    expect(formatDecimal(decimal("1E+6145"))).toBe("Infinity");
    expect(formatDecimal(decimal("1E-6177"))).toBe("0E-6176");
    expect(formatDecimal(decimal("1E+6144"))).toBe("1.000000000000000000000000000000000E+6144");
  });

  it("keeps the exponents that IEEE 754 prefers", () => {
    expect(formatDecimal(addDecimals(decimal("1.10"), decimal("2.9")))).toBe("4.00");
    expect(formatDecimal(multiplyDecimals(decimal("1.10"), decimal("2.0")))).toBe("2.200");
    expect(formatDecimal(divideDecimals(decimal("6"), decimal("2")))).toBe("3");
    expect(formatDecimal(divideDecimals(decimal("1"), decimal("3")))).toBe("0.3333333333333333333333333333333333");
    expect(formatDecimal(divideDecimals(decimal("2"), decimal("3")))).toBe("0.6666666666666666666666666666666667");
    expect(formatDecimal(divideDecimals(decimal("1"), decimal("0")))).toBe("Infinity");
    expect(formatDecimal(remainderOfDecimals(decimal("-7.5"), decimal("2")))).toBe("-1.5");
    expect(formatDecimal(quantize(decimal("-2.5"), 0, "half-even"))).toBe("-2");
    expect(formatDecimal(quantize(decimal("-2.5"), 0, "floor"))).toBe("-3");
    expect(formatDecimal(addDecimals(decimal("1E+6000"), decimal("-1E-6000")))).toBe(
      "1.000000000000000000000000000000000E+6000",
    );
  });

  it("knows every digit of a double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(decimalToDouble(exactDecimalOfDouble(value))).toBe(value);
      }),
    );
    expect(compareDecimals(exactDecimalOfDouble(0.1), decimal("0.1"))).toBe(1);
    expect(compareDecimals(exactDecimalOfDouble(2 ** 60), decimal("1152921504606846976"))).toBe(0);
  });

  it("takes a double as an operand with 15 digits", () => {
    expect(formatDecimal(toDecimalOperand(new Double(0.1)))).toBe("0.100000000000000");
    expect(String(calculate("add", new Double(0.1), Decimal128.fromString("1")))).toBe("1.100000000000000");
  });
});

describe("numbers", () => {
  it("widen when they overflow", () => {
    expect(calculate("add", 2_147_483_647, 1)).toMatchObject({ _bsontype: "Long" });
    expect(calculate("add", 2n ** 63n - 1n, 1n)).toMatchObject({ _bsontype: "Double" });
    expect(calculate("add", 2n ** 63n - 1n, 1n, "none")).toBeUndefined();
  });

  it("tell whole numbers of 64 bits from others", () => {
    expect([
      wholeNumber(2.5),
      wholeNumber(-3),
      wholeNumber(2 ** 63),
      wholeNumber("1"),
      wholeNumber(Number.NaN),
    ]).toEqual([undefined, -3n, undefined, undefined, undefined]);
    expect(wholeNumber(Decimal128.fromString("1E+2"))).toBe(100n);
  });
});
