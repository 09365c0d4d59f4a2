import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from "bson";
import fc from "fast-check";
import { compare, compareBytes, equals } from "../../../src/values/compare.ts";
import { valueKey } from "../../../src/values/value-key.ts";
import { anyNumber, anyValue } from "../../support/any-value.ts";

describe("the order of values", () => {
  it("goes by type first", () => {
    const ascending = [
      new MinKey(),
      undefined,
      null,
      new Int32(5),
      "text",
      { a: new Int32(1) },
      [new Int32(1)],
      new Uint8Array(1),
      new ObjectId(),
      false,
      new Date(),
      /a/,
      new MaxKey(),
    ];
    for (const [n, value] of ascending.entries()) {
      for (const other of ascending.slice(n + 1))
        expect([compare(value, other), compare(other, value)]).toEqual([-1, 1]);
    }
  });

  it("compares numbers by value, whatever their types", () => {
    const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
    expect(equals(new Int32(1), decimal("1.00"))).toBe(true);
    expect(equals(new Double(-0), new Int32(0))).toBe(true);
    expect(compare(Long.fromString("9007199254740993"), new Double(2 ** 53))).toBe(1);
    expect(compare(new Double(0.1), decimal("0.1"))).toBe(1);
    expect(equals(new Double(0.5), decimal("0.5"))).toBe(true);
    expect(compare(new Double(Number.NaN), new Double(Number.NEGATIVE_INFINITY))).toBe(-1);
    expect(equals(new Double(Number.NaN), decimal("NaN"))).toBe(true);
    expect(compare(decimal("1E+6000"), new Double(1e300))).toBe(1);
  });

  it("compares strings by their UTF-8 bytes", () => {
    // U+FF5D is below U+1F600, whose UTF-16 units are below it.
    expect(compareBytes("｝", "\u{1f600}")).toBe(-1);
    expect(compareBytes("a", "B")).toBe(1);
    expect(compareBytes("a", "ab")).toBe(-1);
    const texts = fc.string({ unit: "binary" }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        expect(compareBytes(left, right)).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
  });

  it("compares documents field by field, names before values, and arrays item by item", () => {
    expect(equals({ a: new Int32(1), b: new Int32(2) }, { b: new Int32(2), a: new Int32(1) })).toBe(false);
    expect(compare({ a: new Int32(9) }, { b: new Int32(1) })).toBe(-1);
    expect(compare({ a: "x" }, { a: new Int32(9) })).toBe(1);
    expect(compare([new Int32(1), new Int32(2)], [new Int32(9)])).toBe(-1);
    expect(compare([new Int32(1)], [new Int32(1), null])).toBe(-1);
  });

  it("is an order: antisymmetric and transitive", () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        expect(compare(a, b) + compare(b, a)).toBe(0);
        const [x, y, z] = [a, b, c].sort((left, right) => compare(left, right));
        expect(compare(x, y)).toBeLessThanOrEqual(0);
        expect(compare(x, z)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a value's key", () => {
  it("is the same exactly for equal values", () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, anyValue), fc.oneof(anyNumber, anyValue), (left, right) => {
        expect(valueKey(left) === valueKey(right)).toBe(equals(left, right));
      }),
      { numRuns: 2000 },
    );
  });
});
