import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32 } from "bson";
import { failure, refusal, run, runTyped } from "./running.ts";

const rows = (...values: unknown[]): object[] => values.map((v, n) => ({ _id: n, v }));

/** A window function's value for each document. */
const column = async (func: object, items: object[], sortBy: object = { _id: 1 }): Promise<unknown[]> =>
  (await run([{ $setWindowFields: { sortBy, output: { r: func } } }], items)).map((document) => document["r"]);

const typed = async (func: object, items: object[], sortBy: object = { _id: 1 }): Promise<unknown[]> =>
  (await runTyped([{ $setWindowFields: { sortBy, output: { r: func } } }], items)).map((document) => document["r"]);

const documents = (lower: unknown, upper: unknown): object => ({ window: { documents: [lower, upper] } });

describe("$setWindowFields", () => {
  it("looks within partitions, which come in the order of their values", async () => {
    const items = [
      { _id: 1, p: "b", v: 1 },
      { _id: 2, v: 2 },
      { _id: 3, p: "b", v: 3 },
      { _id: 4, p: null, v: 4 },
    ];
    const stage = { $setWindowFields: { partitionBy: "$p", sortBy: { _id: 1 }, output: { r: { $sum: "$v" } } } };
    const found = await run([stage], items);
    expect(found.map(({ _id, r }) => [_id, r])).toEqual([
      [2, 6],
      [4, 6],
      [1, 4],
      [3, 4],
    ]);
    expect(await failure([stage], [{ p: [1] }])).toBe(14);
  });

  it("has windows of documents", async () => {
    const items = rows(1, 2, 4, 8);
    expect(await column({ $sum: "$v", ...documents(-1, 1) }, items)).toEqual([3, 7, 14, 12]);
    expect(await column({ $sum: "$v", ...documents("unbounded", "current") }, items)).toEqual([1, 3, 7, 15]);
    expect(await column({ $sum: "$v", ...documents("current", "unbounded") }, items)).toEqual([15, 14, 12, 8]);
    expect(await column({ $push: "$v", ...documents(-9, -2) }, items)).toEqual([[], [], [1], [1, 2]]);
    expect(await column({ $max: "$v", ...documents(3, 9) }, items)).toEqual([8, null, null, null]);
  });

  it("has windows of values, without those of other types", async () => {
    const items = [
      { _id: 0, at: 1, v: 1 },
      { _id: 1, at: 2, v: 2 },
      { _id: 2, at: 2, v: 4 },
      { _id: 3, at: 9, v: 8 },
    ];
    const range = (lower: unknown, upper: unknown): object => ({ $sum: "$v", window: { range: [lower, upper] } });
    expect(await column(range(-1, 0), items, { at: 1 })).toEqual([1, 7, 7, 8]);
    expect(await column(range("unbounded", 0.5), items, { at: 1 })).toEqual([1, 7, 7, 15]);
    expect(await column(range(5, 6), items, { at: 1 })).toEqual([0, 0, 0, 0]);
    expect(
      await failure([{ $setWindowFields: { sortBy: { at: 1 }, output: { r: range(0, 0) } } }], [{ at: "x" }]),
    ).toBe(5429414);
  });

  it("takes the document's own place for current, also in a range", async () => {
    const items = rows(1, 1, 1).map((item) => ({ ...item, at: 5 }));
    const window = { range: ["unbounded", "current"] };
    expect(await column({ $sum: "$v", window }, items, { at: 1 })).toEqual([1, 2, 3]);
  });

  it("has windows of time", async () => {
    const day = (n: number): Date => new Date(Date.UTC(2024, 1, n));
    const items = [{ at: day(27) }, { at: day(28) }, { at: day(30) }];
    const window = { range: [-1, 1], unit: "day" };
    expect(await column({ $count: {}, window }, items, { at: 1 })).toEqual([2, 2, 1]);
    const unitless = {
      $setWindowFields: { sortBy: { at: 1 }, output: { r: { $count: {}, window: { range: [0, 1] } } } },
    };
    expect(await failure([unitless], items)).toBe(5429413);
    const dated = { $setWindowFields: { sortBy: { at: 1 }, output: { r: { $count: {}, window } } } };
    expect(await failure([dated], [{ at: 1 }])).toBe(5429513);
  });

  it("puts values as $addFields does", async () => {
    const stage = { $setWindowFields: { output: { "a.n": { $count: {} } } } };
    expect(await run([stage], [{ a: [{}, 1] }, { a: 5 }])).toEqual([{ a: [{ n: 2 }, { n: 2 }] }, { a: { n: 2 } }]);
  });
});

