import { describe, expect, it } from "@jest/globals";
import { Binary, MinKey, ObjectId } from "bson";
import { decimal, double, evaluate, codeOf, int, long, timestamp } from "./evaluate.ts";

/** An object with these fields: `then` would make a literal look like a promise. */
const named = (...fields: readonly (readonly [string, unknown])[]): object => Object.fromEntries(fields);
const branch = (condition: unknown, result: unknown): object => named(["case", condition], ["then", result]);

describe("truth and choice", () => {
  it.each([
    [{ $and: [] }, true],
    [{ $and: [1, "", [], double(Number.NaN)] }, true],
    [{ $and: ["$x", true] }, false],
    [{ $or: [] }, false],
    [{ $or: [0, decimal("0E+5"), null] }, false],
    [{ $not: [new MinKey()] }, false],
    [{ $cond: ["$x", 1, 2] }, int(2)],
    [{ $cond: named(["if", 1], ["then", "a"], ["else", "b"]) }, "a"],
    [{ $ifNull: [null, "$x", 3] }, int(3)],
    [{ $ifNull: [null, "$x"] }, undefined],
    [{ $switch: { branches: [branch(0, 1)], default: 2 } }, int(2)],
    [{ $switch: { branches: [branch("$x", 1), branch(1, 2), branch(1, 3)] } }, int(2)],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it("leaves branches of a $switch unlooked at that are never taken", () => {
    const wrong = { $divide: [1, 0] };
    expect(evaluate({ $switch: { branches: [branch(false, wrong)], default: 1 } })).toEqual(int(1));
    expect(evaluate({ $switch: { branches: [branch(true, 1), branch(wrong, 2)], default: wrong } })).toEqual(int(1));
    expect(codeOf({ $cond: [true, 1, wrong] })).toBe(2);
  });

  it.each([
    [16020, { $cond: [1, 2] }],
    [17080, { $cond: named(["then", 1], ["else", 1]) }],
    [17081, { $cond: { if: 1, else: 1 } }],
    [17082, { $cond: named(["if", 1], ["then", 1]) }],
    [17083, { $cond: { if: 1, more: 1 } }],
    [1257300, { $ifNull: [1] }],
    [40060, { $switch: 1 }],
    [40061, { $switch: { branches: 1 } }],
    [40062, { $switch: { branches: [1] } }],
    [40063, { $switch: { branches: [{ more: 1 }] } }],
    [40064, { $switch: { branches: [named(["then", 1])] } }],
    [40065, { $switch: { branches: [{ case: 1 }] } }],
    [40067, { $switch: { more: 1 } }],
    [40068, { $switch: { branches: [] } }],
    [40069, { $switch: { branches: [branch(false, 1)] } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("comparisons", () => {
  it.each([
    [{ $eq: [1, decimal("1.0")] }, true],
    [{ $eq: [double(Number.NaN), decimal("NaN")] }, true],
    [{ $lt: ["$x", null] }, true],
    [{ $gt: ["a", 9] }, true],
    [
      {
        $cmp: [
          { a: 1, b: 1 },
          { b: 1, a: 1 },
        ],
      },
      int(-1),
    ],
    [{ $gte: [[1, 2], [1]] }, true],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it("follow the collation", () => {
    const collation = { locale: "en", strength: 2 };
    expect(evaluate({ $eq: ["a", "A"] }, { collation })).toBe(true);
    expect(evaluate({ $in: ["a", ["A"]] }, { collation })).toBe(true);
    expect(evaluate({ $setUnion: [["a"], ["A"]] }, { collation })).toEqual(["a"]);
    expect(evaluate({ $max: ["a", "B"] }, { collation })).toBe("B");
    expect(evaluate({ $max: ["a", "B"] })).toBe("a");
  });
});

describe("sets", () => {
  it.each([
    [{ $setUnion: [[1, double(1)], [2]] }, [int(1), int(2)]],
    [{ $setUnion: [[1], null] }, null],
    [
      {
        $setIntersection: [
          [1, 2, 2],
          [long(2), 3],
        ],
      },
      [int(2)],
    ],
    [{ $setIntersection: [] }, []],
    [{ $setDifference: [[1, 2, 1], [2]] }, [int(1)]],
    [
      {
        $setEquals: [
          [1, 2],
          [2, 1, 1],
        ],
      },
      true,
    ],
    [{ $setIsSubset: [[1], [2, 1]] }, true],
    [{ $allElementsTrue: [[1, []]] }, true],
    [{ $anyElementTrue: [[0, null]] }, false],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [17043, { $setUnion: [1] }],
    [17047, { $setIntersection: [[1], "a"] }],
    [17048, { $setDifference: [1, [1]] }],
    [17049, { $setDifference: [[1], 1] }],
    [17045, { $setEquals: [[1]] }],
    [5887502, { $setEquals: [[1], null] }],
    [17046, { $setIsSubset: [null, [1]] }],
    [17042, { $setIsSubset: [[1], 1] }],
    [17040, { $allElementsTrue: 1 }],
    [17041, { $anyElementTrue: null }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("fields by name", () => {
  it("are read, set and removed, whatever the name", () => {
    const document = { "a.b": 1, $c: 2 };
    expect(evaluate({ $getField: "a.b" }, { document })).toEqual(int(1));
    expect(evaluate({ $getField: { field: { $literal: "$c" }, input: "$$ROOT" } }, { document })).toEqual(int(2));
    expect(evaluate({ $getField: { field: "x", input: "text" } })).toBeUndefined();
    expect(evaluate({ $setField: { field: "__proto__", input: {}, value: 1 } })).toEqual(
      JSON.parse('{"__proto__":1}', (key, value) => (key === "__proto__" ? int(1) : value)),
    );
    expect(evaluate({ $setField: { field: "a.b", input: "$$ROOT", value: "$$REMOVE" } }, { document })).toEqual({
      $c: int(2),
    });
    expect(evaluate({ $unsetField: { field: "x", input: { x: 1, y: 2 } } })).toEqual({ y: int(2) });
    expect(evaluate({ $unsetField: { field: "x", input: null } })).toBeNull();
  });

  it("merge, null and missing left out", () => {
    expect(evaluate({ $mergeObjects: [{ a: 1, b: 1 }, null, "$x", { b: 2 }] })).toEqual({ a: int(1), b: int(2) });
    expect(codeOf({ $mergeObjects: [1] })).toBe(40400);
  });

  it.each([
    [3041701, { $getField: { more: 1 } }],
    [3041702, { $getField: {} }],
    [3041703, { $getField: { field: "a" } }],
    [3041704, { $getField: 1 }],
    [4161100, { $setField: 1 }],
    [4161101, { $setField: { more: 1 } }],
    [4161102, { $unsetField: { input: {} } }],
    [4161103, { $setField: { field: "a", input: {} } }],
    [4161109, { $unsetField: { field: "a" } }],
    [4161105, { $setField: { field: "a", input: 1, value: 1 } }],
    [4161106, { $setField: { field: { $concat: ["a"] }, input: {}, value: 1 } }],
    [4161106, { $setField: { field: { a: 1 }, input: {}, value: 1 } }],
    [4161107, { $setField: { field: {}, input: {}, value: 1 } }],
    [4161108, { $setField: { field: "$a", input: {}, value: 1 } }],
    [9534700, { $setField: { field: "\0", input: {}, value: 1 } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("accumulators as expressions", () => {
  it.each([
    [{ $sum: "$a" }, int(6)],
    [{ $sum: ["$a", 4] }, int(4)],
    [{ $sum: [1, "x", long(2)] }, long(3)],
    [{ $sum: [2_147_483_647, 1] }, long(2_147_483_648)],
    [{ $sum: [double(1e15), double(1), double(-1e15), double(0.1)] }, double(1.1)],
    [{ $sum: [double(Infinity), double(-Infinity)] }, double(Number.NaN)],
    [{ $sum: [] }, int(0)],
    [{ $avg: [1, 2] }, double(1.5)],
    [{ $avg: [double(2), decimal("4")] }, decimal("3")],
    [{ $avg: ["x"] }, null],
    [{ $min: "$a" }, int(1)],
    [{ $min: [null, "$x", [3]] }, [int(3)]],
    [{ $max: [decimal("5"), 5] }, decimal("5")],
    [{ $stdDevPop: [1, 3] }, double(1)],
    [{ $stdDevSamp: [1] }, null],
    [{ $firstN: { n: 2, input: "$a" } }, [int(3), int(1)]],
    [{ $lastN: { n: 9, input: "$a" } }, [int(3), int(1), int(2)]],
    [{ $minN: { n: 2, input: "$a" } }, [int(1), int(2)]],
    [{ $maxN: { n: 1, input: [null, 4] } }, [int(4)]],
    [{ $percentile: { input: "$a", p: [0, 0.5, 1], method: "approximate" } }, [double(1), double(2), double(3)]],
    [{ $median: { input: [1, 2, "x"], method: "continuous" } }, double(1.5)],
    [{ $median: { input: "x", method: "approximate" } }, null],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression, { document: { a: [3, 1, 2] } })).toEqual(expected);
  });

  it.each([
    [5787801, { $firstN: 1 }],
    [5787901, { $firstN: { more: 1 } }],
    [5787906, { $minN: { input: [] } }],
    [5787907, { $maxN: { n: 1 } }],
    [5787902, { $lastN: { n: "1", input: [] } }],
    [5787903, { $lastN: { n: double(1.5), input: [] } }],
    [5787908, { $lastN: { n: 0, input: [] } }],
    [5788200, { $lastN: { n: 1, input: 1 } }],
    [40414, { $percentile: { input: 1, p: [1] } }],
    [40415, { $median: { more: 1 } }],
    [7750300, { $percentile: { input: 1, p: "$a", method: "approximate" } }],
    [7750301, { $percentile: { input: 1, p: [], method: "approximate" } }],
    [7750302, { $percentile: { input: 1, p: ["a"], method: "approximate" } }],
    [7750303, { $percentile: { input: 1, p: [2], method: "approximate" } }],
    [2, { $median: { input: 1, method: "exact" } }],
    [14, { $median: { input: 1, method: 1 } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("the rest", () => {
  it("has literals, chance, metadata, sizes and timestamps", () => {
    expect(evaluate({ $literal: { $add: ["$a"] } })).toEqual({ $add: ["$a"] });
    expect(evaluate({ $rand: {} })).toEqual(double(0.25));
    expect(evaluate({ $createObjectId: {} })).toBeInstanceOf(ObjectId);
    expect(evaluate({ $meta: "textScore" })).toBeUndefined();
    expect(evaluate({ $bsonSize: { a: 1 } })).toEqual(int(12));
    expect(evaluate({ $subtype: new Binary(Uint8Array.of(1), 4) })).toEqual(int(4));
    expect(evaluate({ $tsSecond: timestamp(7, 9) })).toEqual(long(7));
    expect(evaluate({ $tsIncrement: timestamp(7, 9) })).toEqual(long(9));
    expect(evaluate({ $tsSecond: null })).toBeNull();
  });

  it("hashes equal numbers of all types alike", () => {
    const hash = evaluate({ $toHashedIndexKey: 5 });
    expect(evaluate({ $toHashedIndexKey: double(5) })).toEqual(hash);
    expect(evaluate({ $toHashedIndexKey: decimal("5.0") })).toEqual(hash);
    expect(evaluate({ $toHashedIndexKey: 6 })).not.toEqual(hash);
  });

  it("refuses scripts and encrypted fields by name", () => {
    expect(() => evaluate({ $function: {} })).toThrow(/\$function/);
    expect(() => evaluate({ $encStrContains: {} })).toThrow(/\$encStrContains/);
  });

  it.each([
    [10065, { $rand: 1 }],
    [3040501, { $rand: { a: 1 } }],
    [17307, { $meta: 1 }],
    [17308, { $meta: "unknown" }],
    [31393, { $bsonSize: 1 }],
    [51276, { $binarySize: 1 }],
    [5687301, { $tsSecond: 1 }],
    [5687302, { $tsIncrement: 1 }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});
