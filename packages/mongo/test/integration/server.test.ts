import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DocumentWriteError, type AnyDocument, type DocumentCollection } from "@db/core";
import { recordNotRun } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import type { MongoDatabase } from "../../src/index.ts";
import { isGateway, openOn } from "../support/open-on.ts";
import { rejection } from "../support/rejection.ts";

describeServer("mongo", "a server", (server) => {
  const open = openOn(server);
  const database: MongoDatabase = open();
  let round = 0;
  let numbers: DocumentCollection<AnyDocument>;
  beforeEach(async () => {
    numbers = database.collection(`numbers_${++round}`);
    await numbers.insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, even: _id % 2 === 0 })));
  });
  afterAll(() => database.close());

  /** A test of something that the gateway has not: a todo there, which says so. */
  function onlyMongo(title: string, reason: string, test: () => Promise<void>): void {
    if (!isGateway(server)) {
      // oxlint-disable-next-line jest/expect-expect -- the assertions are in what is given
      it(title, test);
      return;
    }
    recordNotRun({ subject: `MongoDB: ${title}`, reason });
    it.todo(`not run: ${title}: ${reason}`);
  }

  it("gives batches of the size asked for, as they are read", async () => {
    const sizes: number[] = [];
    for await (const batch of numbers.find({}, { batchSize: 120 }).batches()) sizes.push(batch.length);
    expect(sizes).toEqual([120, 120, 60]);
  });

  it("stops a call at its time limit, and goes on working", async () => {
    const slow = [{ $set: { n: { $range: [0, 20_000] } } }, { $unwind: "$n" }, { $group: { _id: "$n" } }];
    const start = performance.now();
    const error = await rejection(numbers.aggregate(slow, { timeout: 100 }).toArray());
    expect(error.kind).toBe("timeout");
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await numbers.countDocuments({ even: true })).toBe(150);
  });

  it("stops a call by its signal, and goes on working", async () => {
    const slow = [{ $set: { n: { $range: [0, 20_000] } } }, { $unwind: "$n" }, { $group: { _id: "$n" } }];
    const controller = new AbortController();
    const pending = rejection(numbers.aggregate(slow, { signal: controller.signal }).toArray());
    setTimeout(() => controller.abort(), 50);
    expect(await pending).toMatchObject({ kind: "aborted" });
    expect(await numbers.countDocuments()).toBe(300);
  });

  it("refuses some of several writes, tells which and what the others did", async () => {
    const error = (await rejection(
      numbers.bulkWrite(
        [
          { insertOne: { document: { _id: 1 } } },
          { updateMany: { filter: { even: true }, update: { $set: { even: "yes" } } } },
          { insertOne: { document: { _id: 2 } } },
          { deleteOne: { filter: { _id: 7 } } },
        ],
        { ordered: false },
      ),
    )) as DocumentWriteError;
    expect(error).toBeInstanceOf(DocumentWriteError);
    expect(error.failures.map(({ index, code }) => [index, code])).toEqual([
      [0, 11_000],
      [2, 11_000],
    ]);
    expect(error.result).toMatchObject({ insertedCount: 0, modifiedCount: 150, deletedCount: 1 });
    expect(error.constraint).toBe(isGateway(server) ? error.constraint : "_id_");
  });

  it("reads its own writes in a transaction, which others do not see before it ends", async () => {
    await database.transaction(async (tx) => {
      const inside = tx.collection(numbers.name);
      await inside.deleteMany({ even: true });
      expect(await inside.find({}, { batchSize: 10 }).toArray()).toHaveLength(150);
      expect(await numbers.countDocuments()).toBe(300);
    });
    expect(await numbers.countDocuments()).toBe(150);
  });

  it("rolls back what its server ended, also when the work goes on", async () => {
    const error = await rejection(
      database.transaction(async (tx) => {
        const inside = tx.collection(numbers.name);
        await inside.deleteOne({ _id: 0 });
        await rejection(inside.insertOne({ _id: 1 }));
      }),
    );
    expect(error).toMatchObject({ retry: "transaction", engine: "mongo" });
    expect(await numbers.countDocuments()).toBe(300);
  });

  it("runs commands on the connections of one pool, and leaves none behind", async () => {
    const own = open({ pool: { max: 3 } });
    await Promise.all(Array.from({ length: 20 }, () => own.collection(numbers.name).findOne({ _id: 5 })));
    const [before] = own.stats();
    expect(before?.size).toBeLessThanOrEqual(3);
    expect(before).toMatchObject({ used: 0, requested: 20, acquired: 20 });
    const cursor = own.collection(numbers.name).find({}, { batchSize: 2 });
    await cursor.next();
    await own.close();
    expect(own.stats()).toMatchObject([{ size: 0, opening: 0 }]);
    expect(await rejection(own.collection("a").findOne())).toMatchObject({ kind: "closed" });
  });

  it("has the client's own database for what is not here", async () => {
    const native = await database.native();
    expect(await native.collection(numbers.name).countDocuments()).toBe(300);
  });

  describe("differences of the gateway", () => {
    onlyMongo("tells whether there was a collection to drop", "the DocumentDB gateway answers both alike", async () => {
      expect([await numbers.drop(), await numbers.drop()]).toEqual([true, false]);
    });
    onlyMongo("explains by the server's plan", "the DocumentDB gateway has no command explain", async () => {
      await numbers.createIndex({ key: { even: 1 } });
      expect(await numbers.explain({ even: true })).toMatchObject({ indexes: ["even_1"], fullScan: false });
      expect(await numbers.explain({ odd: true })).toMatchObject({ indexes: [], fullScan: true });
    });
    onlyMongo("has a write stopped by its session", "the DocumentDB gateway has no command killSessions", async () => {
      const filter = { $where: "sleep(100) || true" } as AnyDocument;
      const update = { $set: { touched: true } };
      expect(await rejection(numbers.updateMany(filter, update, { signal: AbortSignal.timeout(200) }))).toMatchObject({
        kind: "aborted",
      });
      expect(await numbers.countDocuments({ touched: true })).toBeLessThan(300);
    });
    onlyMongo("names the index of a duplicate", "the DocumentDB gateway words the error otherwise", async () => {
      expect(await rejection(numbers.insertOne({ _id: 1 }))).toMatchObject({ constraint: "_id_", table: numbers.name });
    });
    onlyMongo("ends cursors over what is dropped", "the DocumentDB gateway keeps them", async () => {
      const cursor = numbers.find({}, { batchSize: 10 });
      await cursor.next();
      await numbers.drop();
      expect(await rejection(cursor.toArray())).toMatchObject({ nativeCode: 175 });
    });
  });
});