describe("a wrong $setWindowFields", () => {
  const refused = (func: unknown, sortBy?: object): number | string | undefined =>
    refusal([{ $setWindowFields: { ...(sortBy === undefined ? {} : { sortBy }), output: { r: func } } }]);
  const window = (given: unknown, sortBy: object | undefined = { a: 1 }): number | string | undefined =>
    refused({ $sum: "$v", window: given }, sortBy);

  it("is refused by its own fields", () => {
    const codes = [1, {}, { output: 1 }, { output: {}, other: 1 }, { partitionBy: [1], output: {} }].map((spec) =>
      refusal([{ $setWindowFields: spec }]),
    );
    expect(codes).toEqual([9, 40414, 14, 40415, 14]);
    expect(refusal([{ $setWindowFields: { output: { a: { $sum: 1 }, "a.b": { $sum: 1 } } } }])).toBe(6307900);
    expect(
      [1, {}, { sum: 1 }, { $none: 1 }, { $sum: 1, other: 1 }, { $sum: 1, $avg: 1 }].map((func) => refused(func)),
    ).toEqual([9, 9, 9, 9, 9, 9]);
  });

  it("is refused by its bounds", () => {
    expect(
      [1, { other: 1 }, { documents: [0] }, { documents: [0.5, 1] }, { documents: ["x", 1] }].map((given) =>
        window(given),
      ),
    ).toEqual([9, 9, 9, 9, 9]);
    expect(window({ documents: [0, 1], range: [0, 1] })).toBe(9);
    expect(window({ documents: [0, 1], unit: "day" })).toBe(9);
    expect(window({ range: [0, 1], unit: 5 })).toBe(9);
    expect(window({ range: ["$a", 1] })).toBe(9);
    expect(window({ documents: [1, 0] })).toBe(5339900);
    expect(window({ range: [1, "current"] })).toBe(5339900);
    expect(refused({ $sum: 1, ...documents(0, 1) })).toBe(5339901);
    expect(window({ range: [0, 1] }, { a: 1, b: 1 })).toBe(5339902);
    expect(window({ range: [0, 1] }, { a: -1 })).toBe(8947401);
    expect(window({})).toBeUndefined();
  });
});

describe("ranks", () => {
  const items = rows(7, 9, 9, 5);

  it("number documents, first equals or values", async () => {
    const ranks = async (name: string): Promise<unknown[]> => column({ [name]: {} }, items, { v: -1 });
    expect(await ranks("$documentNumber")).toEqual([1, 2, 3, 4]);
    expect(await ranks("$rank")).toEqual([1, 1, 3, 4]);
    expect(await ranks("$denseRank")).toEqual([1, 1, 2, 3]);
  });

  it("need a sort by one field and nothing else", () => {
    const refused = (func: object, sortBy: object): number | string | undefined =>
      refusal([{ $setWindowFields: { sortBy, output: { r: func } } }]);
    expect(refused({ $rank: 1 }, { a: 1 })).toBe(5371603);
    expect(refused({ $rank: {}, window: {} }, { a: 1 })).toBe(5371601);
    expect(refused({ $rank: {} }, { a: 1, b: 1 })).toBe(5371602);
    expect(refused({ $rank: {} }, {})).toBe(5371602);
  });
});

describe("functions of places", () => {
  it("shift values", async () => {
    expect(await column({ $shift: { output: "$v", by: 1 } }, rows(1, 2))).toEqual([2, null]);
    expect(await column({ $shift: { output: "$v", by: -1, default: "none" } }, rows(1, 2))).toEqual(["none", 1]);
  });

  it("fill gaps with the last value or along a line", async () => {
    expect(await column({ $locf: "$v" }, rows(null, 1, null))).toEqual([null, 1, 1]);
    expect(await column({ $linearFill: "$v" }, rows(null, 1, null, null, 4, null))).toEqual([null, 1, 2, 3, 4, null]);
    const stage = (sortBy: object): object => ({ $setWindowFields: { sortBy, output: { r: { $linearFill: "$v" } } } });
    expect(await failure([stage({ _id: 1 })], rows("x"))).toBe(14);
    expect(await failure([stage({ v: 1 })], rows(1, 1))).toBe(6050106);
    expect(refusal([stage({ a: 1, b: 1 })])).toBe(605001);
  });
});

