import { afterAll, expect, it } from "@jest/globals";
import { createDatabase, DatabaseError, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { pgJsonb } from "../../src/index.ts";

/** How many of some calls did it, and with which codes the others were refused. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<{ done: number; codes: unknown[] }> {
  const settled = await Promise.allSettled(calls);
  const errors = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const codes = errors.map((error) => (DatabaseError.is(error) ? error.nativeCode : error));
  return { done: settled.length - errors.length, codes: [...new Set(codes)] };
}

const times = <T>(count: number, call: (n: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: count }, (_, n) => call(n));

describeServer("postgres", "many callers at once", (server) => {
  const schema = `concurrency_${process.pid}`;
  const relational = createDatabase(postgres({ url: server.url }));
  const database = pgJsonb(relational, { schema });
  afterAll(async () => {
    await relational.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await relational.close();
  });

  it("make a collection once, whoever writes to it first", async () => {
    const inserted = database.collection("inserted");
    const upserted = database.collection("upserted");
    const mixed = database.collection("mixed");
    expect(await outcomes(times(10, (_id) => inserted.insertOne({ _id })))).toEqual({ done: 10, codes: [] });
    await Promise.all(
      times(10, () => upserted.updateOne({ key: 1 }, { $inc: { n: 1 } }, { upsert: true }).catch(() => {})),
    );
    expect(await upserted.countDocuments()).toBeGreaterThan(0);
    const writes = times(10, (n): Promise<unknown> =>
      n % 2 === 0 ? mixed.insertOne({ n }) : mixed.createIndex({ key: { n: 1 } }),
    );
    expect(await outcomes(writes)).toEqual({ done: 10, codes: [] });
    expect(await outcomes(times(5, () => database.createCollection("created")))).toEqual({ done: 5, codes: [] });
  });

  it("never get past a unique index that is being made", async () => {
    for (let round = 0; round < 5; round++) {
      const items = database.collection(`indexed_${round}`);
      await items.insertOne({ key: -1 });
      const writes = times(8, (key) => items.insertOne({ key }));
      await Promise.all([items.createIndex({ key: { key: 1 }, unique: true }), ...writes]);
      expect((await outcomes(times(8, (key) => items.insertOne({ key })))).codes).toEqual([11000]);
      expect(await items.countDocuments()).toBe(9);
    }
  });

  it("upsert one document for one key", async () => {
    const counters = database.collection("counters");
    await counters.createIndex({ key: { key: 1 }, unique: true });
    const { done, codes } = await outcomes(
      times(15, () => counters.updateOne({ key: 1 }, { $inc: { n: 1 } }, { upsert: true })),
    );
    expect(codes.every((code) => code === 11000)).toBe(true);
    expect(await counters.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ key: 1, n: done }]);
  });

  it("take each item of a queue once", async () => {
    const queue = database.collection<{ _id: number; state: string; priority: number }>("queue");
    await queue.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, state: "new", priority: _id % 3 })));
    const take = (): Promise<{ _id: number } | undefined> =>
      queue.findOneAndUpdate({ state: "new" }, { $set: { state: "taken" } }, { sort: { priority: 1 } });
    const taken = (await Promise.all(times(25, take))).flatMap((item) => (item === undefined ? [] : [item._id]));
    expect([taken.length, new Set(taken).size]).toEqual([20, 20]);
  });

  it("change the same documents in different ways without waiting in a circle", async () => {
    const items = database.collection("circle");
    await items.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: (n * 79) % 200, n: 0 })));
    const byPipeline = [{ $set: { n: { $add: ["$n", 1] } } }];
    for (let round = 0; round < 3; round++) {
      const updates = times(6, (n) =>
        items.updateMany({ n: { $gte: 0 } }, n % 2 === 0 ? { $inc: { n: 1 } } : byPipeline),
      );
      expect(await outcomes(updates)).toEqual({ done: 6, codes: [] });
    }
    expect(await items.countDocuments({ n: 18 })).toBe(200);
  });

  it("write while the collection is dropped or renamed", async () => {
    const items = database.collection("moving");
    const calls = times(30, (n): Promise<unknown> => {
      if (n % 5 === 0) return items.drop();
      return n % 5 === 1 ? items.rename("moved", { dropTarget: true }) : items.insertOne({ n });
    });
    expect((await outcomes(calls)).codes.filter((code) => code !== 26)).toEqual([]);
  });

  it("read what was there when the cursor was opened", async () => {
    const items = database.collection<{ _id: number; n: number }>("snapshot");
    await items.insertMany(Array.from({ length: 1200 }, (_, _id) => ({ _id, n: 0 })));
    await using cursor = items.find({ n: 0 }, { batchSize: 10 });
    await cursor.next();
    await items.updateMany({}, { $set: { n: 1 } });
    expect(await cursor.toArray()).toHaveLength(1199);
  });
});
