import { describe, expect, it } from "@jest/globals";
import { Double, Int32 } from "@db/document";
import { defaultSettings, parseUpdate } from "@db/document/engine";
import { compileUpdate } from "../../src/compile/update.ts";

const settings = defaultSettings({ now: new Date(5) });

function compiled(update: unknown, arrayFilters: readonly unknown[] = []): unknown {
  const plan = parseUpdate(update, { scope: { variables: new Set() }, multi: false, arrayFilters });
  const text = compileUpdate(plan, settings);
  return text === undefined ? undefined : JSON.parse(text);
}

describe("an update for the server", () => {
  it("has the stored form of paths and values, and what is made where there is none", () => {
    expect(compiled({ $set: { "a.$b": new Double(1) } })).toEqual([
      { operator: "$set", path: ["a", "$$b"], operand: 1, made: 1 },
    ]);
    expect(compiled({ $mul: { n: 3 }, $unset: { b: "" }, $pop: { c: 1 } })).toEqual([
      { operator: "$unset", path: ["b"], operand: null },
      { operator: "$pop", path: ["c"], operand: 1 },
      { operator: "$mul", path: ["n"], operand: 3, made: 0 },
    ]);
    expect(compiled({ $currentDate: { at: true } })).toEqual([
      { operator: "$currentDate", path: ["at"], operand: { $date: 5 }, made: { $date: 5 } },
    ]);
    expect(compiled({ $setOnInsert: { a: 1 } })).toEqual([]);
  });

  it("is left to the evaluator where names alone do not lead to the field", () => {
    for (const path of ["a.0", "a.01", "0", "a.$", "a.$[]", "$a", "_id", "_id.a"]) {
      expect(compiled({ $set: { [path]: 1 } })).toBeUndefined();
    }
    expect(compiled({ $set: { "a.$[x]": 1 } }, [{ x: 2 }])).toBeUndefined();
    expect(compiled({ $rename: { a: "b.0" } })).toBeUndefined();
    expect(compiled({ $rename: { a: "_id" } })).toBeUndefined();
    expect(compiled({ $set: { a: 1, "b.1": 2 } })).toBeUndefined();
  });

  it("is left to the evaluator where it is no list of changes that the server knows", () => {
    expect(compiled([{ $set: { a: 1 } }])).toBeUndefined();
    expect(compiled({ a: 1 })).toBeUndefined();
    expect(compiled({ $pull: { a: { $gt: 1 } } })).toBeUndefined();
    expect(compiled({ $pull: { a: { b: 1 } } })).toBeUndefined();
    expect(compiled({ $push: { a: { $each: [], $sort: { b: 1, c: -1 } } } })).toBeUndefined();
    expect(compiled({ $push: { a: { $each: [], $sort: { b: 1, c: 1 } } } })).toBeDefined();
  });

  it("is left to the evaluator when a value would lie too deep", () => {
    let deep: unknown = new Int32(1);
    for (let n = 0; n < 90; n++) deep = [deep];
    expect(compiled({ $set: { a: deep } })).toBeUndefined();
  });
});
