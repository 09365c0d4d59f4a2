import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { DocumentDatabase } from "@db/core";

/** What every engine with a sweeper of its own must do with `expireAfterSeconds`. `open` gives a database that sweeps at this interval. */
export function expirySuite(name: string, open: (sweepInterval: number) => DocumentDatabase): void {
  describe(`${name}: documents that expire`, () => {
    const database = open(25);
    afterAll(() => database.close());
    const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

    it("are removed when their time is past, and no others", async () => {
      const sessions = database.collection<{ _id: number; at?: unknown }>("sessions");
      await sessions.createIndex({ key: { at: 1 }, expireAfterSeconds: 60 });
      await sessions.insertMany([
        { _id: 1, at: ago(61) },
        { _id: 2, at: ago(10) },
        { _id: 3, at: [ago(5), ago(90)] },
        { _id: 4, at: "no date" },
        { _id: 5 },
        { _id: 6, at: [1, "x"] },
        { _id: 7, at: Date.now() - 90_000 },
      ]);
      await until(async () => (await sessions.countDocuments()) <= 5);
      expect(await sessions.distinct("_id")).toEqual([2, 4, 5, 6, 7]);
    });

    it("are removed by the thousand, of a partial index those that it has", async () => {
      const logs = database.collection<{ _id: number; at: Date; kept: boolean }>("logs");
      await logs.insertMany(Array.from({ length: 2500 }, (_, _id) => ({ _id, at: ago(3600), kept: _id % 5 === 0 })));
      await logs.createIndex({
        key: { at: 1 },
        expireAfterSeconds: 0,
        partialFilterExpression: { kept: false },
      });
      await until(async () => (await logs.countDocuments()) <= 500);
      await wait(100);
      expect(await logs.countDocuments({ kept: true })).toBe(500);
    });

    it("stay once the index is gone", async () => {
      const drafts = database.collection<{ _id: number; at: Date }>("drafts");
      const index = await drafts.createIndex({ key: { at: 1 }, expireAfterSeconds: 0 });
      await drafts.insertOne({ _id: 1, at: ago(10) });
      await until(async () => (await drafts.countDocuments()) === 0);
      await drafts.dropIndex(index);
      await drafts.insertOne({ _id: 2, at: ago(10) });
      await wait(200);
      expect(await drafts.countDocuments()).toBe(1);
    });
  });
}

/** Waits for what a sweep does some time; fails by the test's own limit. */
async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000 && !(await done()); tries++) await wait(20);
}
