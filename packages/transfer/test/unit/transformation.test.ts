import { describe, expect, it } from "@jest/globals";
import { Double, Int32, Long, memoryDatabase, ObjectId } from "@db/document";
import { deadLetterCollection, transfer, type TransformStep } from "../../src/index.ts";
import { Transformation } from "../../src/transform/transformation.ts";
import { everything, fill } from "../support/fill.ts";
import { rejection } from "../support/rejection.ts";

const one = { _id: new Int32(1) };

async function made(step: TransformStep, fields: Record<string, unknown>): Promise<unknown> {
  const document = { ...one, ...fields };
  const before = JSON.stringify(document);
  const { outcomes } = await new Transformation([step]).apply([document]);
  expect(JSON.stringify(document)).toBe(before);
  const [outcome] = outcomes;
  if (outcome === undefined || "error" in outcome) return outcome?.error;
  return outcome.documents;
}

describe("a step", () => {
  it("renames in place, through arrays, and refuses a name that is taken", async () => {
    const [renamed] = (await made(
      { rename: { a: "z", "list.b": "c" } },
      { a: 1, list: [{ b: 1, d: 2 }, 3, {}], e: 2 },
    )) as object[];
    expect(renamed).toEqual({ ...one, z: 1, list: [{ c: 1, d: 2 }, 3, {}], e: 2 });
    expect(Object.keys(renamed as object)).toEqual(["_id", "z", "list", "e"]);
    expect(await made({ rename: { a: "b" } }, { a: 1, b: 2 })).toMatchObject({ nativeCode: 2 });
    expect(await made({ rename: { a: "b" } }, { b: 2 })).toEqual([{ ...one, b: 2 }]);
  });

  it("drops, also below", async () => {
    expect(await made({ drop: ["a", "b.c", "x.y"] }, { a: 1, b: [{ c: 1, d: 2 }], x: 5 })).toEqual([
      { ...one, b: [{ d: 2 }], x: 5 },
    ]);
  });

  it("fills in what is missing, and not what is null", async () => {
    const step = { default: { a: 1, "b.c.d": 2.5, "l.x": "y" } } as const;
    expect(await made(step, { a: null, l: [{}, { x: 1 }] })).toEqual([
      { ...one, a: null, l: [{ x: "y" }, { x: 1 }], b: { c: { d: new Double(2.5) } } },
    ]);
    expect(await made(step, { b: 5 })).toMatchObject({ nativeCode: 28 });
  });

  it("casts as $convert does", async () => {
    const hex = "65f0a0b0c0d0e0f001020304";
    const step = { cast: { a: "long", b: "objectId", "l.v": "string", c: "int" } } as const;
    expect(await made(step, { a: new Int32(5), b: hex, l: [{ v: new Int32(7) }, { v: [true] }], c: null })).toEqual([
      { ...one, a: Long.fromNumber(5), b: new ObjectId(hex), l: [{ v: "7" }, { v: ["true"] }], c: null },
    ]);
    expect(await made(step, { b: "no" })).toMatchObject({ nativeCode: 241 });
  });

  it("splits a text into fields", async () => {
    const split = { path: "n", separator: " ", into: ["first", "last"] } as const;
    expect(await made({ split }, { n: "Ada King Lovelace", x: 1 })).toEqual([
      { ...one, first: "Ada", last: "King Lovelace", x: 1 },
    ]);
    expect(await made({ split }, { n: "Ada" })).toEqual([{ ...one, first: "Ada" }]);
    expect(await made({ split: { ...split, keep: true } }, { n: "A B" })).toEqual([
      { ...one, n: "A B", first: "A", last: "B" },
    ]);
    expect(await made({ split }, { n: 5 })).toMatchObject({ nativeCode: 14 });
    expect(await made({ split }, { n: "A B", last: 1 })).toMatchObject({ nativeCode: 2 });
  });

  it("runs a pipeline over one document, and functions", async () => {
    const pipeline = [
      { $unwind: "$l" },
      { $match: { l: { $gt: 1 } } },
      { $set: { _id: { $concat: ["x", { $toString: "$l" }] } } },
    ];
    expect(await made({ pipeline }, { l: [1, 2, 3].map((n) => new Int32(n)) })).toEqual([
      { _id: "x2", l: new Int32(2) },
      { _id: "x3", l: new Int32(3) },
    ]);
    expect(await made((document) => ({ ...document, b: 2 }), {})).toEqual([{ ...one, b: new Int32(2) }]);
    expect(await made(() => undefined, {})).toEqual([]);
    expect(await made(async () => [one, { _id: 2.5 }], {})).toEqual([one, { _id: new Double(2.5) }]);
    expect(await made(() => ({ a: 1 }), {})).toMatchObject({ kind: "usage" });
  });

  it.each<[string, unknown]>([
    ["two things at once", { rename: {}, drop: [] }],
    ["something unknown", { merge: {} }],
    ["a stage that needs other documents", { pipeline: [{ $group: { _id: null } }] }],
    ["an array's index", { drop: ["a.0"] }],
    ["a new name with a dot", { rename: { a: "b.c" } }],
    ["no separator", { split: { path: "a", separator: "", into: ["b"] } }],
  ])("refuses %s", (_, step) => {
    expect(() => new Transformation([step as TransformStep])).toThrow(expect.objectContaining({ kind: "usage" }));
  });

  it("refuses a date that JavaScript cannot hold, and tells of names like indexes", async () => {
    const { outcomes, reordered } = await new Transformation([]).apply([
      { _id: 1, at: new Date(Number.NaN) },
      { _id: 2, inner: [{ b: 1, "7": 2 }] },
      { _id: 3, "7": { "8": 1 } },
    ]);
    expect(outcomes[0]).toMatchObject({ error: { nativeCode: 2 } });
    expect(reordered).toBe(2);
  });
});

