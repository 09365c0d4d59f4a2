import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32, Long, MinKey } from "bson";
import { failure, refusal, run, runTyped } from "./running.ts";

const sales = [
  { _id: 1, shop: "a", sum: 5, at: 3 },
  { _id: 2, shop: "b", sum: 7, at: 2 },
  { _id: 3, shop: "a", sum: 1, at: 1 },
];

/** What one accumulator makes of all documents. */
const total = async (accumulator: object, items: object[] = sales): Promise<unknown> =>
  (await run([{ $group: { _id: null, r: accumulator } }], items))[0]?.["r"];

describe("$group", () => {
  it("has a document for each value, equal ones together", async () => {
    expect(await run([{ $group: { _id: "$shop", n: { $sum: 1 } } }, { $sort: { _id: 1 } }], sales)).toEqual([
      { _id: "a", n: 2 },
      { _id: "b", n: 1 },
    ]);
    const ones = [{ v: 1 }, { v: Long.fromNumber(1) }, { v: new Double(1) }, { v: Decimal128.fromString("1.0") }];
    expect(await runTyped([{ $group: { _id: "$v" } }], ones)).toEqual([{ _id: new Int32(1) }]);
  });

  it("takes a missing key for null, but not within a document", async () => {
    const items = [{ v: null }, {}];
    expect(await run([{ $group: { _id: "$v", n: { $sum: 1 } } }], items)).toEqual([{ _id: null, n: 2 }]);
    expect(await run([{ $group: { _id: { v: "$v" } } }], items)).toEqual([{ _id: { v: null } }, { _id: {} }]);
  });

  it("goes by the collation", async () => {
    const items = [{ v: "x" }, { v: "X" }];
    expect(await run([{ $group: { _id: "$v" } }], items, {}, { locale: "en", strength: 2 })).toEqual([{ _id: "x" }]);
  });

  it("refuses what is wrong", () => {
    const codes = [1, {}, { _id: { a: 1 } }, { _id: { a: true } }, { _id: 1, a: 1 }, { _id: 1, a: { b: 1 } }].map(
      (given) => refusal([{ $group: given }]),
    );
    expect(codes).toEqual([15947, 15955, 17390, 17390, 40234, 40234]);
    const fields = [
      { "a.b": { $sum: 1 } },
      { $a: { $sum: 1 } },
      { a: { $sum: 1, $avg: 1 } },
      { a: { $sum: [1] } },
      { a: { $other: 1 } },
      { a: { $count: 1 } },
      { a: { $accumulator: {} } },
    ].map((given) => refusal([{ $group: { _id: 1, ...given } }]));
    expect(fields).toEqual([40235, 40236, 40238, 40237, 15952, 14, 238]);
  });

  it("has codes of its own for a division by zero, where MongoDB compiles it", async () => {
    const divide = { $group: { _id: null, r: { $sum: { $divide: [1, "$v"] } } } };
    expect(await failure([divide], [{ v: 0 }])).toBe(4848401);
    expect(await failure([{ $sort: { v: 1 } }, divide], [{ v: 0 }])).toBe(4848401);
    expect(await failure([{ $unwind: "$v" }, divide], [{ v: 0 }])).toBe(2);
    expect(await failure([{ $group: { _id: { $mod: [1, "$v"] } } }], [{ v: 0 }])).toBe(4848403);
  });
});

describe("a group that MongoDB compiles", () => {
  it("has codes of its own for wrong values", async () => {
    const sum = (expression: object): object => ({ $group: { _id: null, r: { $sum: expression } } });
    expect(await failure([sum({ $add: ["$v", 1] })], [{ v: "x" }])).toBe(7157723);
    expect(await failure([sum({ $sqrt: "$v" })], [{ v: -1 }])).toBe(7157710);
    expect(await failure([sum({ $add: [{ $arrayElemAt: ["$v", 0] }, 1] })], [{ v: ["x"] }])).toBe(14);
    expect(await failure([{ $facet: { a: [sum({ $add: ["$v", 1] })] } }], [{ v: "x" }])).toBe(14);
  });

  it("gives MinKey and MaxKey within a document", async () => {
    const items = [{ v: new MinKey() }];
    const group = {
      $group: { _id: "$v", a: { $first: "$v" }, b: { $push: "$v" }, c: { $first: { $concatArrays: [["$v"]] } } },
    };
    const wrapped = { "": new MinKey() };
    expect(await run([group], items)).toEqual([{ _id: wrapped, a: wrapped, b: [wrapped], c: [new MinKey()] }]);
    expect(await run([{ $unwind: "$v" }, { $group: { _id: "$v" } }], items)).toEqual([{ _id: new MinKey() }]);
  });
});

