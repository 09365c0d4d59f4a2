import { describe, expect, it } from "@jest/globals";
import { BSONRegExp, Decimal128, Double, Long } from "bson";
import { match, refusal } from "./matching.ts";

describe("logic", () => {
  it("combines filters", () => {
    expect(match({ $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 })).toBe(true);
    expect(match({ $or: [{ a: 9 }, { b: 2 }] }, { a: 1, b: 2 })).toBe(true);
    expect(match({ $nor: [{ a: 9 }, { b: 2 }] }, { a: 1, b: 2 })).toBe(false);
    expect(match({ a: { $not: { $gt: 5, $lt: 9 } } }, { a: [6, 7] })).toBe(false);
    expect(match({ a: { $not: /^x/ } }, {})).toBe(true);
    expect(match({}, { a: 1 })).toBe(true);
    expect(match({ $alwaysFalse: 1 }, {})).toBe(false);
    expect(match({ $comment: 5 }, {})).toBe(true);
  });

  it("refuses anything but arrays of documents", () => {
    for (const operand of [1, "x", null, {}, [], [1], [{ a: 1 }, null]]) expect(refusal({ $or: operand })).toBe(2);
    expect(refusal({ a: { $not: 1 } })).toBe(2);
    expect(refusal({ a: { $not: {} } })).toBe(2);
    expect(refusal({ $alwaysTrue: 2 })).toBe(9);
  });

  it("refuses operators that are not known or stand in the wrong place", () => {
    expect(refusal({ $eq: 1 })).toBe(2);
    expect(refusal({ $not: { a: 1 } })).toBe(2);
    expect(refusal({ a: { $foo: 1 } })).toBe(2);
    expect(refusal({ a: { $gt: 1, b: 1 } })).toBe(2);
    expect(refusal({ a: { b: 1, $gt: 1 } })).toBeUndefined();
    expect(refusal({ $where: "true" })).toBe(238);
    expect(refusal({ a: { $geoWithin: {} } })).toBe(238);
    expect(refusal({ a: { $near: [0, 0] } })).toBe(238);
    expect(refusal({ a: { $gt: 1, $near: [0, 0] } })).toBe(2);
    expect(refusal("a")).toBe(14);
  });

  it("takes references for values", () => {
    const reference = { $ref: "people", $id: 1 };
    expect(match({ a: reference }, { a: [reference] })).toBe(true);
    expect(match({ a: { $in: [reference] } }, { a: reference })).toBe(true);
    expect(match({ a: { $elemMatch: { $id: 1 } } }, { a: [reference] })).toBe(true);
  });

  it("refuses undefined: a filter without that field would match everything", () => {
    expect(refusal({ a: undefined })).toBe(2);
    expect(refusal({ a: { $gt: undefined } })).toBe(2);
  });
});

describe("$expr and $sampleRate", () => {
  it("evaluate an expression on the document", () => {
    expect(match({ $expr: { $gt: ["$a", "$b"] } }, { a: 2, b: 1 })).toBe(true);
    expect(match({ $expr: "$a" }, { a: 0 })).toBe(false);
  });

  it("are about whole documents only", () => {
    expect(refusal({ a: { $elemMatch: { $expr: true } } })).toBe(2);
    expect(refusal({ a: { $elemMatch: { $sampleRate: 0.5 } } })).toBe(2);
  });

  it("takes a share from 0 to 1", () => {
    expect(match({ $sampleRate: 1 }, {})).toBe(true);
    expect(match({ $sampleRate: 0 }, {})).toBe(false);
    expect(refusal({ $sampleRate: 1.5 })).toBe(2);
    expect(refusal({ $sampleRate: "1" })).toBe(2);
  });
});

describe("$exists and $type", () => {
  it("tell whether a field is there", () => {
    expect(match({ a: { $exists: true } }, { a: null })).toBe(true);
    expect(match({ a: { $exists: 0 } }, {})).toBe(true);
    expect(match({ a: { $exists: "yes" } }, { a: 1 })).toBe(true);
    expect(match({ a: { $exists: null } }, { a: 1 })).toBe(false);
  });

  it("know types by name and number, of items and of the array", () => {
    expect(match({ a: { $type: "number" } }, { a: Long.fromNumber(1) })).toBe(true);
    expect(match({ a: { $type: ["string", 16] } }, { a: 1 })).toBe(true);
    expect(match({ a: { $type: "double" } }, { a: 1 })).toBe(false);
    expect(match({ a: { $type: "array" } }, { a: [] })).toBe(true);
    expect(match({ a: { $type: "string" } }, { a: [1, "x"] })).toBe(true);
    expect(match({ a: { $type: "null" } }, {})).toBe(false);
  });

  it("refuse types that are none", () => {
    expect(refusal({ a: { $type: "Double" } })).toBe(2);
    expect(refusal({ a: { $type: 42 } })).toBe(2);
    expect(refusal({ a: { $type: [] } })).toBe(9);
    expect(refusal({ a: { $type: true } })).toBe(14);
  });
});

