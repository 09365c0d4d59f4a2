import { describe, expect, it } from "@jest/globals";
import { refusal } from "./running.ts";

const within = (depth: number): object[] =>
  depth === 0 ? [] : [{ $unionWith: { coll: "more", pipeline: within(depth - 1) } }];

describe("a pipeline", () => {
  it("is an array of documents with one field each, the name of a stage", () => {
    expect(refusal({})).toBe(14);
    expect(refusal(["$count"])).toBe(14);
    expect(refusal([{}])).toBe(40323);
    expect(refusal([{ $skip: 1, $limit: 1 }])).toBe(40323);
    expect(refusal([{ $filter: {} }])).toBe(40324);
    expect(refusal([{ skip: 1 }])).toBe(40324);
    expect(refusal([])).toBeUndefined();
  });

  it("names every stage that it does not know before it reads any", () => {
    expect(refusal([{ $limit: -1 }, { $nothing: {} }])).toBe(40324);
  });

  it("has stages that tell of a collection at its beginning", () => {
    expect(refusal([{ $indexStats: {} }, { $limit: 1 }])).toBeUndefined();
    expect(refusal([{ $limit: 1 }, { $indexStats: {} }])).toBe(40602);
    expect(refusal([{ $limit: 1 }, { $geoNear: {} }])).toBe(40602);
  });

  it("has stages that write at its end", () => {
    expect(refusal([{ $out: "copy" }, { $limit: 1 }])).toBe(40601);
    expect(refusal([{ $merge: "copy" }, { $out: "other" }])).toBe(40601);
  });

  it("may be 20 deep within others", () => {
    expect(refusal(within(20))).toBeUndefined();
    expect(refusal(within(21))).toBe(232);
  });
});

describe("a pipeline within another", () => {
  it("has no writing stage, with a code for each place", () => {
    expect(refusal([{ $facet: { a: [{ $out: "copy" }] } }])).toBe(40600);
    expect(refusal([{ $lookup: { from: "b", as: "b", pipeline: [{ $out: "copy" }] } }])).toBe(51047);
    expect(refusal([{ $unionWith: { coll: "b", pipeline: [{ $merge: "copy" }] } }])).toBe(31441);
    expect(refusal([{ $out: "copy" }], "view")).toBe(167);
  });

  it("of a facet has nothing that no facet has, however deep", () => {
    expect(refusal([{ $facet: { a: [{ $indexStats: {} }] } }])).toBe(40600);
    expect(refusal([{ $facet: { a: [{ $unionWith: { coll: "b", pipeline: [{ $facet: { c: [] } }] } }] } }])).toBe(
      40600,
    );
    expect(refusal([{ $facet: { a: [{ $lookup: { from: "b", as: "b", pipeline: [{ $out: "c" }] } }] } }])).toBe(51047);
  });
});

describe("an update", () => {
  it("has stages that change documents one by one", () => {
    expect(refusal([{ $set: { a: 1 } }, { $unset: "b" }, { $replaceWith: "$c" }], "update")).toBeUndefined();
    expect(refusal([{ $match: { a: 1 } }], "update")).toBe(72);
  });
});

describe("a pipeline over no collection", () => {
  it("begins with a stage that needs none", () => {
    expect(refusal([{ $documents: [{ a: 1 }] }, { $match: { a: 1 } }], "database")).toBeUndefined();
    expect(refusal([{ $match: {} }], "database")).toBe(73);
    expect(refusal([], "database")).toBe(73);
  });

  it("is where stages belong that tell of the database", () => {
    expect(refusal([{ $documents: [{ a: 1 }] }])).toBe(73);
    expect(refusal([{ $currentOp: {} }])).toBe(73);
    expect(refusal([{ $listClusterCatalog: {} }])).toBe(9621301);
    expect(refusal([{ $listClusterCatalog: {} }], "database")).toBeUndefined();
  });
});

describe("$meta", () => {
  it("needs a stage before that gives the metadata", () => {
    const reads = (meta: string): object => ({ $project: { m: { $meta: meta } } });
    expect(refusal([reads("textScore")])).toBe(40218);
    expect(refusal([{ $match: { $text: { $search: "a" } } }, reads("textScore")])).toBeUndefined();
    expect(refusal([{ $match: { $text: { $search: "a" } } }, { $count: "n" }, reads("textScore")])).toBe(40218);
    const fusion = (scoreDetails: boolean): object => ({
      $rankFusion: { input: { pipelines: { p: [{ $sort: { a: 1 } }] } }, scoreDetails },
    });
    expect(refusal([fusion(false), reads("score")])).toBeUndefined();
    expect(refusal([fusion(false), reads("scoreDetails")])).toBe(40218);
    expect(refusal([fusion(true), reads("scoreDetails")])).toBeUndefined();
    expect(refusal([{ $sort: { a: { $meta: "textScore" } } }])).toBe(40218);
    expect(refusal([{ $sort: { a: { $meta: "searchScore" } } }])).toBeUndefined();
  });
});
