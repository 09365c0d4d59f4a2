import { describe, expect, it } from "@jest/globals";
import type { AnyDocument, IndexDefinition } from "@db/core";
import { adviseIndexes, queryShape, Workload, type AskedQuery, type IndexAdvice } from "../../../src/advice/index.ts";
import { memoryDatabase } from "../../../src/index.ts";

describe("the shape of a query", () => {
  it.each<[AnyDocument, AnyDocument | undefined, string]>([
    [{ city: "x", age: { $gt: 1 } }, { name: 1 }, "age range, city equality; sort name 1"],
    [{ a: { $in: [1, 2] }, b: { $in: [1] } }, undefined, "a in, b equality"],
    [
      { a: /^x/, b: /x/, c: /^x/i, d: { $ne: 1 }, e: { $exists: true } },
      undefined,
      "a range, b other, c other, e other",
    ],
    [{ $or: [{ a: 1 }, { b: 1, c: { $lt: 2 } }] }, undefined, "a equality or b equality, c range"],
    [{ items: { $elemMatch: { sku: 1, qty: { $gte: 2 } } } }, undefined, "items.qty range, items.sku equality"],
    [{ a: { $gt: 1, $eq: 2 } }, undefined, "a equality"],
    [{}, { a: -1 }, "all; sort a -1"],
  ])("%j sorted by %j is %s", (filter, sort, name) => {
    expect(queryShape(filter, sort).name).toBe(name);
  });
});

describe("index advice", () => {
  async function advised(
    queries: readonly AskedQuery[],
    indexes: readonly IndexDefinition[] = [],
  ): Promise<IndexAdvice> {
    const database = memoryDatabase();
    try {
      const people = database.collection("people");
      await people.insertMany(
        Array.from({ length: 200 }, (_, n) => ({
          name: `name ${n}`,
          city: `c${n % 20}`,
          sex: n % 2,
          tags: ["x"],
          long: "y".repeat(200),
        })),
      );
      if (indexes.length > 0) await people.createIndexes(indexes);
      const advice = await adviseIndexes(database, "people", queries, { sample: 150 });
      // Nothing is left of what was tried, and nothing has changed.
      expect((await database.listCollections()).map(({ name }) => name)).toEqual(["people"]);
      expect(await people.listIndexes()).toHaveLength(indexes.length + 1);
      return advice;
    } finally {
      await database.close();
    }
  }
  const keys = ({ recommendations }: IndexAdvice): string[] =>
    recommendations.map(({ index }) =>
      Object.entries(index.key)
        .map(([path, way]) => `${path} ${way}`)
        .join(", "),
    );

  it("puts equality first, the sort next and ranges last", async () => {
    const advice = await advised([
      { filter: { age: { $gt: 1 }, city: "x", sex: 1 }, sort: { name: -1 }, count: 7 },
      { filter: { a: { $in: [1, 2] }, b: 1 } },
      { filter: { a: { $in: [1, 2] }, c: 1 }, sort: { d: 1 } },
    ]);
    expect(keys(advice)).toEqual(["city 1, sex 1, name -1, age 1", "b 1, a 1", "c 1, d 1, a 1"]);
    expect(advice.recommendations[0]).toMatchObject({
      rule: "equality, sort, range",
      command: 'db.getCollection("people").createIndex({"city":1,"sex":1,"name":-1,"age":1})',
      shapes: [{ count: 7 }],
      // The engine in memory uses no indexes, and that is told.
      evidence: { kind: "sample", documents: 150, before: { fullScan: true }, after: { indexes: [] } },
    });
    expect(advice.recommendations[0]?.risks).toEqual(
      expect.arrayContaining([expect.stringMatching(/does not use it/), expect.stringMatching(/age is missing/)]),
    );
  });

  it("recommends one index where it serves several, and none that is there", async () => {
    const queries: AskedQuery[] = [
      { filter: { city: "x" }, count: 5 },
      { filter: { sex: 1, city: "x" }, count: 2 },
      { filter: { city: "x", sex: 1, age: { $lt: 5 } } },
      { filter: {}, sort: { name: 1 } },
      { filter: {}, sort: { name: -1 } },
    ];
    expect(keys(await advised(queries))).toEqual(["city 1, sex 1, age 1", "name 1"]);
    const advice = await advised(queries, [{ key: { sex: 1, city: 1, age: 1 } }, { key: { name: -1 } }]);
    expect(keys(advice)).toEqual(["city 1"]);
    expect(advice.served).toHaveLength(4);
  });

  it("tells what could go, and never what keeps something", async () => {
    const advice = await advised(
      [{ filter: { city: "x", name: "y" } }],
      [
        { key: { city: 1 } },
        { key: { sex: 1 }, unique: false },
        { key: { sex: 1, age: 1 } },
        { key: { name: 1 }, unique: true },
        { key: { name: 1, age: 1 } },
        { key: { at: 1 }, expireAfterSeconds: 60 },
        { key: { at: 1, age: 1 } },
      ],
    );
    expect(advice.recommendations[0]?.redundant).toEqual(["city_1"]);
    expect(advice.drop).toEqual([{ name: "sex_1", reason: "sex_1_age_1 begins with the same fields" }]);
  });

  it("tells of risks, of what no index helps, and no value", async () => {
    const advice = await advised([
      { filter: { tags: "secret", sex: 1 } },
      { filter: { long: "secret" } },
      { filter: { name: { $ne: "secret" } } },
      { filter: { $text: { $search: "secret" } } },
      { filter: { _id: 1 } },
    ]);
    expect(advice.recommendations.flatMap(({ risks }) => risks)).toEqual(
      expect.arrayContaining([expect.stringMatching(/long texts/), expect.stringMatching(/tags has arrays/)]),
    );
    expect(advice.recommendations[0]?.estimatedSize).toBeGreaterThan(1000);
    expect(advice.unserved.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/nothing in it/),
      expect.stringMatching(/index by text/),
    ]);
    expect(advice.served).toMatchObject([{ indexes: ["_id_"] }]);
    expect(JSON.stringify(advice)).not.toContain("secret");
  });

  it("counts what is asked through a database", async () => {
    const workload = new Workload();
    const database = workload.observe(memoryDatabase());
    const people = database.collection("people");
    await people.insertOne({ a: 1 });
    await people.find({ a: 1 }, { sort: { b: 1 } }).toArray();
    await people.findOne({ a: 2 }, { sort: { b: 1 } });
    await database.transaction(
      async (tx) => void (await tx.collection("people").updateMany({ c: { $gt: 1 } }, { $set: { d: 1 } })),
    );
    await people.aggregate([{ $match: { e: 1 } }, { $sort: { f: -1 } }, { $limit: 1 }]).toArray();
    await expect(people.findOne({ a: { $wrong: 1 } } as never)).rejects.toMatchObject({ nativeCode: 2 });
    expect(workload.queries("people").map(({ filter, sort, count }) => [filter, sort, count])).toEqual([
      [{ a: 1 }, { b: 1 }, 2],
      [{ c: { $gt: 1 } }, undefined, 1],
      [{ e: 1 }, { f: -1 }, 1],
    ]);
    await database.close();
  });
});
