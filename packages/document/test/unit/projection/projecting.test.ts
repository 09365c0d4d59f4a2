import { describe, expect, it } from "@jest/globals";
import { parseFilter } from "../../../src/filter/parse-filter.ts";
import { matchedPosition } from "../../../src/filter/match.ts";
import { metaOf, setMeta } from "../../../src/metadata.ts";
import { addFields, parseAddFields } from "../../../src/projection/add-fields.ts";
import { parseProjection } from "../../../src/projection/parse-projection.ts";
import { parseUnset } from "../../../src/projection/parse-unset.ts";
import { project } from "../../../src/projection/project.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { exportDocument, importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";
import { codeOf } from "../filter/matching.ts";

const scope = { variables: new Set<string>() };
const settings = defaultSettings();

function find(projection: object, document: Document, filter: object = {}): Document {
  const imported = importDocument(document);
  const parsed = parseProjection(projection, { scope, find: true });
  const position = matchedPosition(parseFilter(filter, scope), imported, settings);
  return exportDocument(project(parsed, imported, settings, position));
}

function stage(projection: object, document: Document): Document {
  return exportDocument(
    project(parseProjection(projection, { scope, find: false }), importDocument(document), settings),
  );
}

const refusal = (projection: unknown, isFind = true): number | string | undefined =>
  codeOf(() => parseProjection(projection, { scope, find: isFind }));

const document = { _id: 1, a: { b: 1, c: 2 }, list: [{ b: 1, c: 2 }, 5, [{ b: 3 }]], n: 7 };

describe("inclusion", () => {
  it("keeps the named fields and _id", () => {
    expect(find({ n: 1 }, document)).toEqual({ _id: 1, n: 7 });
    expect(find({ n: true, _id: 0 }, document)).toEqual({ n: 7 });
    expect(find({ _id: 1 }, document)).toEqual({ _id: 1 });
    expect(find({ "a.b": 1 }, document)).toEqual({ _id: 1, a: { b: 1 } });
    expect(find({ a: { $id: 1 } }, { a: { $ref: "x", $id: 2 } })).toEqual({ a: { $id: 2 } });
    expect(find({ a: { b: 1 } }, document)).toEqual({ _id: 1, a: { b: 1 } });
  });

  it("goes through arrays of any depth and drops their scalars", () => {
    expect(find({ "list.b": 1 }, document)).toEqual({ _id: 1, list: [{ b: 1 }, [{ b: 3 }]] });
    expect(find({ "n.x": 1 }, document)).toEqual({ _id: 1 });
  });
});

describe("exclusion", () => {
  it("keeps all but the named fields", () => {
    expect(find({ list: 0, "a.b": 0 }, document)).toEqual({ _id: 1, a: { c: 2 }, n: 7 });
    expect(find({ _id: 0 }, { _id: 1, n: 7 })).toEqual({ n: 7 });
    expect(find({ n: 0, _id: 1 }, { _id: 1, n: 7 })).toEqual({ _id: 1 });
    expect(find({ "list.b": 0 }, document)["list"]).toEqual([{ c: 2 }, 5, [{}]]);
    expect(find({}, document)).toEqual(document);
  });
});

describe("computed fields", () => {
  it("are evaluated on the document before", () => {
    expect(stage({ n: "$a.b", m: "$n" }, document)).toEqual({ _id: 1, n: 1, m: 7 });
    expect(stage({ "list.b": { $literal: 0 } }, { list: [{ b: 1, c: 1 }, 5, null] })).toEqual({
      list: [{ b: 0 }, { b: 0 }, { b: 0 }],
    });
    expect(stage({ n: 1, gone: "$$REMOVE" }, document)).toEqual({ _id: 1, n: 7 });
    expect(find({ n: "text" }, document)).toEqual({ _id: 1, n: "text" });
  });
});

