import { describe, expect, it } from "@jest/globals";
import { failure, refusal, run } from "./running.ts";

describe("$lookup by equality", () => {
  const stage = { $lookup: { from: "tags", localField: "tag", foreignField: "name", as: "found" } };
  const found = async (item: object, tags: object[]): Promise<unknown> =>
    (await run([stage], [item], { tags }))[0]?.["found"];

  it("takes items of arrays on both sides", async () => {
    const tags = [
      { _id: 1, name: ["a", "x"] },
      { _id: 2, name: "b" },
      { _id: 3, name: "c" },
    ];
    expect(await found({ tag: ["a", "b"] }, tags)).toEqual([tags[0], tags[1]]);
  });

  it("takes missing, null and an empty array for null", async () => {
    const tags = [{ _id: 1, name: null }, { _id: 2 }, { _id: 3, name: "c" }];
    for (const item of [{}, { tag: null }, { tag: [] }]) expect(await found(item, tags)).toEqual([tags[0], tags[1]]);
  });

  it("follows an index in its own path, and finds nothing in a collection that cannot be", async () => {
    const tags = [{ _id: 1, name: "a" }, { _id: 2, name: "b" }, { _id: 3 }];
    const at = (place: string, from = "tags"): object[] => [
      { $lookup: { from, localField: place, foreignField: "name", as: "found" } },
      { $project: { _id: "$found._id" } },
    ];
    const item = { tag: ["a", "b"] };
    expect(await run(at("tag.1"), [item], { tags })).toEqual([{ _id: [2] }]);
    expect(await run(at("tag.7"), [item], { tags })).toEqual([{ _id: [3] }]);
    expect(await run(at("tag", "$tags"), [item], { tags })).toEqual([{ _id: [] }]);
  });

  it("gives every document what belongs to it", async () => {
    const tags = [{ _id: 1, name: "a" }];
    expect(await run([stage], [{ tag: "b" }, { tag: "a" }], { tags })).toEqual([
      { tag: "b", found: [] },
      { tag: "a", found: tags },
    ]);
  });

  it("puts documents in place of scalars on the way to its field", async () => {
    const given = { $lookup: { from: "tags", localField: "tag", foreignField: "name", as: "a.b" } };
    expect(await run([given], [{ tag: 1, a: 5 }], { tags: [] })).toEqual([{ tag: 1, a: { b: [] } }]);
  });
});

describe("$lookup with a pipeline", () => {
  const parts = [
    { _id: 1, of: "x", n: 2 },
    { _id: 2, of: "x", n: 9 },
    { _id: 3, of: "y", n: 9 },
  ];

  it("runs for each document with its variables", async () => {
    const stage = {
      $lookup: {
        from: "parts",
        let: { least: "$least" },
        pipeline: [{ $match: { $expr: { $gt: ["$n", "$$least"] } } }, { $count: "n" }],
        as: "found",
      },
    };
    expect(await run([stage], [{ least: 5 }, { least: 1 }], { parts })).toEqual([
      { least: 5, found: [{ n: 2 }] },
      { least: 1, found: [{ n: 3 }] },
    ]);
  });

  it("keeps the variables of those around it, and hides them by its own", async () => {
    const inner = (variables: object, value: unknown): object => ({
      $lookup: {
        from: "parts",
        let: variables,
        pipeline: [{ $limit: 1 }, { $project: { _id: 0, v: value } }],
        as: "in",
      },
    });
    const stage = (variables: object, value: unknown): object => ({
      $lookup: { from: "parts", let: { a: "$a" }, pipeline: [{ $limit: 1 }, inner(variables, value)], as: "out" },
    });
    const value = async (variables: object, expression: unknown): Promise<unknown> => {
      const [document = {}] = await run(
        [stage(variables, expression), { $unwind: "$out" }, { $unwind: "$out.in" }],
        [{ a: 7 }],
        { parts },
      );
      return (document["out"] as { in: { v: unknown } }).in.v;
    };
    expect(await value({}, "$$a")).toBe(7);
    expect(await value({ a: "$of" }, "$$a")).toBe("x");
  });

  it("comes after the equality where there is one", async () => {
    const stage = {
      $lookup: {
        from: "parts",
        localField: "of",
        foreignField: "of",
        pipeline: [{ $sort: { n: -1 } }, { $limit: 1 }],
        as: "top",
      },
    };
    expect(await run([stage], [{ of: "x" }], { parts })).toEqual([{ of: "x", top: [parts[1]] }]);
  });

  it("may give its own documents", async () => {
    const stage = { $lookup: { pipeline: [{ $documents: [{ a: 1 }] }], as: "found" } };
    expect(await run([stage], [{ _id: 1 }])).toEqual([{ _id: 1, found: [{ a: 1 }] }]);
  });

  it("fails where a variable cannot be evaluated", async () => {
    const stage = { $lookup: { from: "parts", let: { v: { $divide: [1, "$d"] } }, pipeline: [], as: "found" } };
    expect(await failure([stage], [{ d: 0 }], { parts })).toBe(2);
  });
});

