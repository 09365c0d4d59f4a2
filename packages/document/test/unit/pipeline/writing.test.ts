import { DatabaseError } from "@db/core";
import { describe, expect, it } from "@jest/globals";
import { imported, refusal, runIn, type Collections } from "./running.ts";
import { exportDocument } from "../../../src/values/import-value.ts";

/** What a collection has after a pipeline, or the code that it failed with. */
async function after(pipeline: object[], given: Record<string, object[]>, name = "store"): Promise<unknown> {
  const collections: Collections = imported(given);
  try {
    expect(await runIn(pipeline, collections)).toEqual([]);
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    return error.nativeCode;
  }
  return (collections[name] ?? []).map(exportDocument);
}

describe("$out", () => {
  it("takes the place of what was there", async () => {
    expect(await after([{ $out: "store" }], { items: [{ _id: 1 }], store: [{ _id: 9 }] })).toEqual([{ _id: 1 }]);
    expect(
      await after([{ $match: { _id: 2 } }, { $out: "items" }], { items: [{ _id: 1 }, { _id: 2 }] }, "items"),
    ).toEqual([{ _id: 2 }]);
  });

  it("stays in its database", async () => {
    expect(await after([{ $out: { db: "shop", coll: "store" } }], { items: [{ _id: 1 }] })).toEqual([{ _id: 1 }]);
    expect(await after([{ $out: { db: "other", coll: "store" } }], { items: [] })).toBe(238);
  });

  it("refuses what is wrong", () => {
    const codes = [1, "", "$a", "system.a", { coll: "a" }, { db: "a", coll: 1 }, { db: "a.b", coll: "a" }].map(
      (given) => refusal([{ $out: given }]),
    );
    expect(codes).toEqual([16990, 73, 20, 17385, 40414, 14, 73]);
    expect(refusal([{ $out: { db: "admin", coll: "a" } }])).toBe(31321);
    expect(refusal([{ $out: { db: "a", coll: "a", other: 1 } }])).toBe(40415);
  });
});

describe("$merge", () => {
  const merge = (options: object = {}): object => ({ $merge: { into: "store", ...options } });
  const store = [{ _id: 1, code: "x", a: 1, b: 1 }];

  it("sets the fields of a document that is there and inserts the others", async () => {
    expect(await after([merge()], { items: [{ _id: 1, a: 2 }, { _id: 2 }], store })).toEqual([
      { _id: 1, code: "x", a: 2, b: 1 },
      { _id: 2 },
    ]);
  });

  it("has other ways for what is there", async () => {
    const items = [{ _id: 1, a: 2 }];
    expect(await after([merge({ whenMatched: "replace" })], { items, store })).toEqual([{ _id: 1, a: 2 }]);
    expect(await after([merge({ whenMatched: "keepExisting" })], { items, store })).toEqual(store);
    expect(await after([merge({ whenMatched: "fail" })], { items, store })).toBe(11000);
    const pipeline = [{ $set: { a: { $add: ["$a", "$$new.a", "$$more"] } } }];
    expect(await after([merge({ whenMatched: pipeline, let: { more: 10 } })], { items, store })).toEqual([
      { _id: 1, code: "x", a: 13, b: 1 },
    ]);
  });

  it("has other ways for what is not there", async () => {
    const items = [{ _id: 2 }];
    expect(await after([merge({ whenNotMatched: "discard" })], { items, store })).toEqual(store);
    expect(await after([merge({ whenNotMatched: "fail" })], { items, store })).toBe(13113);
  });

  it("goes by the fields of a unique index", async () => {
    expect(await after([merge({ on: "code" })], { items: [{ code: "x", a: 5 }], store })).toEqual([
      { _id: 1, code: "x", a: 5, b: 1 },
    ]);
    expect(await after([merge({ on: "code" })], { items: [{ _id: 7, code: "x" }], store })).toBe(66);
    expect(await after([merge({ on: "code" })], { items: [{ code: ["x"] }], store })).toBe(51185);
    expect(await after([merge({ on: "a" })], { items: [], store })).toBe(51183);
  });

  it("does not know a variable that has no value", async () => {
    const options = { whenMatched: [{ $set: { c: "$$v" } }], let: { v: "$none" } };
    expect(await after([merge(options)], { items: [{ _id: 1 }], store })).toBe(17276);
  });

  it("refuses what is wrong", () => {
    const given: [unknown, number][] = [
      [1, 14],
      [{}, 40414],
      [{ into: 1 }, 51178],
      [{ into: "" }, 5786800],
      [{ into: {} }, 5786801],
      [{ into: { coll: 1 } }, 14],
      [{ into: "system.a" }, 31319],
      [{ into: { db: "config", coll: "a" } }, 31320],
      [{ into: "a", on: 1 }, 51186],
      [{ into: "a", on: [1] }, 51134],
      [{ into: "a", on: [] }, 51187],
      [{ into: "a", on: ["b", "b"] }, 31465],
      [{ into: "a", whenMatched: 1 }, 51191],
      [{ into: "a", whenMatched: "x" }, 2],
      [{ into: "a", whenMatched: [1] }, 14],
      [{ into: "a", whenMatched: [{ $match: {} }] }, 72],
      [{ into: "a", whenNotMatched: 1 }, 14],
      [{ into: "a", whenNotMatched: "x" }, 2],
      [{ into: "a", whenMatched: "fail", whenNotMatched: "discard" }, 51181],
      [{ into: "a", let: {} }, 51199],
      [{ into: "a", let: { new: 1 }, whenMatched: [] }, 51273],
      [{ into: "a", other: 1 }, 40415],
    ];
    for (const [spec, code] of given) expect(refusal([{ $merge: spec }])).toBe(code);
  });
});