describe("a projection", () => {
  it("cannot mix what stays with what goes", () => {
    expect(refusal({ a: 0, b: 1 })).toBe(31_253);
    expect(refusal({ a: 1, b: 0 })).toBe(31_254);
    expect(refusal({ a: { x: 1, y: 0 } })).toBe(31_254);
    expect(refusal({ a: 0, b: "$a" })).toBe(31_310);
    expect(refusal({ a: 0, b: { $add: [1, 2] } })).toBe(31_252);
  });

  it("cannot name a path twice", () => {
    expect(refusal({ a: 1, "a.b": 1 })).toBe(31_249);
    expect(refusal({ "a.b": 1, a: 1 })).toBe(31_250);
    expect(refusal({ "a.b": 1, a: { b: 1 } })).toBe(31_250);
    expect(refusal({ "a.b": 1, a: { b: { c: 1 } } })).toBe(31_250);
    expect(refusal({ _id: 1, "_id.a": 1 })).toBe(31_249);
    expect(refusal({ a: 0, "a.b": 1 })).toBe(31_249);
  });

  it("has good names and values", () => {
    expect(refusal({ "": 1 })).toBe(40_352);
    expect(refusal({ "a.": 1 })).toBe(40_353);
    expect(refusal({ "a..b": 1 })).toBe(15_998);
    expect(refusal({ $a: 1 })).toBe(16_410);
    expect(refusal({ a: {} })).toBe(51_270);
    expect(refusal({ a: { $foo: 1 } })).toBe(31_325);
    expect(refusal({ a: { $add: [1, 2], x: 1 } })).toBe(16_410);
    expect(refusal({}, false)).toBe(51_272);
    expect(refusal(5, false)).toBe(15_969);
  });

  it("keeps the metadata of the document", () => {
    const marked: Document = { _id: 1, n: 2 };
    setMeta(marked, { textScore: 1.5 });
    const parsed = parseProjection({ n: 1 }, { scope, find: true });
    expect(metaOf(project(parsed, marked, settings)).textScore).toBe(1.5);
  });
});

describe("$slice of a find", () => {
  const a = [1, 2, 3, 4];

  it("cuts an array and leaves all other fields", () => {
    expect(find({ a: { $slice: 2 } }, { a, n: 1 })).toEqual({ a: [1, 2], n: 1 });
    expect(find({ a: { $slice: -1 } }, { a })).toEqual({ a: [4] });
    expect(find({ a: { $slice: [1, 2] } }, { a })).toEqual({ a: [2, 3] });
    expect(find({ a: { $slice: [-9, 2] } }, { a })).toEqual({ a: [1, 2] });
    expect(find({ a: { $slice: 1 } }, { a: "x" })).toEqual({ a: "x" });
    expect(find({ a: { $slice: 1 }, _id: 1 }, { _id: 1, a, n: 1 })).toEqual({ _id: 1, a: [1] });
    expect(find({ a: { $slice: 1 }, b: { $elemMatch: { $gt: 1 } } }, { a, b: [1, 2], n: 1 })).toEqual({
      a: [1],
      b: [2],
      n: 1,
    });
    expect(find({ a: { $slice: 1 }, n: 1 }, { a, n: 1, m: 1 })).toEqual({ a: [1], n: 1 });
    expect(find({ "o.a": { $slice: 1 } }, { o: [{ a }] })).toEqual({ o: [{ a: [1] }] });
  });

  it("is the expression when it has other arguments", () => {
    expect(find({ b: { $slice: ["$a", 1, 2] } }, { a })).toEqual({ b: [2, 3] });
    expect(refusal({ a: { $slice: "x" } })).toBe(28_667);
    expect(stage({ a: { $slice: ["$a", 1] } }, { a })).toEqual({ a: [1] });
  });
});

describe("$elemMatch of a find", () => {
  it("keeps the first item that matches and only that", () => {
    expect(find({ a: { $elemMatch: { $gt: 1 } } }, { _id: 1, a: [1, 2, 3], n: 1 })).toEqual({ _id: 1, a: [2] });
    expect(find({ a: { $elemMatch: { x: 2 } } }, { _id: 1, a: [{ x: 1 }, { x: 2, y: 1 }] })).toEqual({
      _id: 1,
      a: [{ x: 2, y: 1 }],
    });
    expect(find({ a: { $elemMatch: { $gt: 9 } } }, { _id: 1, a: [1] })).toEqual({ _id: 1 });
    expect(find({ a: { $elemMatch: { $gt: 1 } }, n: 0 }, { a: [2], n: 1, m: 1 })).toEqual({ a: [2], m: 1 });
  });

  it("is refused on nested fields, beside a positional $ and with other operands", () => {
    expect(refusal({ a: { $elemMatch: 1 } })).toBe(31_274);
    expect(refusal({ "a.b": { $elemMatch: { x: 1 } } })).toBe(31_275);
    expect(refusal({ "b.$": 1, a: { $elemMatch: { x: 1 } } })).toBe(31_255);
    expect(refusal({ a: { $elemMatch: { x: 1 } }, "b.$": 1 })).toBe(31_256);
    expect(refusal({ a: { $elemMatch: { x: { $near: [0, 0] } } } })).toBe(5_626_500);
    expect(refusal({ a: { $elemMatch: { x: 1 } } }, false)).toBe(168);
  });
});

