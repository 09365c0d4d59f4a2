import { describe, expect, it } from "@jest/globals";
import { neededFields } from "../../../src/pipeline/needed-fields.ts";
import { parsePipeline } from "../../../src/pipeline/parse-pipeline.ts";
import { importDocument } from "../../../src/values/import-value.ts";

/** The names that a pipeline needs, and whether their order shows; `all` for the whole documents. */
function needed(...stages: object[]): readonly [names: readonly string[], ordered: boolean] | "all" {
  const parsed = parsePipeline(importDocument({ stages })["stages"], { variables: new Set(["given"]) });
  const found = neededFields(parsed);
  return found === undefined ? "all" : [[...found.names].sort(), found.ordered];
}

describe("the fields that a pipeline needs", () => {
  it("are all where documents come out of it", () => {
    expect(needed({ $match: { a: 1 } }, { $sort: { b: 1 } })).toBe("all");
    expect(needed({ $unset: "a" })).toBe("all");
    expect(needed({ $set: { a: 1 } })).toBe("all");
    expect(needed()).toBe("all");
  });

  it("are those of the stages up to one that makes its own", () => {
    const before = [{ $match: { "a.x": 1, $or: [{ b: 2 }, { $expr: { $gt: ["$c", 1] } }] } }, { $sort: { "d.y": 1 } }];
    expect(needed(...before, { $count: "n" })).toEqual([["a", "b", "c", "d"], false]);
    expect(needed({ $unwind: "$a.b" }, { $group: { _id: { x: "$c" }, n: { $sum: "$d.e" } } })).toEqual([
      ["a", "c", "d"],
      false,
    ]);
    expect(
      needed({ $set: { a: "$b" } }, { $unset: "c" }, { $replaceRoot: { newRoot: { $ifNull: ["$d", {}] } } }),
    ).toEqual([["a", "b", "d"], false]);
    expect(needed({ $sortByCount: "$a" }, { $match: { b: 1 } })).toEqual([["a"], false]);
  });

  it("are in their order where a projection keeps them", () => {
    expect(needed({ $project: { a: 1, "b.c": 1, d: { $add: ["$e", 1] } } })).toEqual([
      ["_id", "a", "b", "d", "e"],
      true,
    ]);
    expect(needed({ $project: { _id: 0, a: 1 } })).toEqual([["a"], true]);
    expect(needed({ $facet: { x: [{ $project: { a: 1 } }], y: [{ $count: "n" }] } })).toEqual([["_id", "a"], true]);
  });

  it("are all where the whole document is named", () => {
    expect(needed({ $group: { _id: null, all: { $push: "$$ROOT" } } })).toBe("all");
    expect(needed({ $group: { _id: null, all: { $push: { $getField: "a" } } } })).toBe("all");
    expect(needed({ $match: { $jsonSchema: {} } }, { $count: "n" })).toBe("all");
    expect(needed({ $facet: { x: [{ $match: { a: 1 } }] } })).toBe("all");
    expect(needed({ $redact: "$$KEEP" }, { $count: "n" })).toBe("all");
    expect(needed({ $group: { _id: "$$ROOT.a", x: { $max: "$$CURRENT.b" }, y: { $max: "$$given.c" } } })).toEqual([
      ["a", "b"],
      false,
    ]);
  });

  it("have those of accumulators and of joins", () => {
    const top = { $top: { sortBy: { a: 1 }, output: "$b" } };
    expect(needed({ $group: { _id: null, top } })).toEqual([["a", "b"], false]);
    const lookup = { from: "other", localField: "a.b", foreignField: "z", as: "c.d" };
    expect(needed({ $lookup: lookup }, { $count: "n" })).toEqual([["a", "c"], false]);
    const piped = { from: "other", let: { x: "$q" }, pipeline: [{ $match: { z: 1 } }], as: "c" };
    expect(needed({ $lookup: piped }, { $count: "n" })).toEqual([["q"], false]);
  });
});
