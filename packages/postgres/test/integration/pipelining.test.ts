import { expect, it } from "@jest/globals";
import { channels, sql, type OperationEvent, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "statements that share a connection", (server) => {
  const made = databases(() => server.url);
  const table = sql.id(`pipelined_${process.pid}`);
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  /** A division; by zero, the server refuses it. */
  const divide = (db: RelationalDatabase, by: number): Promise<{ v: number }> =>
    db.queryOne(sql<{ v: number }>`select 60 / ${by}::int as v`);

  /** A database of one connection that knows the statement as quick. */
  async function warm(): Promise<RelationalDatabase> {
    const db = made.make({ pool: { max: 1 } });
    await Promise.all(Array.from({ length: 8 }, () => divide(db, 2)));
    return db;
  }

  const sharing = (db: RelationalDatabase): number => db.endpoints[0]?.stats().sharing ?? 0;

  /** The most that shared the connection until a promise was settled. */
  async function mostSharing(db: RelationalDatabase, work: Promise<unknown>): Promise<number> {
    let most = 0;
    let done = false;
    void work.finally(() => (done = true)).catch(() => undefined);
    while (!done) {
      most = Math.max(most, sharing(db));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return most;
  }

  it("are sent together, and each gets its own row", async () => {
    const db = await warm();
    const divisors = Array.from({ length: 40 }, (_, index) => 1 + (index % 6));
    const work = Promise.all(divisors.map((by) => divide(db, by)));
    expect(await mostSharing(db, work)).toBe(7);
    expect(await work).toEqual(divisors.map((by) => ({ v: Math.trunc(60 / by) })));
  });

  it("fail by themselves", async () => {
    const db = await warm();
    const results = await Promise.allSettled([3, 0, 4, 0, 0, 5, 6].map((by) => divide(db, by)));
    expect(
      results.map((result) =>
        result.status === "fulfilled" ? result.value.v : (result.reason as { kind: string }).kind,
      ),
    ).toEqual([20, "division-by-zero", 15, "division-by-zero", "division-by-zero", 12, 10]);
    expect(db.endpoints[0]?.stats()).toMatchObject({ opened: 1, closed: 0, used: 0, sharing: 0 });
  });

  it("survive a change of the table while they wait", async () => {
    const [db, owner] = [made.make({ pool: { max: 1 } }), made.make()];
    await owner.execute(sql`create table ${table} (a int)`);
    await owner.execute(sql`insert into ${table} values (1)`);
    const all = sql`select * from ${table}`;
    for (let time = 0; time < 2; time++) await Promise.all(Array.from({ length: 8 }, () => db.query(all)));
    await owner.execute(sql`alter table ${table} add column b int default 2`);
    expect(await Promise.all(Array.from({ length: 20 }, () => db.query(all)))).toEqual(
      Array.from({ length: 20 }, () => [{ a: 1, b: 2 }]),
    );
  });

  it("leave no more prepared on the server than the cache holds", async () => {
    const db = made.make({ pool: { max: 1 }, statementCacheSize: 4 });
    const texts = Array.from({ length: 12 }, (_, index) => `select ${index}::int as v`);
    const ask = (index: number): Promise<unknown> => db.query(sql.native(texts[index % texts.length] ?? ""));
    for (let round = 0; round < 20; round++)
      await Promise.all(Array.from({ length: 48 }, (_, index) => ask(index + round)));
    const { count } = await db.queryOne<{ count: number }>(
      sql`select count(*)::int as count from pg_prepared_statements`,
    );
    expect(count).toBeLessThanOrEqual(5);
  });

  it("do not wait behind what is slow, locks, or is limited", async () => {
    const db = made.make({ pool: { max: 1 } });
    const nap = (): Promise<unknown> => db.query(sql`select pg_sleep(0.02)`);
    expect(await mostSharing(db, Promise.all(Array.from({ length: 8 }, nap)))).toBe(0);
    await other(db);
    const limited = Array.from({ length: 8 }, () => db.query(sql`select 1 as v`, { timeout: "5s" }));
    expect(await mostSharing(db, Promise.all(limited))).toBe(0);
  });

  /** Row locks are no mere reads. */
  async function other(db: RelationalDatabase): Promise<void> {
    const locking = Array.from({ length: 8 }, () => db.query(sql`select * from ${table} for update`));
    expect(await mostSharing(db, Promise.all(locking))).toBe(0);
  }

  it("are all told when the connection breaks", async () => {
    const db = await warm();
    const { pid } = await db.queryOne<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    const admin = made.make();
    await admin.ping();
    const work = Promise.allSettled(Array.from({ length: 400 }, (_, index) => divide(db, 1 + (index % 6))));
    await admin.execute(sql`select pg_terminate_backend(${pid})`);
    const kinds = new Set(
      (await work).map((result) => (result.status === "fulfilled" ? "done" : (result.reason as { kind: string }).kind)),
    );
    // Those who had been sent are told; those who still waited get the next connection.
    expect(
      [...kinds].filter((kind) => !["done", "server-shutdown", "connection-lost", "terminated"].includes(kind)),
    ).toEqual([]);
    expect(await divide(db, 2)).toEqual({ v: 30 });
    expect(db.endpoints[0]?.stats()).toMatchObject({ used: 0, sharing: 0, waiting: 0, size: 1 });
  });

  it("are each told to whoever watches", async () => {
    const db = await warm();
    const seen: OperationEvent[] = [];
    const onEnd = (event: unknown): void => void seen.push(event as OperationEvent);
    channels.operation.asyncEnd.subscribe(onEnd);
    try {
      await Promise.all([1, 2, 3, 4, 5, 6].map((by) => divide(db, by)));
    } finally {
      channels.operation.asyncEnd.unsubscribe(onEnd);
    }
    expect(seen.map((event) => event["db.response.returned_rows"])).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describeServer("postgres", "a transaction's beginning", (server) => {
  const made = databases(() => server.url);

  it("goes with the first statement, whatever it is", async () => {
    const db = made.make({ pool: { max: 1 } });
    const level = sql<{ v: string }>`select current_setting('transaction_isolation') as v`;
    for (let time = 0; time < 2; time++) {
      expect(await db.transaction((tx) => tx.queryOne(level), { isolation: "serializable" })).toEqual({
        v: "serializable",
      });
      expect(
        await db.transaction((tx) => tx.transaction((inner) => inner.queryOne(level)), {
          isolation: "repeatable-read",
        }),
      ).toEqual({ v: "repeatable read" });
      const read = await db.transaction(
        async (tx) => {
          for await (const row of tx.stream(level)) return row;
          return undefined;
        },
        { isolation: "repeatable-read" },
      );
      expect(read).toEqual({ v: "repeatable read" });
      const native = await db.transaction(
        (tx) =>
          tx.native(async (client) =>
            (client as { query(text: string): Promise<{ rows: unknown[] }> }).query("show transaction_isolation"),
          ),
        { isolation: "serializable" },
      );
      expect(native.rows).toEqual([{ transaction_isolation: "serializable" }]);
    }
  });

  it("is sent before the client's own connection is lent", async () => {
    const db = made.make({ pool: { max: 1 } });
    const table = sql.id(`begun_${process.pid}`);
    await db.execute(sql`create table ${table} (v int)`);
    made.finally(() => made.make().execute(sql`drop table ${table}`));
    const insert = (client: unknown): Promise<unknown> =>
      (client as { query(text: string): Promise<unknown> }).query(`insert into begun_${process.pid} values (1)`);
    await db.session(async (session) => {
      const tx = await session.begin();
      await session.native(insert);
      await tx.rollback();
      await expect(
        session.transaction(async () => {
          await session.native(insert);
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
    });
    expect(await db.query(sql`select * from ${table}`)).toEqual([]);
  });

  it("is repeated with a first statement whose plan is stale", async () => {
    const [db, owner] = [made.make({ pool: { max: 1 } }), made.make()];
    const table = sql.id(`stale_${process.pid}`);
    await owner.execute(sql`create table ${table} as select 1 as a`);
    made.finally(() => owner.execute(sql`drop table ${table}`));
    const all = sql`select * from ${table}`;
    for (let time = 0; time < 2; time++) await db.query(all);
    await owner.execute(sql`alter table ${table} add column b int default 2`);
    const read = await db.transaction(async (tx) => [await tx.query(all), await tx.query(all)], {
      isolation: "repeatable-read",
    });
    expect(read).toEqual([[{ a: 1, b: 2 }], [{ a: 1, b: 2 }]]);
  });

  it("is not sent at all for nothing", async () => {
    const db = made.make({ pool: { max: 1 } });
    await db.transaction(async () => undefined);
    await expect(db.transaction(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await db.transaction((tx) => tx.transaction(async () => undefined));
    expect(await db.queryOne(sql`select 1 as v`)).toEqual({ v: 1 });
  });

  it("fails the first statement's transaction as any other would", async () => {
    const db = made.make({ pool: { max: 1 } });
    for (const statement of [sql`select 1 / 0`, sql`selec`, sql`select * from no_such_table`]) {
      const error = await rejection(
        db.transaction(async (tx) => {
          const first = await rejection(tx.query(statement));
          expect(first["transactionState"]).toBe("failed");
          await tx.query(sql`select 1`);
        }),
      );
      expect(error["kind"]).toBe("transaction-failed");
    }
    expect(await db.transaction((tx) => tx.queryOne(sql`select 1 as v`))).toEqual({ v: 1 });
  });
});
