import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32, Long } from "bson";
import { difference } from "../../src/same-value.ts";

describe("two values", () => {
  it("are the same with the same type and value", () => {
    expect(difference({ a: [new Int32(1)], b: null }, { b: null, a: [new Int32(1)] }, {})).toBeUndefined();
    expect(difference(new Int32(1), new Double(1), {})).toContain("numberInt");
    expect(difference(new Int32(1), Long.fromNumber(1), {})).toBeDefined();
    expect(difference(new Double(0), new Double(-0), {})).toBeDefined();
    expect(difference(Decimal128.fromString("1.0"), Decimal128.fromString("1"), {})).toBeDefined();
    expect(difference(new Date(1), new Date(1), {})).toBeUndefined();
  });

  it("have the same fields, unless only some are asked for", () => {
    expect(difference({ a: "x" }, { a: "x", b: "y" }, {})).toBe(".b: not expected");
    expect(difference({ a: "x" }, { a: "x", b: "y" }, { partial: true })).toBeUndefined();
    expect(difference({ a: "x" }, {}, { partial: true })).toBe(".a: is missing");
  });

  it("have the same order, unless the case says otherwise", () => {
    const [one, two] = [{ a: "1" }, { a: "2" }];
    expect(difference([one, two], [two, one], {})).toBeDefined();
    expect(difference([one, two], [two, one], { anyOrder: true })).toBeUndefined();
    expect(difference([one, one], [two, one], { anyOrder: true })).toBeDefined();
    expect(difference([{ s: ["1", "2"] }], [{ s: ["2", "1"] }], { anyOrder: true })).toBeDefined();
    expect(difference([{ s: ["1", "2"] }], [{ s: ["2", "1"] }], { anyOrderIn: ["s"] })).toBeUndefined();
  });

  it("may both be NaN where the case says so", () => {
    expect(difference(new Double(Number.NaN), Decimal128.fromString("NaN"), {})).toBeDefined();
    expect(difference(new Double(Number.NaN), Decimal128.fromString("NaN"), { nanEqual: true })).toBeUndefined();
  });
});
