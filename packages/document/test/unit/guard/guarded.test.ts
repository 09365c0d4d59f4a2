import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { AnyDocument, DocumentCollection, DocumentDatabase } from "@db/core";
import { guarded, literal, memoryDatabase, query, trusted, where } from "../../../src/index.ts";

describe("a guarded database", () => {
  const open = memoryDatabase();
  const database: DocumentDatabase = guarded(open);
  const users: DocumentCollection = database.collection("users");
  beforeAll(async () => {
    await users.insertMany([
      { _id: 1, name: "Ada", age: 36, tags: ["x"], odd: { $ne: 1 } },
      { _id: 2, name: "Grace", age: 45, tags: [] },
    ]);
  });
  afterAll(() => database.close());

  /** What somebody sends in place of a text. */
  const sent = JSON.parse('{ "$ne": null }') as unknown;
  const refused = { kind: "usage", message: expect.stringMatching(/\$ne .* not marked/) as unknown };

  it.each<[string, (filter: AnyDocument) => unknown]>([
    ["findOne", (filter) => users.findOne(filter)],
    ["explain", (filter) => users.explain(filter)],
    ["countDocuments", (filter) => users.countDocuments(filter)],
    ["distinct", (filter) => users.distinct("name", filter)],
    ["updateOne", (filter) => users.updateOne(filter, { $set: { hacked: true } })],
    ["updateMany", (filter) => users.updateMany(filter, { $set: { hacked: true } })],
    ["replaceOne", (filter) => users.replaceOne(filter, {})],
    ["deleteOne", (filter) => users.deleteOne(filter)],
    ["deleteMany", (filter) => users.deleteMany(filter)],
    ["findOneAndUpdate", (filter) => users.findOneAndUpdate(filter, { $set: { hacked: true } })],
    ["findOneAndReplace", (filter) => users.findOneAndReplace(filter, {})],
    ["findOneAndDelete", (filter) => users.findOneAndDelete(filter)],
    ["bulkWrite", (filter) => users.bulkWrite([{ insertOne: { document: {} } }, { deleteMany: { filter } }])],
    ["a transaction", (filter) => database.transaction((tx) => tx.collection("users").deleteMany(filter))],
  ])("refuses an operator from outside in %s", async (_, method) => {
    for (const filter of [{ name: sent }, { $or: [{ name: "x" }, { $and: [{ name: sent }] }] }]) {
      await expect(method(filter)).rejects.toMatchObject(refused);
    }
    expect(await open.collection("users").countDocuments({ name: { $exists: true }, hacked: { $exists: false } })).toBe(
      2,
    );
  });

  it("refuses it where a cursor is given, in pipelines and inside of them", () => {
    expect(() => users.find({ name: sent })).toThrow(expect.objectContaining(refused));
    for (const pipeline of [
      [{ $match: { name: sent } }],
      [{ $lookup: { from: "users", pipeline: [{ $match: { name: sent } }], as: "all" } }],
      [{ $facet: { all: [{ $match: { name: sent } }] } }],
      [{ $unionWith: { coll: "users", pipeline: [{ $match: { name: sent } }] } }],
    ]) {
      expect(() => users.aggregate(pipeline)).toThrow(expect.objectContaining(refused));
      expect(() => database.watch(pipeline)).toThrow(expect.objectContaining(refused));
    }
  });

  it("refuses what is inside of marked operators as well", () => {
    for (const filter of [
      { tags: trusted({ $elemMatch: { a: sent } }) },
      { tags: trusted({ $elemMatch: sent }) },
      { name: trusted({ $not: sent }) },
      { tags: trusted({ $all: [trusted({ $elemMatch: { a: sent } })] }) },
    ]) {
      expect(() => users.find(filter as never)).toThrow(expect.objectContaining(refused));
    }
    expect(() => users.find({ $expr: { $eq: ["$a", 1] } })).toThrow(/\$expr .* not marked/);
  });

  it("lets through what the program wrote, and compares with values", async () => {
    const found = async (filter: AnyDocument): Promise<unknown[]> =>
      (await users.find(filter, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    expect(await found({ age: trusted({ $gt: 40 }) })).toEqual([2]);
    expect(await found({ name: "Ada", $comment: "x" })).toEqual([1]);
    expect(await found({ name: /^G/ })).toEqual([2]);
    expect(await found(where("age").gt(40))).toEqual([2]);
    expect(await found({ odd: literal(JSON.parse('{ "$ne": 1 }') as unknown) })).toEqual([1]);
    expect(await found({ name: literal(sent) })).toEqual([]);
    expect(await found(trusted({ $expr: { $gt: ["$age", 40] } }))).toEqual([2]);
    expect(await found({ tags: trusted({ $elemMatch: trusted({ $eq: "x" }) }) })).toEqual([1]);
    const page = await query(users).where("age").gte(0).sort({ age: 1 }).page(1);
    const next = await query(users).where("age").gte(0).sort({ age: 1 }).page(1, page.next);
    expect([page.items[0]?.["_id"], next.items[0]?.["_id"]]).toEqual([1, 2]);
    expect(database.engine).toBe("memory");
    const [grouped] = await users.aggregate([{ $match: { name: "Ada" } }, { $count: "n" }]).toArray();
    expect(grouped).toEqual({ n: 1 });
  });
});
