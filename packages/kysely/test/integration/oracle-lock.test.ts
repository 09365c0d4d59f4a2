import { afterAll, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { kyselyOf } from "../../src/index.ts";
import { OracleAdapter } from "../../src/oracle/oracle-adapter.ts";

type Locks = Record<string, { id: string; is_locked: number }>;

// Row locks of a second session are no matter of Oracle alone: PostgreSQL shows whether the design holds.
describeServer("postgres", "Oracle's lock of migrations, on PostgreSQL", (server) => {
  const lockTable = `kysely_lock_${process.pid}`;
  const db = createDatabase(postgres({ url: server.url }));
  const kysely = kyselyOf<Locks>(db);
  const options = { lockTable, lockRowId: "migration_lock" };
  afterAll(async () => {
    await db.execute(sql`drop table if exists ${sql.id(lockTable)}`);
    await db.close();
  });

  it("is held by one at a time, whatever its own session commits, and given up when released", async () => {
    await kysely.schema
      .createTable(lockTable)
      .addColumn("id", "varchar(255)")
      .addColumn("is_locked", "integer")
      .execute();
    await kysely.insertInto(lockTable).values({ id: "migration_lock", is_locked: 0 }).execute();
    const adapter = new OracleAdapter(db);
    const order: string[] = [];
    const migrate = (name: string): Promise<void> =>
      kysely.connection().execute(async (one) => {
        await adapter.acquireMigrationLock(one, options);
        order.push(`${name} has it`);
        await one.transaction().execute(() => Promise.resolve());
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push(`${name} gives it`);
        await adapter.releaseMigrationLock(one);
      });
    await Promise.all([migrate("a"), migrate("b")]);
    const [first, second] = order[0] === "a has it" ? ["a", "b"] : ["b", "a"];
    expect(order).toEqual([`${first} has it`, `${first} gives it`, `${second} has it`, `${second} gives it`]);
    expect(db.endpoints[0]!.stats().used).toBe(0);
  });

  it("keeps no session when the row is not there, and releases what was never taken", async () => {
    const adapter = new OracleAdapter(db);
    const missing = adapter.acquireMigrationLock(kysely, { ...options, lockRowId: "none" });
    await expect(missing).rejects.toMatchObject({ kind: "no-rows" });
    await adapter.releaseMigrationLock(kysely);
    expect(db.endpoints[0]!.stats().used).toBe(0);
  });
});
