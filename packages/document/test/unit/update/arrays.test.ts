import { describe, expect, it } from "@jest/globals";
import { Double, Long } from "bson";
import { parseCollation } from "../../../src/collation.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { failure, isNoOp, update } from "./updating.ts";

describe("$push", () => {
  it("adds an item, also one that is an array, and makes the array", () => {
    expect(update({ $push: { a: 2 } }, { a: [1] })).toEqual({ a: [1, 2] });
    expect(update({ $push: { a: [2] } }, {})).toEqual({ a: [[2]] });
    expect(update({ $push: { a: { $sort: 1 } } }, {})).toEqual({ a: [{ $sort: 1 }] });
  });

  it("inserts, sorts and cuts, in this order", () => {
    expect(update({ $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 2] })).toEqual({ a: [1, 9, 2] });
    expect(update({ $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 2] })).toEqual({ a: [1, 9, 2] });
    expect(update({ $push: { a: { $each: [9], $position: -7 } } }, { a: [1, 2] })).toEqual({ a: [9, 1, 2] });
    expect(update({ $push: { a: { $each: [3, 0], $sort: -1, $slice: 2 } } }, { a: [1, 2] })).toEqual({ a: [3, 2] });
    expect(update({ $push: { a: { $each: [], $slice: -1 } } }, { a: [1, 2] })).toEqual({ a: [2] });
    expect(update({ $push: { a: { $each: [], $slice: 0 } } }, { a: [1, 2] })).toEqual({ a: [] });
  });

  it("sorts documents by fields; what is missing counts as null", () => {
    const a = [{ n: 2, m: { k: 1 } }, 7, { n: 1, m: { k: 2 } }];
    expect(update({ $push: { a: { $each: [], $sort: { n: 1 } } } }, { a })["a"]).toEqual([a[1], a[2], a[0]]);
    expect(update({ $push: { a: { $each: [], $sort: { "m.k": -1 } } } }, { a })["a"]).toEqual([a[2], a[0], a[1]]);
  });

  it("counts as a change whenever it sorts or adds", () => {
    expect(isNoOp({ $push: { a: { $each: [], $sort: 1 } } }, { a: [1, 2] })).toBe(false);
    expect(isNoOp({ $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] })).toBe(false);
    expect(isNoOp({ $push: { a: { $each: [], $slice: 2 } } }, { a: [1, 2] })).toBe(true);
  });

  it("refuses modifiers that are not as they must be", () => {
    for (const modifiers of [
      { $each: 1 },
      { $each: [], $foo: 1 },
      { $each: [], $slice: 1.5 },
      { $each: [], $slice: null },
      { $each: [], $position: "1" },
      { $each: [], $sort: 2 },
      { $each: [], $sort: {} },
      { $each: [], $sort: { a: 0 } },
      { $each: [], $sort: { "a.": 1 } },
    ]) {
      expect(failure({ $push: { a: modifiers } })).toBe(2);
    }
    expect(failure({ $push: { a: 1 } }, { a: 1 })).toBe(2);
    expect(failure({ $push: { a: 1 } }, { a: null })).toBe(2);
  });
});

describe("$addToSet", () => {
  it("adds what is not there, by value and order of fields", () => {
    expect(isNoOp({ $addToSet: { a: new Double(1) } }, { a: [1] })).toBe(true);
    expect(update({ $addToSet: { a: { $each: [2, 2, 1] } } }, { a: [1, 1] })).toEqual({ a: [1, 1, 2] });
    expect(update({ $addToSet: { a: { y: 1, x: 1 } } }, { a: [{ x: 1, y: 1 }] })["a"]).toHaveLength(2);
    expect(update({ $addToSet: { a: { $each: [] } } }, {})).toEqual({ a: [] });
  });

  it("goes by the collation", () => {
    const settings = defaultSettings({ collation: parseCollation({ locale: "en", strength: 2 }) });
    expect(isNoOp({ $addToSet: { a: "X" } }, { a: ["x"] }, { settings })).toBe(true);
    expect(update({ $pull: { a: "X" } }, { a: ["x", "y"] }, { settings })).toEqual({ a: ["y"] });
  });

  it("refuses other operands and fields", () => {
    expect(failure({ $addToSet: { a: { $each: 1 } } })).toBe(14);
    expect(failure({ $addToSet: { a: { $each: [], $slice: 1 } } })).toBe(2);
    expect(failure({ $addToSet: { a: 1 } }, { a: "x" })).toBe(2);
  });
});

describe("$pop", () => {
  it("takes the last or the first item", () => {
    expect(update({ $pop: { a: 1 } }, { a: [1, 2, 3] })).toEqual({ a: [1, 2] });
    expect(update({ $pop: { a: Long.fromNumber(-1) } }, { a: [1, 2, 3] })).toEqual({ a: [2, 3] });
    expect(isNoOp({ $pop: { a: 1 } }, { a: [] })).toBe(true);
    expect(isNoOp({ $pop: { "a.b": 1 } }, {})).toBe(true);
  });

  it("refuses other operands and fields", () => {
    for (const operand of [0, 2, 1.5, "1", null]) expect(failure({ $pop: { a: operand } })).toBe(9);
    expect(failure({ $pop: { a: 1 } }, { a: 1 })).toBe(14);
    expect(failure({ $pop: { "a.b": 1 } }, { a: 1 })).toBe(28);
  });
});

