import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { commitPrepared, pglite, preparedTransactions, rollbackPrepared } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "two-phase commit", (server) => {
  const made = databases(() => server.url);
  const table = sql.id(`two_phase_${process.pid}`);
  const name = (part: string): string => `it's "${part}" of ${process.pid}`;
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  it("keeps what was prepared until any session ends it", async () => {
    const [one, two] = [made.make(), made.make()];
    await one.execute(sql`create table ${table} (id int primary key)`);
    const began = Date.now();
    for (const [id, part] of [
      [1, "kept"],
      [2, "undone"],
    ] as const) {
      await one.transaction(async (tx) => {
        await tx.execute(sql`insert into ${table} values (${id})`);
        await tx.prepare(name(part));
      });
    }
    const waiting = (await preparedTransactions(two)).filter((left) => left.name.endsWith(`of ${process.pid}`));
    expect(waiting.map((left) => left.name)).toEqual([name("kept"), name("undone")]);
    expect(waiting[0]).toMatchObject({
      owner: new URL(server.url).username,
      transaction: expect.stringMatching(/^\d+$/),
    });
    expect(Math.abs(waiting[0]!.preparedAt.getTime() - began)).toBeLessThan(60_000);
    await commitPrepared(two, name("kept"));
    await rollbackPrepared(two, name("undone"));
    expect(await one.query(sql`select id from ${table}`)).toEqual([{ id: 1 }]);
    expect(await rejection(commitPrepared(one, name("kept")))).toMatchObject({
      kind: "undefined-object",
      sqlState: "42704",
    });
    expect((await preparedTransactions(one)).filter((left) => left.name.endsWith(`of ${process.pid}`))).toEqual([]);
  });

  it("works with the manual form, whose session goes back to the pool", async () => {
    const db = made.make({ pool: { max: 1, acquireTimeout: "2s" } });
    const tx = await db.begin();
    await tx.execute(sql`create temporary table gone (id int) on commit drop`).catch(() => undefined);
    await tx.rollback();
    const second = await db.begin();
    await second.execute(sql`select 1`);
    await second.prepare(name("empty"));
    expect(await rejection(second.query(sql`select 1`))).toMatchObject({ kind: "transaction-state" });
    await rollbackPrepared(db, name("empty"));
  });

  it("does not prepare a transaction that has failed", async () => {
    const db = made.make();
    const tx = await db.begin();
    await rejection(tx.query(sql`select 1/0`));
    expect(await rejection(tx.prepare(name("failed")))).toMatchObject({ kind: "rolled-back" });
    expect((await preparedTransactions(db)).some((left) => left.name === name("failed"))).toBe(false);
  });
});

describe("two-phase commit of PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());

  it("is refused", async () => {
    for (const call of [preparedTransactions(db), commitPrepared(db, "x"), rollbackPrepared(db, "x")])
      expect(await rejection(call)).toMatchObject({ kind: "unsupported" });
  });
});
