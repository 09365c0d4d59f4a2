import { tracingChannel } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { AnyDocument, DocumentCollection } from "@db/core";
import { Int32, Long, ObjectId } from "mongodb";
import { mongo, type MongoDatabase } from "../../src/index.ts";
import { FakeServer } from "../support/fake-server.ts";
import { rejection } from "../support/rejection.ts";

let server: FakeServer;
let database: MongoDatabase;
let people: DocumentCollection<AnyDocument>;

beforeEach(async () => {
  server = await FakeServer.start();
  database = mongo({ url: server.url });
  people = database.collection("people");
});
afterEach(async () => {
  await database.close();
  await server.stop();
});

describe("an undefined value", () => {
  const gone: AnyDocument = { _id: undefined };

  it.each<[string, () => Promise<unknown>]>([
    ["find", () => people.find(gone).toArray()],
    ["findOne", () => people.findOne({ $or: [{ a: 1 }, gone] })],
    ["explain", () => people.explain(gone)],
    ["count", () => people.countDocuments(gone)],
    ["distinct", () => people.distinct("a", gone)],
    ["update", () => people.updateOne(gone, { $set: { a: 1 } })],
    ["array filters", () => people.updateOne({}, { $set: { "a.$[i]": 1 } }, { arrayFilters: [{ i: undefined }] })],
    ["$pull", () => people.updateOne({}, { $pull: { a: gone } })],
    ["delete", () => people.deleteMany(gone)],
    ["findOneAndDelete", () => people.findOneAndDelete(gone)],
    ["a stage", () => people.aggregate([{ $match: gone }]).toArray()],
    ["a stage without operand", () => people.aggregate([{ $match: undefined }]).toArray()],
    ["a facet", () => people.aggregate([{ $facet: { a: [{ $match: gone }] } }]).toArray()],
    ["a lookup", () => people.aggregate([{ $lookup: { from: "b", as: "b", pipeline: [{ $match: gone }] } }]).toArray()],
    [
      "$graphLookup",
      () => people.aggregate([{ $graphLookup: { from: "b", restrictSearchWithMatch: gone } }]).toArray(),
    ],
    ["bulkWrite", () => people.bulkWrite([{ deleteMany: { filter: gone } }])],
    ["a delete command", () => database.command({ delete: "people", deletes: [{ q: gone, limit: 0 }] })],
    [
      "an update command",
      () => database.command({ update: "people", updates: [{ q: {}, u: { $pull: { a: gone } } }] }),
    ],
    ["a find command", () => database.command({ find: "people", filter: gone })],
    ["listCollections", () => database.listCollections({ name: undefined })],
    ["a validator", () => database.createCollection("strict", { validator: gone })],
    ["an index", () => people.createIndex({ key: { a: 1 }, partialFilterExpression: gone })],
  ])("in %s is refused before anything is sent", async (_, call) => {
    expect(await rejection(call())).toMatchObject({ kind: "invalid-value", nativeCode: 2, engine: "mongo" });
    expect(server.commands).toEqual([]);
  });

  it("in a document is left out", async () => {
    await people.insertOne({ _id: 1, a: undefined, b: null });
    await database.command({ insert: "people", documents: [{ _id: 1, a: undefined }] });
    expect(server.commands.map((command) => command["documents"])).toEqual([[{ _id: 1, b: null }], [{ _id: 1 }]]);
  });
});

describe("options", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["find", () => people.find({}, { filtre: 1 } as object).toArray()],
    ["findOne", () => people.findOne({}, { filtre: 1 } as object)],
    ["insertOne", () => people.insertOne({}, { upsert: true } as object)],
    ["updateOne", () => people.updateOne({}, { $set: { a: 1 } }, { sort: { a: 1 } } as object)],
    ["findOneAndDelete", () => people.findOneAndDelete({}, { upsert: true })],
    ["distinct", () => people.distinct("a", {}, { let: { b: 1 } })],
    ["bulkWrite", () => people.bulkWrite([{ deleteOne: { filter: {}, timeout: 5 } }])],
    ["an operation", () => people.bulkWrite([{ eraseOne: { filter: {} } } as never])],
    ["drop", () => people.drop({ force: true } as object)],
    ["createCollection", () => database.createCollection("a", { caped: true } as object)],
  ])("that %s has not are refused, where the client would drop them", async (_, call) => {
    expect(await rejection(call())).toMatchObject({ kind: "invalid-value", nativeCode: 40_415 });
    expect(server.commands).toEqual([]);
  });

  it("of an index that nobody knows reach the server", async () => {
    await people.createIndex({ key: { a: 1 }, unheard: 1 } as never);
    expect(server.commands[0]?.["indexes"]).toEqual([{ key: { a: 1 }, name: "a_1", unheard: 1 }]);
  });

  it("give a batch its size; one that is none is a fault of the call", () => {
    expect(() => people.find({}, { batchSize: 0 })).toThrow("batchSize");
    expect(() => database.aggregate([], { batchSize: 1.5 })).toThrow("batchSize");
  });
});

