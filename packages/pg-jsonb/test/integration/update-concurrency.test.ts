import { afterAll, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { pgJsonb } from "../../src/index.ts";

describeServer("postgres", "updates at the same time", (server) => {
  const schema = `updates_${process.pid}`;
  const database = createDatabase(postgres({ url: server.url }));
  afterAll(async () => {
    await database.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await database.close();
  });

  it("lose nothing", async () => {
    const items = pgJsonb(database, { schema }).collection("items");
    await items.insertMany(Array.from({ length: 500 }, (_, n) => ({ _id: n, n: 0, free: true })));
    const rounds = Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 10; round++) {
        expect(await items.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1 } })).toMatchObject({ modifiedCount: 500 });
      }
    });
    await Promise.all(rounds);
    expect(await items.countDocuments({ n: 80 })).toBe(500);
  }, 60_000);

  it("give one document to one of them", async () => {
    const jobs = pgJsonb(database, { schema }).collection("jobs");
    await jobs.insertMany(Array.from({ length: 50 }, (_, n) => ({ _id: n, state: "new" })));
    const taken = await Promise.all(
      Array.from({ length: 60 }, () => jobs.updateOne({ state: "new" }, { $set: { state: "taken" } })),
    );
    expect(taken.filter(({ modifiedCount }) => modifiedCount === 1)).toHaveLength(50);
    expect(await jobs.countDocuments({ state: "taken" })).toBe(50);
  }, 60_000);

  it("wait for each other and never in a circle, also where documents are read first", async () => {
    const items = pgJsonb(database, { schema }).collection("read");
    await items.insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: n, n: 0 })));
    const rounds = Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 4; round++) await items.updateMany({}, [{ $set: { n: { $add: ["$n", 1] } } }]);
    });
    await Promise.all(rounds);
    expect(await items.countDocuments({ n: 32 })).toBe(300);
  }, 60_000);
});
