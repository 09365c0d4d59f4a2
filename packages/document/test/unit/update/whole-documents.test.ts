import { describe, expect, it } from "@jest/globals";
import { Double, Timestamp } from "bson";
import { parseFilter } from "../../../src/filter/parse-filter.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { parseUpdate } from "../../../src/update/parse-update.ts";
import { seedDocument } from "../../../src/update/seed-document.ts";
import { exportDocument } from "../../../src/values/import-value.ts";
import { codeOf } from "../filter/matching.ts";
import { failure, isNoOp, scope, update } from "./updating.ts";

describe("a replacement", () => {
  it("keeps the _id and puts it in front", () => {
    const replaced = update({ b: 2 }, { _id: 1, a: 1 });
    expect(replaced).toEqual({ _id: 1, b: 2 });
    expect(Object.keys(replaced)[0]).toBe("_id");
    expect(failure({ _id: 2 }, { _id: 1 })).toBe(66);
    expect(isNoOp({ a: 1 }, { _id: 1, a: 1 })).toBe(true);
    expect(isNoOp({}, { _id: 1 })).toBe(true);
    expect(update({ _id: new Double(1), a: 1 }, { _id: 1 })).toEqual({ _id: 1, a: 1 });
  });

  it("fills in empty timestamps", () => {
    const settings = defaultSettings({ now: new Date(7000) });
    expect(update({ at: new Timestamp({ t: 0, i: 0 }) }, {}, { settings })["at"]).toEqual(
      new Timestamp({ t: 7, i: 1 }),
    );
  });

  it("is for one document and has no operators", () => {
    expect(codeOf(() => parseUpdate({ a: 1 }, { scope, multi: true }))).toBe(9);
    expect(failure({ a: 1, $set: { b: 1 } })).toBe(52);
    expect(failure({ a: 1 }, {}, { arrayFilters: [{ x: 1 }] })).toBe(9);
  });
});

describe("a pipeline", () => {
  it("computes the document from itself", () => {
    expect(update([{ $set: { b: { $add: ["$a", 1] } } }, { $unset: "a" }], { _id: 1, a: 1 })).toEqual({ _id: 1, b: 2 });
    expect(update([{ $replaceWith: { x: "$a" } }], { _id: 1, a: 1 })).toEqual({ _id: 1, x: 1 });
    expect(isNoOp([{ $set: { a: "$a" } }], { _id: 1, a: 1 })).toBe(true);
    expect(failure([{ $set: { _id: 2 } }], { _id: 1 })).toBe(66);
    expect(failure([{ $set: { a: 1 } }], {}, { arrayFilters: [{ x: 1 }] })).toBe(9);
  });
});

describe("the seed of an upsert", () => {
  const seed = (filter: object): object => exportDocument(seedDocument(parseFilter(filter, scope)));

  it("has the fields that the filter fixes", () => {
    expect(seed({ a: 1, "b.c": { $eq: 2 } })).toEqual({ a: 1, b: { c: 2 } });
    expect(seed({ $and: [{ a: 1 }, { b: { $in: [2] } }], c: { $all: [3] } })).toEqual({ a: 1, b: 2, c: 3 });
    expect(seed({ $or: [{ a: 1 }] })).toEqual({ a: 1 });
  });

  it("has none of the others", () => {
    expect(seed({ a: { $gt: 1 }, $or: [{ b: 1 }, { c: 1 }], d: { $in: [1, 2] }, e: /x/, f: { $ne: 1 } })).toEqual({});
  });

  it("has only the _id for a replacement, and that as a whole", () => {
    const ids = (filter: object): object => exportDocument(seedDocument(parseFilter(filter, scope), "replace"));
    expect(ids({ _id: 1, a: 2, "a.b": 3 })).toEqual({ _id: 1 });
    expect(codeOf(() => ids({ "_id.x": 1 }))).toBe(111);
  });

  it("cannot have a field twice", () => {
    expect(codeOf(() => seed({ $and: [{ a: 1 }, { a: 2 }] }))).toBe(54);
    expect(codeOf(() => seed({ a: { b: 1 }, "a.c": 2 }))).toBe(54);
  });
});