describe("a positional $", () => {
  it("keeps the item that the filter matched", () => {
    expect(find({ "a.$": 1 }, { _id: 1, a: [1, 5, 6] }, { a: { $gt: 2 } })).toEqual({ _id: 1, a: [5] });
    expect(find({ "o.a.$": 1 }, { o: { a: [1, 5], b: 1 } }, { "o.a": 5 })).toEqual({ o: { a: [5] } });
    expect(find({ "a.$": 1 }, { a: "x" }, { a: "x" })).toEqual({ a: "x" });
  });

  it("needs a match in an array", () => {
    expect(codeOf(() => find({ "a.$": 1 }, { a: [1] }, {}))).toBe(51_246);
    expect(codeOf(() => find({ "a.$": 1 }, { a: [1], b: [1, 2] }, { b: 2 }))).toBe(51_247);
  });

  it("is refused elsewhere", () => {
    expect(refusal({ "a.$.b": 1 })).toBe(31_394);
    expect(refusal({ "a.$": "x" })).toBe(31_308);
    expect(refusal({ "a.$": { $literal: 1 } })).toBe(31_271);
    expect(refusal({ ".$": 1 })).toBe(5_392_900);
    expect(refusal({ "a.$.b": 1 }, false)).toBe(31_394);
    expect(refusal({ "a.$": 0 })).toBe(31_395);
    expect(refusal({ "a.$": 1, "b.$": 1 })).toBe(31_276);
    expect(refusal({ "a.$": 1 }, false)).toBe(31_324);
  });
});

describe("$addFields and $set", () => {
  const add = (fields: object, to: Document): Document =>
    exportDocument(addFields(parseAddFields(fields, scope, "$set"), importDocument(to), settings));
  const fault = (fields: unknown): unknown => codeOf(() => parseAddFields(fields, scope, "$set"));

  it("add fields, into documents and into every item of arrays", () => {
    expect(add({ "a.x": 1 }, { a: { b: 2 } })).toEqual({ a: { b: 2, x: 1 } });
    expect(add({ a: { x: 1 } }, { a: { b: 2 } })).toEqual({ a: { b: 2, x: 1 } });
    expect(add({ a: {} }, { a: { b: 2 } })).toEqual({ a: {} });
    expect(add({ "a.x": 1 }, { a: [{ b: 2 }, 5, [null]] })).toEqual({ a: [{ b: 2, x: 1 }, { x: 1 }, [{ x: 1 }]] });
    expect(add({ a: "$b", b: "$a" }, { a: 1, b: 2 })).toEqual({ a: 2, b: 1 });
    expect(add({ a: "$$REMOVE" }, { a: 1, b: 2 })).toEqual({ b: 2 });
    expect(add({}, { a: 1 })).toEqual({ a: 1 });
  });

  it("are refused with paths that meet and bad names", () => {
    expect(fault([1])).toBe(40_272);
    expect(fault({ a: 1, "a.b": 2 })).toBe(40_176);
    expect(fault({ a: { $add: [1], x: 1 } })).toBe(40_181);
    expect(fault({ a: { x: 1, $add: [1] } })).toBe(40_182);
    expect(fault({ a: { "x.y": 1 } })).toBe(40_183);
    expect(fault({ $a: 1 })).toBe(16_410);
    expect(fault({ "a.": 1 })).toBe(40_353);
  });
});

describe("$unset of a pipeline", () => {
  it("removes fields by names", () => {
    expect(exportDocument(project(parseUnset(["a.b", "n"]), importDocument(document), settings))).toEqual({
      _id: 1,
      a: { c: 2 },
      list: document.list,
    });
  });

  it("refuses what are no names", () => {
    expect(codeOf(() => parseUnset(5))).toBe(31_002);
    expect(codeOf(() => parseUnset([]))).toBe(31_119);
    expect(codeOf(() => parseUnset(["a", 5]))).toBe(31_120);
    expect(codeOf(() => parseUnset(["a", "a"]))).toBe(31_250);
    expect(codeOf(() => parseUnset(["a", "a.b"]))).toBe(31_249);
    expect(codeOf(() => parseUnset(["$a"]))).toBe(16_410);
  });
});
