import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32, Long, Timestamp } from "bson";
import { defaultSettings } from "../../../src/settings.ts";
import { failure, isNoOp, update, updateRaw } from "./updating.ts";

describe("$set and $unset", () => {
  it("make documents on the way, and items of arrays by index", () => {
    expect(update({ $set: { "a.b.c": 1 } }, {})).toEqual({ a: { b: { c: 1 } } });
    expect(update({ $set: { "a.0": 1 } }, {})).toEqual({ a: { 0: 1 } });
    expect(update({ $set: { "a.3": 9 } }, { a: [1] })).toEqual({ a: [1, null, null, 9] });
    expect(update({ $set: { "a.1.b": 9 } }, { a: [0, { c: 1 }] })).toEqual({ a: [0, { c: 1, b: 9 }] });
  });

  it("refuse a path through a scalar, null or an array without index", () => {
    for (const a of [1, null, "x", [1]]) expect(failure({ $set: { "a.b": 1 } }, { a })).toBe(28);
    expect(failure({ $set: { "a.2000000": 1 } }, { a: [] })).toBe(34);
  });

  it("write new fields in the order of their paths, numbers as numbers", () => {
    expect(Object.keys(update({ $set: { c: 1, a: 1 }, $inc: { b: 1 } }, { z: 1 }))).toEqual(["z", "a", "b", "c"]);
    expect(update({ $set: { "a.10": "k", "a.9": "j" } }, { a: [0, 1, 2, 3, 4, 5, 6, 7, 8] })["a"]).toHaveLength(11);
  });

  it("remove fields and leave null in arrays", () => {
    expect(update({ $unset: { "a.b": "", c: 1 } }, { a: { b: 1, d: 2 } })).toEqual({ a: { d: 2 } });
    expect(update({ $unset: { "a.0": 1 } }, { a: [1, 2] })).toEqual({ a: [null, 2] });
    expect(isNoOp({ $unset: { "a.b": 1 } }, { a: 5 })).toBe(true);
  });

  it("change nothing with an identical value, but do with one of another type", () => {
    expect(isNoOp({ $set: { a: { x: 1 } } }, { a: { x: 1 } })).toBe(true);
    expect(isNoOp({ $set: {} }, { a: 1 })).toBe(true);
    expect(isNoOp({ $set: { a: new Double(1) } }, { a: 1 })).toBe(false);
    expect(isNoOp({ $set: { a: new Double(-0) } }, { a: new Double(0) })).toBe(false);
    expect(isNoOp({ $set: { a: Decimal128.fromString("1.0") } }, { a: Decimal128.fromString("1.00") })).toBe(false);
  });

  it("refuse names that begin with $ at the top, and empty parts", () => {
    expect(failure({ $set: { $a: 1 } })).toBe(52);
    expect(update({ $set: { "a.$b": 1 } }, {})).toEqual({ a: { $b: 1 } });
    for (const path of ["", "a.", ".a", "a..b"]) expect(failure({ $set: { [path]: 1 } })).toBe(56);
  });

  it("know a field named __proto__", () => {
    const made = update(JSON.parse('{"$set":{"__proto__":1}}'), {});
    expect(Object.hasOwn(made, "__proto__")).toBe(true);
  });
});

describe("$setOnInsert", () => {
  it("counts only for a document that is inserted", () => {
    expect(update({ $setOnInsert: { a: 1 } }, {}, { inserting: true })).toEqual({ a: 1 });
    expect(isNoOp({ $setOnInsert: { a: 1 } }, {})).toBe(true);
  });
});

describe("the _id", () => {
  it("stays", () => {
    expect(failure({ $set: { _id: 2 } }, { _id: 1 })).toBe(66);
    expect(failure({ $unset: { _id: 1 } }, { _id: 1 })).toBe(66);
    expect(failure({ $set: { "_id.x": 2 } }, { _id: { x: 1 } })).toBe(66);
    expect(failure({ $rename: { _id: "a" } }, { _id: 1 })).toBe(66);
    expect(failure({ $set: { _id: new Double(1) } }, { _id: 1 })).toBe(66);
    expect(update({ $set: { _id: 1, a: 2 } }, { _id: 1 })).toEqual({ _id: 1, a: 2 });
  });

  it("may be given to a document that is inserted", () => {
    expect(update({ $setOnInsert: { _id: 5 } }, {}, { inserting: true })).toEqual({ _id: 5 });
    expect(failure({ $setOnInsert: { _id: 5 } }, { _id: 1 }, { inserting: true })).toBe(66);
  });
});