describe("values", () => {
  it("are never put into the caller's document", async () => {
    const document = Object.freeze({ name: "Ada" });
    const { insertedIds } = await people.insertMany([document, Object.freeze({ _id: 2 })]);
    expect(insertedIds).toEqual([expect.any(ObjectId), 2]);
    expect(document).toEqual({ name: "Ada" });
    await people.bulkWrite([{ insertOne: { document } }]);
    expect(Object.keys(document)).toEqual(["name"]);
  });

  it("are numbers, and bigints where those would not be exact", async () => {
    const given = { int: 1, long: Long.fromNumber(5), big: 9_007_199_254_740_993n, nested: [{ big: -(2n ** 62n) }] };
    server.reply = (command) =>
      "find" in command ? { ok: 1, cursor: { id: 0n, ns: "fake.people", firstBatch: [given] } } : undefined;
    const plain = { int: 1, long: 5, big: 9_007_199_254_740_993n, nested: [{ big: -(2n ** 62n) }] };
    expect(await people.find().toArray()).toEqual([plain]);
    expect(await people.findOne()).toEqual(plain);
    const answer = await database.command({ find: "people" }, { types: "exact" });
    const [exact] = (answer["cursor"] as { firstBatch: AnyDocument[] }).firstBatch;
    expect(exact).toMatchObject({ int: new Int32(1), long: Long.fromNumber(5) });
  });

  it("that cannot be written are told without being shown", async () => {
    const ring: AnyDocument = { secret: "s3cret" };
    ring["self"] = ring;
    const error = await rejection(people.insertOne(ring));
    expect(error).toMatchObject({ kind: "invalid-value" });
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });

  it("that are none at all are refused as the server does", async () => {
    expect(await rejection(people.insertMany([]))).toMatchObject({ nativeCode: 16 });
    expect(await rejection(people.bulkWrite([]))).toMatchObject({ nativeCode: 16 });
  });
});

describe("explain", () => {
  it("tells the indexes of the plan that is taken", async () => {
    const winningPlan = { stage: "FETCH", inputStage: { stage: "IXSCAN", indexName: "age_1" } };
    const rejectedPlans = [{ stage: "COLLSCAN" }];
    server.reply = (command) =>
      "explain" in command ? { ok: 1, queryPlanner: { winningPlan, rejectedPlans } } : undefined;
    expect(await people.explain({ age: 1 }, { sort: { age: 1 }, limit: 2 })).toMatchObject({
      engine: "mongo",
      pushed: ["$match", "$sort", "$limit"],
      conditional: [],
      residual: [],
      indexes: ["age_1"],
      fullScan: false,
    });
  });

  it("tells the stages of a pipeline, and the plan of what reads the collection", async () => {
    const winningPlan = { stage: "COLLSCAN" };
    server.reply = (command) =>
      "explain" in command ? { ok: 1, stages: [{ $cursor: { queryPlanner: { winningPlan } } }] } : undefined;
    expect(await people.explain([{ $match: { age: 1 } }, { $group: { _id: "$name" } }])).toMatchObject({
      pushed: ["$match", "$group"],
      conditional: [],
      residual: [],
      fullScan: true,
    });
  });
});

describe("events", () => {
  it("tell each operation, with MongoDB's name for it and no value", async () => {
    const seen: AnyDocument[] = [];
    const channel = tracingChannel("@db:operation");
    const subscriber = { asyncEnd: (event: object) => void seen.push(event as AnyDocument) };
    channel.subscribe(subscriber as never);
    try {
      await people.updateOne({ _id: "s3cret" }, { $set: { a: 1 } });
      server.reply = (command) =>
        "find" in command ? { ok: 1, cursor: { id: 0n, ns: "fake.people", firstBatch: [{}, {}] } } : undefined;
      await people.find().toArray();
    } finally {
      channel.unsubscribe(subscriber as never);
    }
    expect(seen).toMatchObject([
      { "db.system.name": "mongodb", "db.operation.name": "update", "db.collection.name": "people", database: "main" },
      { operation: "stream", "db.operation.name": "find", "db.response.returned_rows": 2 },
    ]);
    expect(JSON.stringify(seen)).not.toContain("s3cret");
  });
});

it("stats add up", async () => {
  await Promise.all([database.command({ ping: 1 }), database.command({ ping: 1 })]);
  const [stats] = database.stats();
  expect(stats).toMatchObject({ address: `127.0.0.1:${server.port}`, used: 0, requested: 2, acquired: 2, released: 2 });
  expect(stats?.size).toBe((stats?.idle ?? 0) + (stats?.used ?? 0));
});