describe("a wrong $lookup", () => {
  const codes = (...given: unknown[]): unknown[] => given.map((spec) => refusal([{ $lookup: spec }]));
  const short = { from: "a", localField: "x", foreignField: "y", as: "z" };

  it("is refused by what is missing or of a wrong type", () => {
    expect(codes("a", { ...short, from: 1 }, { ...short, from: undefined }, { ...short, as: null })).toEqual([
      9, 9, 9, 40414,
    ]);
    expect(codes({ ...short, as: 1 }, { ...short, localField: 1 }, { ...short, other: 1 })).toEqual([14, 14, 40415]);
    expect(codes({ ...short, localField: undefined }, { from: "a", as: "z" }, { ...short, let: { a: 1 } })).toEqual([
      9, 9, 9,
    ]);
    expect(codes({ ...short, from: ".a" }, { ...short, as: "$z" }, { ...short, foreignField: "a..b" })).toEqual([
      73, 16410, 15998,
    ]);
    expect(codes({ pipeline: [{ $limit: 1 }], as: "z" }, { from: "a", pipeline: [], let: { A: 1 }, as: "z" })).toEqual([
      9, 9,
    ]);
  });

  it("knows only its own variables", () => {
    const pipeline = [{ $project: { v: "$$other" } }];
    expect(codes({ from: "a", let: { v: 1 }, pipeline, as: "z" })).toEqual([17276]);
  });
});

describe("$graphLookup", () => {
  const people = [
    { _id: "ann", boss: "bob" },
    { _id: "bob", boss: "cid" },
    { _id: "cid", boss: "ann" },
  ];
  const stage = (options: object = {}): object => ({
    $graphLookup: {
      from: "people",
      startWith: "$boss",
      connectFromField: "boss",
      connectToField: "_id",
      as: "above",
      ...options,
    },
  });

  it("reaches everything once, cycles included", async () => {
    const [found] = await run([stage({ depthField: "d" })], [{ boss: "bob" }], { people });
    expect(found?.["above"]).toEqual([
      { _id: "bob", boss: "cid", d: 0 },
      { _id: "cid", boss: "ann", d: 1 },
      { _id: "ann", boss: "bob", d: 2 },
    ]);
  });

  it("ends at a depth, and at what does not match", async () => {
    const [near] = await run([stage({ maxDepth: 0 })], [{ boss: "bob" }], { people });
    expect(near?.["above"]).toEqual([people[1]]);
    const [some] = await run([stage({ restrictSearchWithMatch: { _id: { $ne: "cid" } } })], [{ boss: "bob" }], {
      people,
    });
    expect(some?.["above"]).toEqual([people[1]]);
  });

  it("starts with every item of an array", async () => {
    const [found] = await run([stage({ maxDepth: 0 })], [{ boss: ["bob", "ann"] }], { people });
    expect(found?.["above"]).toHaveLength(2);
  });

  it("refuses what is wrong", () => {
    const given: [object, number][] = [
      [{ maxDepth: "1" }, 40100],
      [{ maxDepth: -1 }, 40101],
      [{ maxDepth: 1.5 }, 40102],
      [{ as: 1 }, 40103],
      [{ other: 1 }, 40104],
      [{ as: "" }, 40105],
      [{ restrictSearchWithMatch: 1 }, 40185],
      [{ from: 1 }, 9],
      [{ as: "$a" }, 16410],
    ];
    for (const [options, code] of given) expect(refusal([stage(options)])).toBe(code);
    expect(refusal([{ $graphLookup: 1 }])).toBe(9);
  });
});

describe("$lookup of many documents", () => {
  it("tells apart what belongs to each, in the order of the collection", async () => {
    const items = Array.from({ length: 600 }, (_, n) => ({ _id: n, tag: [n % 7, `x${n % 5}`] }));
    const tags = Array.from({ length: 40 }, (_, n) => ({ _id: n, name: n % 2 === 0 ? [n % 8] : `x${n % 6}` }));
    const stage = { $lookup: { from: "tags", localField: "tag", foreignField: "name", as: "found" } };
    const found = await run([stage], items, { tags });
    for (const { tag, found: got } of found) {
      const wanted = tags.filter(({ name }) => [name].flat().some((one) => (tag as unknown[]).includes(one)));
      expect(got).toEqual(wanted);
    }
  });
});