describe("$inc and $mul", () => {
  it("compute with the types of numbers", () => {
    expect(updateRaw({ $inc: { n: 1 } }, { n: 2_147_483_647 })["n"]).toEqual(Long.fromNumber(2_147_483_648));
    expect(updateRaw({ $inc: { n: 0.5 } }, { n: 1 })["n"]).toEqual(new Double(1.5));
    expect(updateRaw({ $mul: { n: Decimal128.fromString("2") } }, { n: 3 })["n"]).toEqual(Decimal128.fromString("6"));
    expect(updateRaw({ $mul: { n: Long.fromNumber(2) } }, {})["n"]).toEqual(Long.ZERO);
    expect(updateRaw({ $inc: { n: 5 } }, {})["n"]).toEqual(new Int32(5));
  });

  it("leave a number that stays the same, whatever its digits or sign of zero", () => {
    expect(isNoOp({ $inc: { n: 0 } }, { n: 5 })).toBe(true);
    expect(isNoOp({ $mul: { n: new Double(-0) } }, { n: new Double(-0) })).toBe(true);
    expect(isNoOp({ $mul: { n: Decimal128.fromString("1.0") } }, { n: Decimal128.fromString("2") })).toBe(true);
  });

  it("refuse what is no number and what is beyond 64 bits", () => {
    expect(failure({ $inc: { n: "1" } })).toBe(14);
    expect(failure({ $inc: { n: 1 } }, { n: null })).toBe(14);
    expect(failure({ $inc: { n: 1 } }, { n: Long.MAX_VALUE })).toBe(2);
    expect(failure({ $mul: { n: 2 } }, { n: Long.MIN_VALUE })).toBe(2);
  });
});

describe("$min and $max", () => {
  it("compare across types", () => {
    expect(update({ $max: { a: "x" } }, { a: 5 })).toEqual({ a: "x" });
    expect(update({ $max: { a: 5 } }, { a: null })).toEqual({ a: 5 });
    expect(update({ $min: { a: 3 } }, {})).toEqual({ a: 3 });
    expect(isNoOp({ $min: { a: new Double(5) } }, { a: 5 })).toBe(true);
  });
});

describe("$currentDate", () => {
  it("gives a date or a timestamp", () => {
    const settings = defaultSettings({ now: new Date(5000) });
    expect(update({ $currentDate: { a: true } }, {}, { settings })).toEqual({ a: new Date(5000) });
    expect(update({ $currentDate: { a: { $type: "timestamp" } } }, {}, { settings })["a"]).toEqual(
      new Timestamp({ t: 5, i: 1 }),
    );
    for (const operand of [1, "date", { $type: "time" }, { $type: 9 }, {}, { $type: "date", x: 1 }]) {
      expect(failure({ $currentDate: { a: operand } })).toBe(2);
    }
  });
});

describe("$rename", () => {
  it("moves a value and overwrites the target", () => {
    expect(update({ $rename: { a: "b.c" } }, { a: 1, b: { c: 0, d: 2 } })).toEqual({ b: { c: 1, d: 2 } });
    expect(isNoOp({ $rename: { a: "b" } }, { b: 1 })).toBe(true);
  });

  it("refuses arrays on the way, equal and positional paths", () => {
    expect(failure({ $rename: { "a.0": "b" } }, { a: [1] })).toBe(2);
    expect(failure({ $rename: { b: "a.0" } }, { a: [1], b: 1 })).toBe(2);
    expect(failure({ $rename: { "a.b": "c" } }, { a: 1 })).toBe(28);
    for (const to of ["a", "a.b", 5, "x.$", "x.$[]"]) expect(failure({ $rename: { a: to } })).toBe(2);
    expect(failure({ $rename: { a: "" } })).toBe(56);
    expect(failure({ $rename: { a: "$b" } }, { a: 1 })).toBe(52);
  });
});

describe("$bit", () => {
  it("works on whole numbers, one operation after another", () => {
    expect(updateRaw({ $bit: { n: { or: 5, and: 4 } } }, {})["n"]).toEqual(new Int32(4));
    expect(updateRaw({ $bit: { n: { xor: Long.fromNumber(1) } } }, { n: 1 })["n"]).toEqual(Long.ZERO);
    for (const operand of [1, {}, { not: 1 }, { and: 1.5 }, { and: new Double(1) }]) {
      expect(failure({ $bit: { n: operand } })).toBe(2);
    }
    expect(failure({ $bit: { n: { and: 1 } } }, { n: new Double(1) })).toBe(2);
  });
});

describe("an update", () => {
  it("is refused when two changes meet", () => {
    expect(failure({ $set: { a: 1 }, $inc: { a: 1 } })).toBe(40);
    expect(failure({ $set: { a: 1, "a.b": 1 } })).toBe(40);
    expect(failure({ $rename: { a: "b", b: "c" } })).toBe(40);
  });

  it("has known operators with documents of fields", () => {
    expect(failure({ $foo: { a: 1 } })).toBe(9);
    expect(failure({ $set: { a: 1 }, b: 1 })).toBe(9);
    expect(failure({ $set: 5 })).toBe(9);
    expect(failure(5)).toBe(9);
  });
});