describe("functions of numbers", () => {
  it("derive and integrate over the sort", async () => {
    const items = [
      { at: 0, v: 1 },
      { at: 2, v: 5 },
      { at: 3, v: 5 },
    ];
    expect(await column({ $derivative: { input: "$v" }, ...documents(-1, 0) }, items, { at: 1 })).toEqual([null, 2, 0]);
    expect(
      await column({ $integral: { input: "$v" }, ...documents("unbounded", "current") }, items, { at: 1 }),
    ).toEqual([0, 6, 11]);
    const dated = items.map(({ at, v }) => ({ at: new Date(at * 1000), v }));
    const rate = { $derivative: { input: "$v", unit: "minute" }, ...documents(-1, 0) };
    expect(await column(rate, dated, { at: 1 })).toEqual([null, 120, 0]);
    const stage = (func: object): object => ({ $setWindowFields: { sortBy: { at: 1 }, output: { r: func } } });
    expect(await failure([stage(rate)], items)).toBe(5624900);
    expect(refusal([stage({ $derivative: { input: "$v" } })])).toBe(9);
    expect(refusal([stage({ $integral: { input: "$v", unit: "month" } })])).toBe(5490710);
    expect(await failure([stage({ $integral: { input: "$v" } })], [{ at: 1, v: "x" }])).toBe(5423900);
  });

  it("average with weights that fall", async () => {
    expect(await column({ $expMovingAvg: { input: "$v", alpha: 0.5 } }, rows(2, "x", 4))).toEqual([2, 2, 3]);
    const decimals = rows(Decimal128.fromString("2"), 4);
    expect(String((await typed({ $expMovingAvg: { input: "$v", alpha: 0.5 } }, decimals))[1])).toMatch(/^3/);
    const refused = [{ input: 1 }, { input: 1, N: 1.5 }, { input: 1, N: 0 }, { input: 1, alpha: 1 }].map((spec) =>
      refusal([{ $setWindowFields: { sortBy: { a: 1 }, output: { r: { $expMovingAvg: spec } } } }]),
    );
    expect(refused).toEqual([9, 9, 9, 9]);
  });

  it("covary", async () => {
    const items = [
      { _id: 1, x: 1, y: 2 },
      { _id: 2, x: 3, y: 6 },
      { _id: 3, x: "a", y: 1 },
    ];
    expect((await column({ $covariancePop: ["$x", "$y"] }, items))[0]).toBe(2);
    expect((await column({ $covarianceSamp: ["$x", "$y"] }, items))[0]).toBe(4);
    expect((await column({ $covarianceSamp: ["$x", "$y"] }, items.slice(0, 1)))[0]).toBeNull();
    expect((await typed({ $covariancePop: ["$x", "$y"] }, items.slice(0, 1)))[0]).toEqual(new Double(0));
    expect((await column({ $covariancePop: ["$x", "$y"] }, [...items, { _id: 4, x: Infinity, y: 1 }]))[0]).toBe(
      Infinity,
    );
  });

  it("deviate, but not over an infinite number in a window that moves", async () => {
    const items = rows(1, 3, Infinity);
    expect(await column({ $stdDevPop: "$v", ...documents("unbounded", "current") }, items)).toEqual([0, 1, NaN]);
    expect(await column({ $stdDevPop: "$v", ...documents(-1, 0) }, items)).toEqual([0, 1, null]);
  });

  it("scale to the window's least and greatest", async () => {
    expect(await column({ $minMaxScaler: { input: "$v" } }, rows(0, 5, 10))).toEqual([0, 0.5, 1]);
    expect(await column({ $minMaxScaler: { input: "$v", min: 10, max: 20 } }, rows(3, 3))).toEqual([10, 10]);
    const refused = (spec: object, window = {}): number | string | undefined =>
      refusal([{ $setWindowFields: { sortBy: { a: 1 }, output: { r: { $minMaxScaler: spec, ...window } } } }]);
    expect(refused({ input: 1, min: 1 })).toBe(9);
    expect(refused({ input: 1, min: 1, max: 1 })).toBe(9);
    expect(refused({ input: 1 }, documents(1, 2))).toBe(9);
  });

  it("keep the types of numbers", async () => {
    expect(await typed({ $sum: "$v", ...documents(-1, 0) }, rows(1, 2))).toEqual([new Int32(1), new Int32(3)]);
  });
});
