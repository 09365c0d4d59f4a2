import { describe, expect, it } from "@jest/globals";
import { Int32 } from "bson";
import { indexKeys } from "../../../src/indexes/index-keys.ts";
import { importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";

const keysOf = (fields: readonly string[], document: Document, options: Document = {}): string[] =>
  indexKeys({
    name: "i",
    key: Object.fromEntries(fields.map((field) => [field, new Int32(1)])),
    options: importDocument(options),
  }).keysOf(importDocument(document));

describe("the keys of an index", () => {
  it("are one for each item of an array", () => {
    expect(keysOf(["a"], { a: [1, 2, 2] })).toHaveLength(2);
    expect(keysOf(["a", "b"], { a: [1, 2], b: 3 })).toHaveLength(2);
    expect(keysOf(["a.b"], { a: [{ b: 1 }, { b: [2, 3] }, {}] })).toHaveLength(4);
    expect(keysOf(["a.0"], { a: [7, 8] })).toEqual(keysOf(["a"], { a: 7 }));
  });

  it("are those of null where a field is missing, and of its own for an empty array", () => {
    expect(keysOf(["a"], {})).toEqual(keysOf(["a"], { a: null }));
    expect(keysOf(["a"], { a: [] })).not.toEqual(keysOf(["a"], { a: null }));
    expect(keysOf(["a"], { a: 1 })).toEqual(keysOf(["a"], { a: 1n }));
  });

  it("leave out what a sparse or partial index has not", () => {
    expect(keysOf(["a", "b"], { c: 1 }, { sparse: true })).toEqual([]);
    expect(keysOf(["a", "b"], { b: 1 }, { sparse: true })).toHaveLength(1);
    expect(keysOf(["a"], { a: 1 }, { partialFilterExpression: { a: { $gt: 5 } } })).toEqual([]);
  });

  it("go by the collation", () => {
    const options = { collation: { locale: "en", strength: 2 } };
    const index = indexKeys({ name: "i", key: { a: new Int32(1) }, options: importDocument(options) });
    expect(index.keysOf({ a: "Ada" })).toEqual(index.keysOf({ a: "ADA" }));
  });

  it("are refused for arrays in two fields, but not for arrays in each other", () => {
    expect(() => keysOf(["a", "b"], { a: [1], b: [2] })).toThrow(expect.objectContaining({ nativeCode: 171 }));
    expect(keysOf(["a.b", "a.c"], { a: [{ b: 1, c: 2 }] }).length).toBeGreaterThan(0);
  });
});
