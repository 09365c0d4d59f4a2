import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double, Int32, Long } from "bson";
import { failure, refusal, run, runTyped } from "./running.ts";

const named = (...names: string[]): object[] => names.map((name, n) => ({ _id: n, name }));
const ids = async (pipeline: object[], items: object[], collation?: object): Promise<unknown[]> =>
  (await run(pipeline, items, {}, collation)).map((document) => document["_id"]);

describe("$sort", () => {
  it("keeps the order of equal documents", async () => {
    const items = [
      { _id: 1, a: 2, b: 1 },
      { _id: 2, a: 1, b: 1 },
      { _id: 3, a: 2, b: 0 },
    ];
    expect(await ids([{ $sort: { a: -1 } }], items)).toEqual([1, 3, 2]);
    expect(await ids([{ $sort: { a: -1, b: 1 } }], items)).toEqual([3, 1, 2]);
  });

  it("takes the least item of an array ascending and the greatest descending", async () => {
    const items = [{ _id: 1, a: [5, 1] }, { _id: 2, a: 3 }, { _id: 3, a: [] }, { _id: 4 }];
    expect(await ids([{ $sort: { a: 1 } }], items)).toEqual([3, 4, 1, 2]);
    expect(await ids([{ $sort: { a: -1 } }], items)).toEqual([1, 2, 4, 3]);
  });

  it("takes the values of one item for all paths through an array", async () => {
    const items = [
      {
        _id: 1,
        a: [
          { x: 1, y: 9 },
          { x: 2, y: 0 },
        ],
      },
      { _id: 2, a: [{ x: 1, y: 5 }] },
    ];
    expect(await ids([{ $sort: { "a.x": 1, "a.y": 1 } }], items)).toEqual([2, 1]);
    expect(
      await failure(
        [{ $sort: { a: 1, b: 1 } }],
        [
          { a: [1], b: [2] },
          { a: [0], b: [2] },
        ],
      ),
    ).toBe(2);
    expect(await failure([{ $sort: { a: 1, b: 1 } }], [{ a: [1], b: [2] }])).toBe(2);
  });

  it("goes by the collation", async () => {
    const items = named("b", "B", "a");
    expect(await ids([{ $sort: { name: 1 } }], items)).toEqual([1, 2, 0]);
    expect(await ids([{ $sort: { name: 1 } }], items, { locale: "en", strength: 1 })).toEqual([2, 0, 1]);
  });

  it("gives the first ones to a $limit, after a $skip as well", async () => {
    const items = Array.from({ length: 5000 }, (_, n) => ({ _id: n, a: (n * 37) % 5000 }));
    const sorted = await run([{ $sort: { a: 1 } }], items);
    expect(await run([{ $sort: { a: 1 } }, { $limit: 3 }], items)).toEqual(sorted.slice(0, 3));
    expect(await run([{ $sort: { a: 1 } }, { $skip: 2 }, { $limit: 3 }], items)).toEqual(sorted.slice(2, 5));
  });

  it("refuses what is no sort", () => {
    expect(refusal([{ $sort: 1 }])).toBe(15973);
    expect(refusal([{ $sort: {} }])).toBe(15976);
    expect(refusal([{ $sort: { a: "up" } }])).toBe(15974);
    expect(refusal([{ $sort: { a: 2 } }])).toBe(15975);
    expect(refusal([{ $sort: { a: { $up: 1 } } }])).toBe(17312);
    expect(refusal([{ $sort: { a: { $meta: "age" } } }])).toBe(31138);
    expect(refusal([{ $sort: { "a..b": 1 } }])).toBe(15998);
    expect(refusal([{ $sort: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`f${n}`, 1])) }])).toBe(13103);
  });
});

describe("$skip and $limit", () => {
  it("take whole numbers of any type", async () => {
    expect(await ids([{ $skip: new Double(1) }, { $limit: Long.fromNumber(1) }], named("a", "b", "c"))).toEqual([1]);
    expect(refusal([{ $skip: 0.5 }])).toBe(5107200);
    expect(refusal([{ $skip: -1 }])).toBe(5107200);
    expect(refusal([{ $limit: "1" }])).toBe(5107201);
    expect(refusal([{ $limit: 0 }])).toBe(15958);
  });
});

describe("$count", () => {
  it("gives an int, and nothing for no documents", async () => {
    expect(await runTyped([{ $count: "n" }], named("a", "b"))).toEqual([{ n: new Int32(2) }]);
    expect(await run([{ $count: "n" }], [])).toEqual([]);
  });

  it("needs a plain name", () => {
    const codes = [1, "", "$n", "a\0", "a.b"].map((name) => refusal([{ $count: name }]));
    expect(codes).toEqual([40156, 40157, 40158, 40159, 40160]);
  });
});

describe("$sample", () => {
  it("gives so many documents, each once", async () => {
    const found = await ids([{ $sample: { size: 2 } }], named("a", "b", "c"));
    expect(new Set(found).size).toBe(2);
    expect(await ids([{ $sample: { size: 9 } }], named("a", "b"))).toHaveLength(2);
  });

  it("cuts a double and rounds a decimal half to even", async () => {
    const items = named("a", "b", "c", "d", "e");
    expect(await ids([{ $sample: { size: 3.9 } }], items)).toHaveLength(3);
    expect(await ids([{ $sample: { size: Decimal128.fromString("3.5") } }], items)).toHaveLength(4);
    expect(refusal([{ $sample: { size: Decimal128.fromString("0.5") } }])).toBe(28747);
    expect(refusal([{ $sample: { size: "1" } }])).toBe(28746);
    expect(refusal([{ $sample: { count: 1 } }])).toBe(28748);
    expect(refusal([{ $sample: {} }])).toBe(28749);
    expect(refusal([{ $sample: 1 }])).toBe(28745);
  });
});

describe("$redact", () => {
  const secret = { $cond: [{ $eq: ["$level", "secret"] }, "$$PRUNE", "$$DESCEND"] };

  it("goes down into documents and arrays and leaves out what is pruned", async () => {
    const item = {
      _id: 1,
      a: { level: "secret" },
      b: [{ level: "secret" }, { level: "open" }, 3, [{ level: "secret" }]],
    };
    expect(await run([{ $redact: secret }], [item])).toEqual([{ _id: 1, b: [{ level: "open" }, 3, []] }]);
    expect(await run([{ $redact: secret }], [{ _id: 1, level: "secret" }])).toEqual([]);
  });

  it("needs one of its variables", async () => {
    expect(await failure([{ $redact: "$level" }], [{ level: 1 }])).toBe(17053);
    expect(refusal([{ $match: { $expr: "$$KEEP" } }])).toBe(17276);
  });
});