describe("what a transformation or the target refuses", () => {
  const transform: readonly TransformStep[] = [{ cast: { n: "int" } }];
  const options = { id: "policy", collections: [{ name: "things", transform }], chunkSize: 10 };
  const filled = async () => {
    const [source, target] = [memoryDatabase(), memoryDatabase()];
    const documents = Array.from({ length: 100 }, (_, n) => ({
      _id: new Int32(n),
      n: n % 10 === 3 ? "no" : String(n),
    }));
    await fill(source, "things", documents);
    return { source, target };
  };

  it("ends the transfer, and nothing of the chunk is there; what was mended goes on", async () => {
    const { source, target } = await filled();
    const error = await rejection(transfer(source, target, options));
    expect(error).toMatchObject({ nativeCode: 241 });
    expect(error.message).not.toContain('no"');
    expect(await target.collection("things").countDocuments()).toBe(0);
    await source.collection("things").updateMany({ n: "no" }, { $set: { n: "0" } });
    expect(await transfer(source, target, options)).toMatchObject({ runs: 2, collections: [{ written: 100 }] });
  });

  it("is skipped, and counted", async () => {
    const { source, target } = await filled();
    const report = await transfer(source, target, { ...options, onError: "skip" });
    expect(report).toMatchObject({
      collections: [{ read: 100, written: 90, skipped: 10, deadLettered: 0 }],
      verification: { equal: true, collections: [{ source: 90, target: 90 }] },
    });
    expect(await target.collection(deadLetterCollection).countDocuments()).toBe(0);
  });

  it("is put aside with the reason, also what the target's validator refuses", async () => {
    const { source, target } = await filled();
    await target.createCollection("things", { validator: { n: { $lt: 95 } } });
    const report = await transfer(source, target, {
      ...options,
      onError: "dead-letter",
      existing: "replace",
      validate: true,
    });
    expect(report.collections).toMatchObject([{ read: 100, written: 85, skipped: 0, deadLettered: 15 }]);
    const letters = await everything(target, deadLetterCollection);
    expect(letters).toHaveLength(15);
    const codes = letters.map(({ error }) => Number((error as { code: Int32 }).code.valueOf()));
    expect([codes.filter((code) => code === 241).length, codes.filter((code) => code === 121).length]).toEqual([10, 5]);
    expect(letters.find(({ _id }) => (_id as { id: Int32 }).id.value === 3)).toMatchObject({
      transfer: "policy",
      collection: "things",
      document: { _id: new Int32(3), n: "no" },
    });
  });

  it("may change _ids, and is verified all the same", async () => {
    const { source, target } = await filled();
    const changing = [{ name: "things", transform: [{ cast: { _id: "string" } }] as const }];
    const report = await transfer(source, target, { ...options, collections: changing, rangeSize: 30 });
    expect(report.verification).toMatchObject({ equal: true, collections: [{ source: 100, target: 100 }] });
    await target.collection("things").deleteOne({ _id: "42" });
    const again = await transfer(source, memoryDatabase(), { ...options, collections: changing, verify: "none" });
    expect(again.verification).toBeUndefined();
    const full = transfer(source, memoryDatabase(), { ...options, collections: changing, verify: "full" });
    expect(await rejection(full)).toMatchObject({ kind: "usage" });
  });
});
