import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type PipelineStage } from "@db/core";
import { Decimal128 } from "@db/document";
import { pglite } from "@db/postgres";
import { pgJsonb } from "../../src/index.ts";

describe("explain", () => {
  const relational = createDatabase(pglite());
  const database = pgJsonb(relational, { schema: "pushdown" });
  const orders = database.collection("orders");
  beforeAll(async () => {
    await orders.insertMany([
      { _id: 1, status: "new", qty: 2, price: 1.5, tags: ["a", "b"], at: { city: "Rome" } },
      { _id: 2, status: "paid", qty: 3, price: 2, tags: [], at: { city: "Oslo" } },
      { _id: 3, status: "paid", qty: 9n, price: 0.1, at: null },
    ]);
    await orders.createIndex({ key: { status: 1, qty: 1 } });
    await database.createCollection("paid", { viewOn: "orders", pipeline: [{ $match: { status: "paid" } }] });
  }, 60_000);
  afterAll(async () => {
    await relational.execute(sql`drop schema if exists pushdown cascade`);
    await relational.close();
  });

  /** The stages that the server does, those of them that depend on the values, and the rest. */
  const told = async (...pipeline: PipelineStage[]): Promise<(readonly string[])[]> => {
    const { pushed, conditional, residual } = await orders.explain(pipeline);
    return [pushed, conditional, residual];
  };

  it("tells that the server counts", async () => {
    expect(await told({ $match: { status: "paid" } }, { $count: "n" })).toEqual([["$match", "$count"], [], []]);
    expect(await told({ $sort: { qty: 1 } }, { $skip: 1 }, { $limit: 1 }, { $count: "n" })).toEqual([
      ["$sort", "$skip", "$limit", "$count"],
      [],
      [],
    ]);
    expect(await told({ $group: { _id: null, n: { $sum: 1 } } })).toEqual([["$group"], [], []]);
    expect(await orders.countDocuments({ status: "paid" }, { limit: 1 })).toBe(1);
    expect((await database.command({ count: "orders", query: { status: "paid" }, skip: 1 }))["n"]).toBe(1);
  });

  it("tells that the server groups, unless it meets other values", async () => {
    const totals = { $group: { _id: "$at.city", sum: { $sum: "$price" }, most: { $max: "$qty" } } };
    expect(await told({ $match: { qty: { $gt: 0 } } }, totals)).toEqual([["$match", "$group"], ["$group"], []]);
    expect(await told({ $unwind: "$tags" }, { $sortByCount: "$tags" }, { $limit: 3 })).toEqual([
      ["$unwind", "$group", "$sort", "$limit"],
      ["$unwind", "$group", "$sort", "$limit"],
      [],
    ]);
    expect(await told({ $group: { _id: "$status", all: { $push: "$qty" } } })).toEqual([[], [], ["$group"]]);
  });

  it("tells that the server sorts by several fields", async () => {
    expect(await told({ $sort: { price: 1, "at.city": -1 } }, { $skip: 1 }, { $limit: 2 })).toEqual([
      ["$sort", "$skip", "$limit"],
      ["$sort", "$skip", "$limit"],
      [],
    ]);
    // The index tells that neither field has arrays.
    expect(await told({ $sort: { status: 1, qty: 1 } }, { $limit: 2 })).toEqual([["$sort", "$limit"], [], []]);
    // One field is sorted by functions of the server where values are odd.
    expect(await told({ $sort: { price: 1 } })).toEqual([["$sort"], [], []]);
  });

  it("tells of views, and of what is left", async () => {
    const { pushed, residual } = await database
      .collection("paid")
      .explain([{ $group: { _id: "$status" } }, { $project: { _id: 1 } }, { $project: { x: "$_id" } }]);
    expect([pushed, residual]).toEqual([["$match", "$group", "$project"], ["$project"]]);
    const found = await orders.explain({}, { projection: { status: 1 } });
    expect([found.pushed, found.residual]).toEqual([["$match", "$findProjection"], []]);
    expect(await told({ $project: { "at.city": 1 } })).toEqual([[], [], ["$project"]]);
    expect((await orders.explain([{ $project: { "at.city": 1 } }])).statement).toMatch(/concat_ws/);
  });

  it("does in the process what the server gave up", async () => {
    const total = [{ $group: { _id: null, sum: { $sum: "$qty" } } }, { $project: { _id: 0 } }];
    expect(await orders.aggregate(total).toArray()).toEqual([{ sum: 14 }]);
    await orders.insertOne({ _id: 4, status: "odd", qty: Number.POSITIVE_INFINITY });
    expect(await orders.aggregate(total).toArray()).toEqual([{ sum: Number.POSITIVE_INFINITY }]);
    await orders.deleteOne({ _id: 4 });
    await orders.insertOne({ _id: 4, price: [3, 1], status: ["a"] });
    const sorted = orders.find({}, { sort: { status: 1, price: 1 } });
    await expect(sorted.toArray()).rejects.toMatchObject({ nativeCode: 2 });
    await orders.deleteOne({ _id: 4 });
  });

  it("compares fractions by all their digits", async () => {
    const numbers = database.collection("numbers");
    const decimal = Decimal128.fromString("0.100000000000000003");
    await numbers.insertMany([
      { _id: 1, n: decimal },
      { _id: 2, n: 0.1 },
      { _id: 3, n: 2n },
    ]);
    const found = async (n: object): Promise<unknown[]> => (await numbers.find({ n }).toArray()).map(({ _id }) => _id);
    // As a double 0.1 is a little more than that decimal.
    expect([await found({ $lt: 0.1 }), await found({ $gt: 0.1 }), await found({ $lte: 0.1 })]).toEqual([
      [1],
      [3],
      [1, 2],
    ]);
    expect([await found({ $gt: decimal }), await found({ $lt: decimal })]).toEqual([[2, 3], []]);
    expect((await numbers.explain([{ $match: { n: { $gt: 0.1 } } }, { $count: "n" }])).residual).toEqual([]);
  });
});