describe("accumulators", () => {
  it("leave out missing values, and null where it is no value", async () => {
    const items = [{ v: null }, {}, { v: 3 }];
    expect(await total({ $push: "$v" }, items)).toEqual([null, 3]);
    expect(await total({ $addToSet: "$v" }, items)).toEqual([null, 3]);
    expect(await total({ $sum: "$v" }, items)).toBe(3);
    expect(await total({ $min: "$v" }, items)).toBe(3);
    expect(await total({ $first: "$none" }, items)).toBeNull();
    expect(await total({ $count: {} }, items)).toBe(3);
  });

  it("give so many of the first, the last, the least or the greatest", async () => {
    expect(await total({ $firstN: { input: "$sum", n: 2 } })).toEqual([5, 7]);
    expect(await total({ $lastN: { input: "$sum", n: 2 } })).toEqual([7, 1]);
    expect(await total({ $minN: { input: "$sum", n: 2 } })).toEqual([1, 5]);
    expect(await total({ $maxN: { input: "$sum", n: 9 } })).toEqual([7, 5, 1]);
  });

  it("give so many by an order of their own", async () => {
    expect(await total({ $top: { output: "$sum", sortBy: { at: 1 } } })).toBe(1);
    expect(await total({ $bottom: { output: ["$_id", "$sum"], sortBy: { at: 1 } } })).toEqual([1, 5]);
    expect(await total({ $topN: { output: "$sum", sortBy: { at: 1 }, n: 2 } })).toEqual([1, 7]);
    expect(await total({ $bottomN: { output: "$sum", sortBy: { at: 1 }, n: 2 } })).toEqual([7, 5]);
    expect(await total({ $top: { output: "$none", sortBy: { at: 1 } } })).toBeNull();
  });

  it("keep the best of many", async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({ v: (n * 7) % 1000 }));
    expect(await total({ $topN: { output: "$v", sortBy: { v: -1 }, n: 2 } }, many)).toEqual([999, 998]);
  });

  it("take n from the group's key", async () => {
    const stage = { $group: { _id: { n: { $strLenBytes: "$k" } }, r: { $firstN: { input: "$v", n: "$n" } } } };
    expect(
      await run(
        [stage],
        [
          { k: "xx", v: 1 },
          { k: "xx", v: 2 },
          { k: "yy", v: 3 },
        ],
      ),
    ).toEqual([{ _id: { n: 2 }, r: [1, 2] }]);
  });

  it("refuse a wrong n, with MongoDB's code for compiled and for other groups", async () => {
    const wrong = (n: unknown): object => ({ $group: { _id: null, r: { $firstN: { input: 1, n } } } });
    for (const n of [null, 1.5, 0]) expect(await failure([wrong(n)], [{}])).toBe(7548606);
    const codes = await Promise.all([null, 1.5, 0].map((n) => failure([{ $unwind: "$a" }, wrong(n)], [{ a: 1 }])));
    expect(codes).toEqual([5787902, 5787903, 5787908]);
  });

  it("refuse wrong operands", () => {
    const given: [object, number][] = [
      [{ $firstN: 1 }, 5787801],
      [{ $minN: 1 }, 5787900],
      [{ $firstN: { input: 1, n: 1, m: 1 } }, 5787901],
      [{ $firstN: { input: 1 } }, 5787906],
      [{ $firstN: { n: 1 } }, 5787907],
      [{ $top: 1 }, 5788001],
      [{ $top: { n: 1 } }, 5788002],
      [{ $topN: { output: 1, sortBy: { a: 1 } } }, 5788003],
      [{ $top: { sortBy: { a: 1 } } }, 5788004],
      [{ $top: { output: 1 } }, 5788005],
      [{ $percentile: 1 }, 7429703],
      [{ $median: 1 }, 7436100],
      [{ $percentile: { input: 1, p: [0.5] } }, 40414],
      [{ $percentile: { input: 1, p: "$p", method: "approximate" } }, 7750300],
      [{ $percentile: { input: 1, p: [], method: "approximate" } }, 7750301],
      [{ $percentile: { input: 1, p: ["x"], method: "approximate" } }, 7750302],
      [{ $percentile: { input: 1, p: [2], method: "approximate" } }, 7750303],
      [{ $median: { input: 1, method: "exact" } }, 2],
    ];
    for (const [accumulator, code] of given) expect(refusal([{ $group: { _id: 1, r: accumulator } }])).toBe(code);
  });
});

