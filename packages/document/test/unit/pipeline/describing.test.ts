import { describe, expect, it } from "@jest/globals";
import { failure, refusal, run } from "./running.ts";

const codes = (stage: string, ...given: unknown[]): unknown[] => given.map((spec) => refusal([{ [stage]: spec }]));
const codesOver = (stage: string, ...given: unknown[]): unknown[] =>
  given.map((spec) => refusal([{ [stage]: spec }], "database"));

describe("stages that tell of a collection", () => {
  it("ask the host", async () => {
    expect(await run([{ $indexStats: {} }], [])).toEqual([{ collection: "items", what: "$indexStats" }]);
  });

  it("refuse wrong options", () => {
    expect(codes("$indexStats", 1, { a: 1 })).toEqual([28803, 28803]);
    expect(codes("$collStats", 1, { other: {} }, { count: 1 }, { count: { a: 1 } })).toEqual([
      5447000, 40415, 14, 40481,
    ]);
    expect(codes("$collStats", { storageStats: { scale: 0.5 } }, { storageStats: { scale: "1" } })).toEqual([2, 14]);
    expect(codes("$collStats", { latencyStats: { histograms: 1 } })).toEqual([14]);
    expect(codes("$planCacheStats", 1, { a: 1 }, { allHosts: 1 }, { allHosts: true })).toEqual([9, 9, 13111, 4503200]);
  });
});

describe("stages that tell of the database", () => {
  it("refuse wrong options", () => {
    expect(codesOver("$listClusterCatalog", 1, { shards: 1 }, { other: 1 })).toEqual([9621302, 14, 40415]);
    expect(codesOver("$querySettings", 1, { showDebugQueryShape: 1 }, { other: 1 })).toEqual([7746800, 14, 40415]);
    expect(codesOver("$currentOp", 1, { allUsers: 1 }, { other: true })).toEqual([9, 9, 9]);
    expect(codesOver("$listLocalSessions", 1, { allUsers: 1 }, { other: 1 })).toEqual([14, 14, 40415]);
    expect(codes("$listSessions", {})).toEqual([73]);
    expect(codes("$changeStream", {})).toEqual([40573]);
  });
});

describe("what is not evaluated", () => {
  it("is refused by name", async () => {
    expect(await failure([{ $geoNear: {} }], [])).toBe(238);
    expect(codes("$search", {})).toEqual([31082]);
  });
});

describe("$rankFusion", () => {
  const stage = (pipelines: unknown, options: object = {}): object => ({
    $rankFusion: { input: { pipelines }, ...options },
  });
  const items = [
    { _id: 1, a: 1, b: 9 },
    { _id: 2, a: 2, b: 8 },
    { _id: 3, a: 3, b: 7 },
  ];

  it("adds up reciprocal ranks by weight", async () => {
    const pipelines = { up: [{ $sort: { a: 1 } }, { $limit: 2 }], down: [{ $sort: { a: -1 } }, { $limit: 1 }] };
    const ids = async (weights: object): Promise<unknown[]> =>
      (await run([stage(pipelines, { combination: { weights } })], items)).map(({ _id }) => _id);
    expect(await ids({})).toEqual([1, 3, 2]);
    expect(await ids({ down: 2 })).toEqual([3, 1, 2]);
    expect(await ids({ up: 0 })).toEqual([3, 1, 2]);
  });

  it("gives scores as metadata, with their parts if wanted", async () => {
    const pipelines = { up: [{ $sort: { a: 1 } }, { $limit: 1 }], all: [{ $sort: { c: 1 } }] };
    const read = { $project: { _id: 1, score: { $meta: "score" }, details: { $meta: "scoreDetails" } } };
    const [first = {}, second = {}] = await run([stage(pipelines, { scoreDetails: true }), read], items);
    expect(first["score"]).toBe(2 / 61);
    expect((first["details"] as { details: unknown }).details).toEqual([
      { inputPipelineName: "up", rank: 1, weight: 1, details: [] },
      { inputPipelineName: "all", rank: 1, weight: 1, details: [] },
    ]);
    // All documents are equal in the second pipeline's sort, and share its first rank.
    expect(second["score"]).toBe(1 / 61);
    expect((second["details"] as { details: unknown[] }).details[0]).toEqual({
      inputPipelineName: "up",
      rank: "NA",
      details: [],
    });
  });

  it("refuses what is wrong", () => {
    const sorted = [{ $sort: { a: 1 } }];
    const refused = (pipelines: unknown, options?: object): number | string | undefined =>
      refusal([stage(pipelines, options)]);
    expect(codes("$rankFusion", 1, {}, { input: 1 }, { input: {} }, { input: { pipelines: {}, a: 1 } })).toEqual([
      9, 40414, 14, 40414, 40415,
    ]);
    expect([{ p: 1 }, { p: [1] }, { p: [] }, { $p: sorted }].map((given) => refused(given))).toEqual([
      14, 14, 9834300, 16410,
    ]);
    expect(refused({ p: [{ $match: {} }] })).toBe(9191100);
    expect(refused({ p: [...sorted, { $set: { a: 1 } }] })).toBe(9191103);
    expect(refused({ p: [stage({ q: sorted })] })).toBe(10473002);
    expect(refused({ p: sorted }, { combination: { weights: { p: "1" } } })).toBe(13118);
    expect(refused({ p: sorted }, { combination: { weights: { p: -1 } } })).toBe(9460300);
    expect(refused({ p: sorted }, { combination: { weights: { q: 1 } } })).toBe(9967500);
    expect(refused({ p: sorted }, { combination: { weights: { p: 1, q: 1 } } })).toBe(9460301);
    expect(refusal([stage({ p: sorted }), stage({ p: sorted })])).toBe(10170100);
  });
});