describe("arrays", () => {
  it("have a $size", () => {
    expect(match({ a: { $size: new Double(2) } }, { a: [1, 2] })).toBe(true);
    expect(match({ a: { $size: 0 } }, {})).toBe(false);
    expect(match({ a: { $size: 1 } }, { a: [[1], [2]] })).toBe(false);
    for (const size of [-1, 1.5, "1", null, Decimal128.fromString("NaN")])
      expect(refusal({ a: { $size: size } })).toBe(2);
  });

  it("have $all values, or a scalar has the only one", () => {
    expect(match({ a: { $all: [1, 2] } }, { a: [2, 1, 3] })).toBe(true);
    expect(match({ a: { $all: [1] } }, { a: 1 })).toBe(true);
    expect(match({ a: { $all: [[1, 2]] } }, { a: [1, 2] })).toBe(true);
    expect(match({ a: { $all: [/^x/] } }, { a: ["xy"] })).toBe(true);
    expect(match({ a: { $all: [] } }, { a: [] })).toBe(false);
    expect(
      match({ a: { $all: [{ $elemMatch: { n: 1 } }, { $elemMatch: { n: 2 } }] } }, { a: [{ n: 2 }, { n: 1 }] }),
    ).toBe(true);
    expect(refusal({ a: { $all: 1 } })).toBe(2);
    expect(refusal({ a: { $all: [1, { $elemMatch: { n: 1 } }] } })).toBe(2);
    expect(refusal({ a: { $all: [{ $gt: 1 }] } })).toBe(2);
    expect(match({ a: { $all: [{ $eq: 1 }] } }, { a: 1 })).toBe(false);
  });

  it("have an item that meets all of an $elemMatch", () => {
    const lines = [
      { n: 1, p: 9 },
      { n: 2, p: 3 },
    ];
    expect(match({ lines: { $elemMatch: { n: 1, p: 3 } } }, { lines })).toBe(false);
    expect(match({ lines: { $elemMatch: { n: 2, p: 3 } } }, { lines })).toBe(true);
    expect(match({ lines: { $elemMatch: { $or: [{ n: 7 }, { p: 9 }] } } }, { lines })).toBe(true);
    expect(match({ a: { $elemMatch: { $gt: 1, $ne: 5 } } }, { a: [5, 3] })).toBe(true);
    expect(match({ a: { $elemMatch: { 0: "x" } } }, { a: [["x"]] })).toBe(true);
    expect(match({ a: { $elemMatch: { n: 1 } } }, { a: { n: 1 } })).toBe(false);
    expect(refusal({ a: { $elemMatch: 1 } })).toBe(2);
  });

  it("are not looked through by tests of an item itself", () => {
    expect(match({ a: { $elemMatch: { $gt: 1 } } }, { a: [[5]] })).toBe(false);
    expect(match({ a: { $elemMatch: { $elemMatch: { $gt: 1 } } } }, { a: [[5]] })).toBe(true);
  });
});

describe("regular expressions", () => {
  it("match strings, items and the same expression", () => {
    expect(match({ a: /^AB/i }, { a: "abc" })).toBe(true);
    expect(match({ a: { $regex: "b$", $options: "m" } }, { a: ["x", "b\nc"] })).toBe(true);
    expect(match({ a: new BSONRegExp("x", "i") }, { a: new BSONRegExp("x", "i") })).toBe(true);
    expect(match({ a: new BSONRegExp("x", "i") }, { a: new BSONRegExp("x", "") })).toBe(false);
    expect(match({ a: { $regex: "1" } }, { a: 1 })).toBe(false);
  });

  it("refuse what is none", () => {
    expect(refusal({ a: { $regex: 1 } })).toBe(2);
    expect(refusal({ a: { $regex: "a", $options: 1 } })).toBe(2);
    expect(refusal({ a: { $regex: "a", $options: "g" } })).toBe(51_108);
    expect(refusal({ a: { $regex: "(" } })).toBe(51_091);
    expect(refusal({ a: { $regex: "a".repeat(16_385) } })).toBe(51_091);
    expect(refusal({ a: { $regex: "a\0b" } })).toBe(2);
    expect(refusal({ a: { $options: "i" } })).toBe(2);
    expect(refusal({ a: { $regex: new BSONRegExp("a", "i"), $options: "m" } })).toBe(51_075);
    expect(refusal({ a: { $options: "m", $regex: new BSONRegExp("a", "i") } })).toBe(51_074);
  });
});