describe("$bucket", () => {
  const stage = (options: object = {}): object => ({ $bucket: { groupBy: "$v", boundaries: [0, 10, 20], ...options } });

  it("puts a value where the boundary is at or below it, in the order of the boundaries", async () => {
    expect(await run([stage()], [{ v: 10 }, { v: 0 }, { v: 19.5 }])).toEqual([
      { _id: 0, count: 1 },
      { _id: 10, count: 2 },
    ]);
  });

  it("needs a default for what is in no bucket", async () => {
    expect(await failure([stage()], [{ v: 20 }])).toBe(7158303);
    expect(await failure([{ $unwind: "$v" }, stage()], [{ v: 20 }])).toBe(40066);
    expect(await run([stage({ default: "rest" })], [{ v: 20 }, {}, { v: 5 }])).toEqual([
      { _id: 0, count: 1 },
      { _id: "rest", count: 2 },
    ]);
  });

  it("refuses what is wrong", () => {
    const given: [unknown, number][] = [
      [1, 40201],
      [{}, 40198],
      [{ groupBy: "v" }, 40202],
      [{ groupBy: {} }, 40202],
      [{ boundaries: 1 }, 40200],
      [{ boundaries: ["$a", 1] }, 40191],
      [{ boundaries: [1] }, 40192],
      [{ boundaries: [1, "a"] }, 40193],
      [{ boundaries: [1, 1] }, 40194],
      [{ default: "$a" }, 40195],
      [{ output: 1 }, 40196],
      [{ other: 1 }, 40197],
    ];
    for (const [options, code] of given) expect(refusal([{ $bucket: options }])).toBe(code);
    expect(refusal([stage({ default: 5 })])).toBe(40199);
    expect(refusal([stage({ default: 20 })])).toBeUndefined();
  });
});

describe("$bucketAuto", () => {
  const numbers = (...values: unknown[]): object[] => values.map((v) => ({ v }));
  const stage = (buckets: unknown, options: object = {}): object => ({
    $bucketAuto: { groupBy: "$v", buckets, ...options },
  });

  it("makes buckets of about one size that keep equal values together", async () => {
    expect(await run([stage(2)], numbers(1, 2, 2, 2, 3))).toEqual([
      { _id: { min: 1, max: 3 }, count: 4 },
      { _id: { min: 3, max: 3 }, count: 1 },
    ]);
    expect(await run([stage(9)], numbers(2, 1))).toEqual([
      { _id: { min: 1, max: 2 }, count: 1 },
      { _id: { min: 2, max: 2 }, count: 1 },
    ]);
    expect(await run([stage(3)], [])).toEqual([]);
  });

  it("rounds the limits to preferred numbers", async () => {
    expect(await runTyped([stage(2, { granularity: "R5" })], numbers(7, 70))).toEqual([
      { _id: { min: new Double(6.300000000000001), max: new Double(10) }, count: new Int32(1) },
      { _id: { min: new Double(10), max: new Double(100) }, count: new Int32(1) },
    ]);
    expect(await run([stage(1, { granularity: "POWERSOF2" })], numbers(3, 8))).toEqual([
      { _id: { min: 2, max: 16 }, count: 2 },
    ]);
    expect(await run([stage(2, { granularity: "E24" })], numbers(0, 1))).toEqual([
      { _id: { min: 0, max: 0.91 }, count: 1 },
      { _id: { min: 0.91, max: 1.1 }, count: 1 },
    ]);
  });

  it("refuses what is wrong", async () => {
    const codes = ["2", 1.5, 0, -1].map((buckets) => refusal([stage(buckets)]));
    expect(codes).toEqual([40241, 40242, 40243, 40243]);
    expect(refusal([{ $bucketAuto: 1 }])).toBe(40240);
    expect(refusal([{ $bucketAuto: { buckets: 1 } }])).toBe(40246);
    expect(refusal([stage(1, { groupBy: "v" })])).toBe(40239);
    expect(refusal([stage(1, { output: 1 })])).toBe(40244);
    expect(refusal([stage(1, { other: 1 })])).toBe(40245);
    expect(refusal([stage(1, { granularity: 1 })])).toBe(40261);
    expect(refusal([stage(1, { granularity: "R6" })])).toBe(40257);
    const rounded = stage(1, { granularity: "R5" });
    expect(await failure([rounded], numbers("x"))).toBe(40258);
    expect(await failure([rounded], numbers(Number.NaN))).toBe(40259);
    expect(await failure([rounded], numbers(-1))).toBe(40260);
  });
});

describe("$sortByCount", () => {
  it("counts and puts the most frequent first", async () => {
    expect(await run([{ $sortByCount: "$shop" }], sales)).toEqual([
      { _id: "a", count: 2 },
      { _id: "b", count: 1 },
    ]);
    expect([1, "shop", { a: 1 }].map((given) => refusal([{ $sortByCount: given }]))).toEqual([40149, 40148, 40147]);
  });
});
