import { describe, expect, it } from "@jest/globals";
import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey } from "bson";
import { collated, match, refusal } from "./matching.ts";

describe("equality", () => {
  it("is of numbers by value and of documents by fields in order", () => {
    expect(match({ n: 1 }, { n: Long.fromNumber(1) })).toBe(true);
    expect(match({ n: new Double(1) }, { n: Decimal128.fromString("1.0") })).toBe(true);
    expect(match({ n: 1 }, { n: true })).toBe(false);
    expect(match({ at: { x: 1, y: 2 } }, { at: { x: 1, y: 2 } })).toBe(true);
    expect(match({ at: { x: 1, y: 2 } }, { at: { y: 2, x: 1 } })).toBe(false);
  });

  it("with null is also that of a missing field", () => {
    expect(match({ n: null }, {})).toBe(true);
    expect(match({ n: { $gte: null } }, {})).toBe(true);
    expect(match({ n: { $lt: null } }, {})).toBe(false);
    expect(match({ n: null }, { n: [] })).toBe(false);
    expect(match({ n: { $ne: null } }, {})).toBe(false);
  });

  it("goes by the collation", () => {
    const settings = collated({ locale: "en", strength: 2 });
    expect(match({ name: "ANNA" }, { name: "anna" }, settings)).toBe(true);
    expect(match({ name: { $in: ["ANNA"] } }, { name: "anna" }, settings)).toBe(true);
    expect(match({ name: "ANNA" }, { name: "anna" })).toBe(false);
  });
});

describe("order", () => {
  it("stays within the class of types", () => {
    expect(match({ n: { $gt: 1 } }, { n: "2" })).toBe(false);
    expect(match({ n: { $lt: "z" } }, { n: 1 })).toBe(false);
    expect(match({ n: { $lt: [2] } }, { n: [1, 9] })).toBe(true);
  });

  it("may be met by different items", () => {
    expect(match({ n: { $gt: 1, $lt: 2 } }, { n: [0, 10] })).toBe(true);
    expect(match({ n: { $elemMatch: { $gt: 1, $lt: 2 } } }, { n: [0, 10] })).toBe(false);
  });

  it("puts NaN nowhere but at itself", () => {
    expect(match({ n: { $gte: NaN } }, { n: Decimal128.fromString("NaN") })).toBe(true);
    expect(match({ n: { $lte: NaN } }, { n: 1 })).toBe(false);
    expect(match({ n: { $lt: 5 } }, { n: NaN })).toBe(false);
    expect(match({ n: { $gt: NaN } }, { n: 5 })).toBe(false);
  });

  it("has everything between MinKey and MaxKey, missing fields too", () => {
    expect(match({ n: { $lt: new MaxKey() } }, {})).toBe(true);
    expect(match({ n: { $gte: new MinKey() } }, { n: "x" })).toBe(true);
    expect(match({ n: { $lt: new MaxKey() } }, { n: new MaxKey() })).toBe(false);
    expect(match({ n: new MaxKey() }, { n: 1 })).toBe(false);
  });

  it("refuses regular expressions", () => {
    expect(refusal({ n: { $gt: /a/ } })).toBe(2);
    expect(refusal({ n: { $ne: /a/ } })).toBe(2);
    expect(refusal({ n: { $eq: /a/ } })).toBeUndefined();
  });
});

describe("$in and $nin", () => {
  it("are unions of equalities and regular expressions", () => {
    expect(match({ n: { $in: [1, /^a/] } }, { n: ["b", "ab"] })).toBe(true);
    expect(match({ n: { $in: [null] } }, {})).toBe(true);
    expect(match({ n: { $in: [] } }, { n: 1 })).toBe(false);
    expect(match({ n: { $nin: [1, 2] } }, { n: [3, 2] })).toBe(false);
    expect(match({ n: { $nin: [1] } }, {})).toBe(true);
  });

  it("find many values by their keys just as few", () => {
    const values = [...Array.from({ length: 40 }, (_, n) => n), null, "x"];
    expect(match({ n: { $in: values } }, { n: new Double(7) })).toBe(true);
    expect(match({ n: { $in: values } }, {})).toBe(true);
    expect(match({ n: { $in: values } }, { n: 77 })).toBe(false);
  });

  it("refuse anything but an array and operators in it", () => {
    expect(refusal({ n: { $in: 1 } })).toBe(2);
    expect(refusal({ n: { $nin: [{ $gt: 1 }] } })).toBe(2);
  });
});

describe("$mod", () => {
  it("cuts numbers to whole ones", () => {
    expect(match({ n: { $mod: [4, 1] } }, { n: 9.9 })).toBe(true);
    expect(match({ n: { $mod: [4.9, new Double(-1)] } }, { n: -5 })).toBe(true);
    expect(match({ n: { $mod: [4, 0] } }, { n: "8" })).toBe(false);
    expect(match({ n: { $mod: [4, 0] } }, { n: Infinity })).toBe(false);
    expect(match({ n: { $mod: [3, 0] } }, { n: Decimal128.fromString("1E+40") })).toBe(false);
  });

  it("refuses what is no pair of numbers with a divisor", () => {
    for (const operand of [3, [], [3], [3, 0, 1], ["3", 0], [3, null], [0, 1], [0.5, 0], [NaN, 0]]) {
      expect(refusal({ n: { $mod: operand } })).toBe(2);
    }
  });
});

describe("tests of bits", () => {
  it("are of two's complement and of bytes", () => {
    expect(match({ n: { $bitsAllSet: [1, 3] } }, { n: 10 })).toBe(true);
    expect(match({ n: { $bitsAllClear: 5 } }, { n: new Double(10) })).toBe(true);
    expect(match({ n: { $bitsAnySet: [200] } }, { n: -1 })).toBe(true);
    expect(match({ n: { $bitsAnyClear: [200] } }, { n: 1 })).toBe(true);
    expect(match({ n: { $bitsAllSet: Buffer.from([2]) } }, { n: Buffer.from([3]) })).toBe(true);
    expect(match({ n: { $bitsAnySet: [20] } }, { n: Buffer.from([3]) })).toBe(false);
  });

  it("count the length that binary data of subtype 2 has in front", () => {
    const old = new Binary(Buffer.from([6]), 2);
    expect(match({ n: { $bitsAllSet: [0, 33] } }, { n: old })).toBe(true);
    expect(match({ n: { $bitsAllClear: [1, 32] } }, { n: old })).toBe(true);
  });

  it("find no bits in other values", () => {
    for (const n of ["1", 1.5, NaN, Infinity, 1e300, null]) {
      expect(match({ n: { $bitsAllClear: [] } }, { n })).toBe(false);
    }
  });

  it("refuse masks that are none", () => {
    expect(refusal({ n: { $bitsAllSet: -1 } })).toBe(9);
    expect(refusal({ n: { $bitsAllSet: 1.5 } })).toBe(9);
    expect(refusal({ n: { $bitsAllSet: "1" } })).toBe(2);
    expect(refusal({ n: { $bitsAllSet: [-1] } })).toBe(2);
    expect(refusal({ n: { $bitsAllSet: [new Int32(1), 2 ** 31] } })).toBe(2);
  });
});
