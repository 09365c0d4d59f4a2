import { describe, expect, it } from "@jest/globals";
import { Int32 } from "bson";
import { failure, refusal, run, runTyped } from "./running.ts";

describe("$fill", () => {
  it("fills null and missing with a value, the last value or along a line", async () => {
    const items = [{ _id: 0, a: 1, b: 1, c: 1 }, { _id: 1 }, { _id: 2, a: 3, b: 3, c: null }];
    const output = { a: { method: "linear" }, b: { method: "locf" }, c: { value: { $add: ["$_id", 10] } } };
    expect(await run([{ $fill: { sortBy: { _id: 1 }, output } }], items)).toEqual([
      { _id: 0, a: 1, b: 1, c: 1 },
      { _id: 1, a: 2, b: 1, c: 11 },
      { _id: 2, a: 3, b: 3, c: 12 },
    ]);
  });

  it("stays within partitions", async () => {
    const items = [
      { _id: 0, p: 1, a: 1 },
      { _id: 1, p: 2 },
      { _id: 2, p: 1 },
    ];
    const stage = { $fill: { partitionByFields: ["p"], sortBy: { _id: 1 }, output: { a: { method: "locf" } } } };
    expect((await run([stage], items)).map(({ _id, a }) => [_id, a])).toEqual([
      [0, 1],
      [2, 1],
      [1, null],
    ]);
  });

  it("refuses what is wrong", () => {
    const given: [unknown, number][] = [
      [1, 9],
      [{}, 40414],
      [{ output: {} }, 6050203],
      [{ output: { a: 1 } }, 6050200],
      [{ output: { a: { method: "last" } } }, 6050202],
      [{ output: { a: { method: "locf", value: 1 } } }, 6050201],
      [{ output: { a: { value: 1 } }, partitionBy: "$a", partitionByFields: ["a"] }, 6050204],
      [{ output: { a: { value: 1 } }, other: 1 }, 40415],
    ];
    for (const [spec, code] of given) expect(refusal([{ $fill: spec }])).toBe(code);
  });
});

describe("$densify", () => {
  const stage = (bounds: unknown, options: object = {}, range: object = {}): object => ({
    $densify: { field: "v", range: { step: 2, bounds, ...range }, ...options },
  });
  const values = async (bounds: unknown, ...given: unknown[]): Promise<unknown[]> =>
    (
      await run(
        [stage(bounds)],
        given.map((v) => ({ v })),
      )
    ).map(({ v }) => v);

  it("makes the values between the least and the greatest", async () => {
    expect(await values("full", 1, 7)).toEqual([1, 3, 5, 7]);
    expect(await values("full", 1, 4, 5)).toEqual([1, 3, 4, 5]);
    expect(await values("full")).toEqual([]);
    expect(await runTyped([stage("full")], [{ v: 1 }, { v: 5 }])).toContainEqual({ v: new Int32(3) });
  });

  it("makes the values between two bounds, the upper one left out", async () => {
    expect(await values([0, 6], 4, 9)).toEqual([0, 2, 4, 9]);
    expect(await values([0, 4])).toEqual([0, 2]);
    expect(await values([0, 5], -3, 1)).toEqual([-3, 0, 1, 2, 4]);
  });

  it("makes them for every partition", async () => {
    const items = [
      { p: "a", v: 0 },
      { p: "b", v: 4 },
    ];
    const made = async (bounds: unknown): Promise<unknown[]> =>
      (await run([stage(bounds, { partitionByFields: ["p"] }), { $sort: { p: 1, v: 1 } }], items)).map(({ p, v }) => [
        p,
        v,
      ]);
    expect(await made("partition")).toEqual([
      ["a", 0],
      ["b", 4],
    ]);
    expect(await made("full")).toEqual([
      ["a", 0],
      ["a", 2],
      ["a", 4],
      ["b", 0],
      ["b", 2],
      ["b", 4],
    ]);
    expect(await made([0, 3])).toEqual([
      ["a", 0],
      ["a", 2],
      ["b", 0],
      ["b", 2],
      ["b", 4],
    ]);
  });

  it("passes on what has no value", async () => {
    expect(await run([stage("full")], [{ v: null }, { v: 1 }, {}])).toEqual([{ v: null }, {}, { v: 1 }]);
    expect(await failure([stage("full")], [{ v: "x" }])).toBe(5733201);
  });

  it("makes dates by units", async () => {
    const month = (n: number): Date => new Date(Date.UTC(2024, n, 31));
    const dated = { $densify: { field: "v", range: { step: 1, unit: "month", bounds: "full" } } };
    const made = await run([dated], [{ v: month(0) }, { v: month(2) }]);
    expect(made.map(({ v }) => (v as Date).toISOString().slice(0, 10))).toEqual([
      "2024-01-31",
      "2024-02-29",
      "2024-03-29",
      "2024-03-31",
    ]);
  });

  it("refuses what is wrong", () => {
    const codes = ["all", 1, [1], [2, 1], [1, "a"], ["a", "b"], [1, 2.5]].map((bounds) => refusal([stage(bounds)]));
    expect(codes).toEqual([5946802, 5733404, 5733403, 5733402, 5733406, 5946800, 5876900]);
    expect(refusal([stage("full", {}, { step: 0 })])).toBe(5733401);
    expect(refusal([stage("full", {}, { step: 0.5, unit: "day" })])).toBe(6586400);
    expect(refusal([stage([1, 2], {}, { unit: "day" })])).toBe(5733409);
    expect(refusal([stage([new Date(0), 1])])).toBe(5733402);
    expect(refusal([stage([new Date(0), new Date(1)])])).toBe(5733410);
    expect(refusal([stage("partition")])).toBe(5733408);
    expect(refusal([{ $densify: 1 }])).toBe(9);
    expect(refusal([{ $densify: { field: "v" } }])).toBe(40414);
  });
});