describe("$pull and $pullAll", () => {
  it("remove by value, by tests of the item and by a filter of its fields", () => {
    expect(update({ $pull: { a: 1 } }, { a: [1, new Double(1), [1], "1"] })).toEqual({ a: [[1], "1"] });
    expect(update({ $pull: { a: { $gt: 2, $lt: 5 } } }, { a: [1, 3, 9] })).toEqual({ a: [1, 9] });
    expect(update({ $pull: { a: /^x/ } }, { a: ["xy", "y"] })).toEqual({ a: ["y"] });
    expect(update({ $pull: { a: { n: { $gte: 2 } } } }, { a: [{ n: 1 }, { n: 2, m: 1 }, 2] })).toEqual({
      a: [{ n: 1 }, 2],
    });
    expect(update({ $pull: { a: { $or: [{ n: 1 }, { n: 2 }] } } }, { a: [{ n: 1 }, { n: 3 }] })).toEqual({
      a: [{ n: 3 }],
    });
    expect(update({ $pull: { a: {} } }, { a: [{ n: 1 }, 5] })).toEqual({ a: [5] });
    expect(update({ $pullAll: { a: [{ n: 1 }, 2] } }, { a: [{ n: 1 }, { n: 1, m: 1 }, 2] })).toEqual({
      a: [{ n: 1, m: 1 }],
    });
  });

  it("do nothing where nothing is", () => {
    expect(isNoOp({ $pull: { a: 1 } }, {})).toBe(true);
    expect(isNoOp({ $pullAll: { a: [7] } }, { a: [1] })).toBe(true);
  });

  it("refuse other operands and fields", () => {
    expect(failure({ $pullAll: { a: 1 } })).toBe(2);
    expect(failure({ $pull: { a: 1 } }, { a: 1 })).toBe(2);
    expect(failure({ $pull: { "a.b": 1 } }, { a: 1 })).toBe(28);
    expect(failure({ $pull: { a: { $foo: 1 } } })).toBe(2);
    expect(failure({ $pull: { a: { $eq: 1 } } })).toBe(2);
    expect(failure({ $pull: { a: { $expr: true } } })).toBe(224);
    expect(failure({ $pull: { a: { b: { $near: [0, 0] } } } })).toBe(5_626_500);
  });
});

describe("positional paths", () => {
  it("name the item that the query found", () => {
    expect(update({ $set: { "a.$": 9 } }, { a: [1, 2] }, { query: { a: 2 } })).toEqual({ a: [1, 9] });
    expect(update({ $inc: { "a.$.n": 1 } }, { a: [{ n: 1 }] }, { query: { "a.n": 1 } })).toEqual({ a: [{ n: 2 }] });
    expect(failure({ $set: { "a.$": 9 } }, { a: [1, 2] })).toBe(2);
  });

  it("name all items, or those that an array filter chooses", () => {
    expect(update({ $inc: { "a.$[]": 1 } }, { a: [1, 2] })).toEqual({ a: [2, 3] });
    expect(isNoOp({ $set: { "a.$[]": 1 } }, { a: [] })).toBe(true);
    const document = {
      a: [
        { k: "x", b: [1, 5] },
        { k: "y", b: [5] },
      ],
    };
    expect(
      update({ $set: { "a.$[one].b.$[high]": 0 } }, document, {
        arrayFilters: [{ "one.k": "x" }, { high: { $gt: 3 } }],
      }),
    ).toEqual({
      a: [
        { k: "x", b: [1, 0] },
        { k: "y", b: [5] },
      ],
    });
  });

  it("refuse what is no array", () => {
    expect(failure({ $set: { "a.$[]": 1 } }, {})).toBe(2);
    expect(failure({ $set: { "a.$[]": 1 } }, { a: { b: 1 } })).toBe(2);
    expect(failure({ $set: { "$[]": 1 } }, {})).toBe(2);
    expect(failure({ $set: { "a.$.b.$": 1 } }, {})).toBe(2);
  });

  it("refuse two changes of one item", () => {
    expect(failure({ $set: { "a.$[]": 1, "a.0": 2 } }, { a: [1] })).toBe(40);
    expect(update({ $set: { "a.$[].x": 1, "a.0.y": 2 } }, { a: [{}, {}] })).toEqual({ a: [{ x: 1, y: 2 }, { x: 1 }] });
  });

  it("refuse array filters that are not used, not there, or not of one good name", () => {
    expect(failure({ $set: { "a.$[x]": 1 } }, {})).toBe(2);
    expect(failure({ $set: { a: 1 } }, {}, { arrayFilters: [{ x: 1 }] })).toBe(9);
    expect(failure({ $set: { "a.$[x]": 1 } }, {}, { arrayFilters: [{ x: 1 }, { x: 2 }] })).toBe(9);
    expect(failure({ $set: { "a.$[x]": 1 } }, {}, { arrayFilters: [{ x: 1, y: 2 }] })).toBe(9);
    expect(failure({ $set: { "a.$[x]": 1 } }, {}, { arrayFilters: [{}] })).toBe(9);
    expect(failure({ $set: { "a.$[X]": 1 } }, {}, { arrayFilters: [{ X: 1 }] })).toBe(2);
  });
});
