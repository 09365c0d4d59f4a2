import { describe, expect, it } from "@jest/globals";
import { Long } from "bson";
import { failure, refusal, run, runTyped } from "./running.ts";

describe("$unwind", () => {
  it("makes one document of each item", async () => {
    expect(await run([{ $unwind: "$a" }], [{ _id: 1, a: [1, [2]] }])).toEqual([
      { _id: 1, a: 1 },
      { _id: 1, a: [2] },
    ]);
  });

  it("takes a scalar as one item and leaves out nothing at all", async () => {
    const items = [{ _id: 1, a: 5 }, { _id: 2, a: [] }, { _id: 3, a: null }, { _id: 4 }];
    expect(await run([{ $unwind: "$a" }], items)).toEqual([{ _id: 1, a: 5 }]);
    expect(await run([{ $unwind: { path: "$a", preserveNullAndEmptyArrays: true } }], items)).toEqual([
      { _id: 1, a: 5 },
      { _id: 2 },
      { _id: 3, a: null },
      { _id: 4 },
    ]);
  });

  it("tells the place as a long, null for what is no array", async () => {
    const stage = { $unwind: { path: "$a", includeArrayIndex: "at.n" } };
    expect(await runTyped([stage, { $project: { _id: 0, at: 1 } }], [{ a: ["x"] }, { a: "y" }])).toEqual([
      { at: { n: Long.fromNumber(0) } },
      { at: { n: null } },
    ]);
  });

  it("does not go through arrays", async () => {
    expect(await run([{ $unwind: "$a.b" }], [{ a: [{ b: [1] }] }])).toEqual([]);
  });

  it("refuses what is wrong", () => {
    const codes = [1, "", "a", { path: 1 }, {}, { path: "$a", preserveNullAndEmptyArrays: 1 }].map((given) =>
      refusal([{ $unwind: given }]),
    );
    expect(codes).toEqual([15981, 28812, 28818, 28808, 28812, 28809]);
    expect(refusal([{ $unwind: { path: "$a", includeArrayIndex: "$n" } }])).toBe(28822);
    expect(refusal([{ $unwind: { path: "$a", includeArrayIndex: "" } }])).toBe(28810);
    expect(refusal([{ $unwind: { path: "$a", other: 1 } }])).toBe(28811);
  });
});

describe("$replaceRoot and $replaceWith", () => {
  it("need a document", async () => {
    expect(await run([{ $replaceRoot: { newRoot: "$a" } }], [{ a: { b: 1 } }])).toEqual([{ b: 1 }]);
    expect(await failure([{ $replaceWith: "$a" }], [{ a: 1 }])).toBe(40228);
    expect(await failure([{ $replaceWith: "$none" }], [{ a: 1 }])).toBe(40228);
    expect(refusal([{ $replaceRoot: 1 }])).toBe(40229);
    expect(refusal([{ $replaceRoot: { root: 1 } }])).toBe(40230);
    expect(refusal([{ $replaceRoot: {} }])).toBe(40231);
  });
});

describe("$facet", () => {
  it("sends the same documents through every pipeline", async () => {
    const stage = { $facet: { all: [], two: [{ $limit: 2 }, { $count: "n" }] } };
    expect(await run([stage], [{ _id: 1 }, { _id: 2 }, { _id: 3 }])).toEqual([
      { all: [{ _id: 1 }, { _id: 2 }, { _id: 3 }], two: [{ n: 2 }] },
    ]);
  });

  it("gives a document of nothing too", async () => {
    expect(await run([{ $facet: { a: [] } }], [])).toEqual([{ a: [] }]);
  });

  it("refuses what is wrong", () => {
    const codes = [{}, 1, { a: 1 }, { a: [1] }, { "a.b": [] }, { $a: [] }].map((given) => refusal([{ $facet: given }]));
    expect(codes).toEqual([40169, 40169, 40170, 40171, 16412, 16410]);
  });
});

describe("$unionWith", () => {
  it("adds the documents of another pipeline", async () => {
    const more = { more: [{ _id: 2 }, { _id: 3 }] };
    expect(await run([{ $unionWith: "more" }], [{ _id: 1 }], more)).toEqual([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    expect(await run([{ $unionWith: { coll: "more", pipeline: [{ $limit: 1 }] } }], [], more)).toEqual([{ _id: 2 }]);
    expect(await run([{ $unionWith: { pipeline: [{ $documents: [{ a: 1 }] }] } }], [])).toEqual([{ a: 1 }]);
  });

  it("refuses what is wrong", () => {
    const codes = [1, {}, { coll: 1 }, { coll: "a", other: 1 }, "", { coll: "a", pipeline: {} }].map((given) =>
      refusal([{ $unionWith: given }]),
    );
    expect(codes).toEqual([9, 9, 14, 40415, 73, 14]);
  });
});
