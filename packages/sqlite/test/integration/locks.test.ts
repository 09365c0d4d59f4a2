import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { sqlite, type SqliteOptions } from "../../src/index.ts";
import { Child } from "../support/child.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

/** A database, and another process that can lock its file. */
async function withRival(
  options: SqliteOptions,
  use: (db: RelationalDatabase, rival: (text: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const path = file();
  await using db = createDatabase(sqlite({ file: path, ...options }));
  await db.execute(sql`create table t (id integer primary key, n integer)`);
  await db.execute(sql`insert into t values (1, 0)`);
  await using child = new Child("lock-holder.ts", path);
  expect(await child.line()).toBe("ready");
  await use(db, (text) => {
    child.say(text);
    return child.line();
  });
}

/** Runs a task, and tells how long it took and how often a timer of 5 ms ran meanwhile. */
async function timed(
  task: () => Promise<unknown>,
): Promise<{ readonly outcome: unknown; readonly took: number; readonly ticks: number }> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const began = performance.now();
  const outcome = await task().catch((error: unknown) => error);
  clearInterval(timer);
  return { outcome, took: performance.now() - began, ticks };
}

/** The first batch of a stream, which is then left. */
async function firstBatch(db: RelationalDatabase, limits: object = {}): Promise<unknown> {
  const batches = db.stream(sql`select n from t`, limits).batches();
  const { value } = await batches.next();
  await batches.return();
  return value;
}

const add = sql`update t set n = n + 1`;

describe("while another process holds the write lock", () => {
  it("waits without blocking the event loop, then goes on", async () => {
    await withRival({}, async (db, rival) => {
      expect(await rival("begin immediate; update t set n = 10")).toBe("ok");
      setTimeout(() => void rival("commit"), 400);
      const { outcome, took, ticks } = await timed(() => db.execute(add));
      expect(outcome).toMatchObject({ affectedRows: 1 });
      expect(took).toBeGreaterThan(350);
      expect(took).toBeLessThan(1500);
      // 80 at most; a blocked loop would have none.
      expect(ticks).toBeGreaterThan(40);
      expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 11 });
    });
  });

  it("reads go on", async () => {
    await withRival({}, async (db, rival) => {
      await rival("begin immediate; update t set n = 10");
      const { outcome, took } = await timed(() => db.query(sql`select n from t`));
      expect(outcome).toEqual([{ n: 0 }]);
      expect(took).toBeLessThan(100);
      await rival("commit");
      expect(await db.query(sql`select n from t`)).toEqual([{ n: 10 }]);
    });
  });

  it.each<[string, (db: RelationalDatabase) => Promise<unknown>]>([
    ["a statement", (db) => db.execute(add)],
    ["a transaction", (db) => db.transaction((tx) => tx.execute(add))],
    ["a bulk insert", (db) => db.bulkInsert("t", [{ id: 2, n: 2 }])],
    [
      "the first write of a deferred transaction",
      (db) => db.transaction((tx) => tx.execute(add), { immediate: false }),
    ],
    [
      "a bulk insert in a deferred transaction",
      (db) => db.transaction((tx) => tx.bulkInsert("t", [{ id: 2, n: 2 }]), { immediate: false }),
    ],
  ])("%s rejects with lock-timeout after busyTimeout", async (_what, task) => {
    await withRival({ busyTimeout: "150ms" }, async (db, rival) => {
      await rival("begin immediate");
      const { outcome, took } = await timed(() => task(db));
      expect(outcome).toMatchObject({
        kind: "lock-timeout",
        nativeCode: "SQLITE_BUSY",
        retry: "transaction",
        engine: "sqlite",
        transactionState: "unchanged",
      });
      expect(took).toBeGreaterThan(145);
      expect(took).toBeLessThan(600);
      await rival("commit");
      await expect(task(db)).resolves.toBeDefined();
    });
  });

  it.each<[string, (db: RelationalDatabase, limits: object) => Promise<unknown>]>([
    ["a statement", (db, limits) => db.execute(add, limits)],
    ["a transaction", (db, limits) => db.transaction((tx) => tx.execute(add), limits)],
    ["a manual transaction", (db, limits) => db.begin(limits)],
    ["a bulk insert", (db, limits) => db.bulkInsert("t", [{ id: 2, n: 2 }], limits)],
    [
      "a stream that writes",
      (db, limits) =>
        db
          .stream(sql`update t set n = n + 1 returning n`, limits)
          .batches()
          .next(),
    ],
  ])("%s heeds its timeout and its signal", async (_what, task) => {
    await withRival({ busyTimeout: "20s" }, async (db, rival) => {
      await rival("begin immediate");
      const limited = await timed(() => task(db, { timeout: 120 }));
      expect(limited.outcome).toMatchObject({ kind: "timeout" });
      expect(limited.took).toBeLessThan(500);
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 80);
      const aborted = await timed(() => task(db, { signal: abort.signal }));
      expect(aborted.outcome).toMatchObject({ kind: "aborted" });
      expect(aborted.took).toBeLessThan(400);
      await rival("commit");
      // Nothing of what was given up was done, or is done later.
      expect(await db.query(sql`select id, n from t`)).toEqual([{ id: 1, n: 0 }]);
    });
  });

  it("whole transactions are repeated when asked for", async () => {
    await withRival({ busyTimeout: 30 }, async (db, rival) => {
      await rival("begin immediate; update t set n = 100");
      setTimeout(() => void rival("commit"), 300);
      let attempts = 0;
      await db.transaction(
        async (tx) => {
          await tx.execute(add);
        },
        { retry: { attempts: 50, delay: 20, maxDelay: 20, verify: () => ++attempts > 0 } },
      );
      expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 101 });
    });
  });
});

describe("a stale snapshot", () => {
  it("is a serialization failure at once, and the transaction is still open", async () => {
    await withRival({}, async (db, rival) => {
      const tx = await db.begin({ immediate: false });
      expect(await tx.queryOne(sql`select n from t`)).toEqual({ n: 0 });
      expect(await rival("update t set n = 5")).toBe("ok");
      const { outcome, took } = await timed(() => tx.execute(add));
      expect(outcome).toMatchObject({
        kind: "serialization-failure",
        nativeCode: "SQLITE_BUSY_SNAPSHOT",
        retry: "transaction",
        transactionState: "unchanged",
      });
      expect(took).toBeLessThan(200);
      await tx.rollback();
    });
  });

  it("retry begins the whole transaction anew", async () => {
    await withRival({}, async (db, rival) => {
      let attempts = 0;
      await db.transaction(
        async (tx) => {
          await tx.queryOne(sql`select n from t`);
          if (++attempts === 1) await rival("update t set n = 5");
          await tx.execute(add);
        },
        { immediate: false, retry: { attempts: 2 } },
      );
      expect(attempts).toBe(2);
      expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 6 });
    });
  });

  it("cannot happen to a transaction that took the lock at its beginning, which is the default", async () => {
    await withRival({}, async (db, rival) => {
      await db.transaction(async (tx) => {
        await tx.queryOne(sql`select n from t`);
        expect(await rival("update t set n = 5")).toBe("SQLITE_BUSY");
        await tx.execute(add);
      });
      expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 1 });
    });
  });
});

describe("a file that another process locks wholly", () => {
  it("reads wait as well, streams too, and time out", async () => {
    await withRival({ journalMode: "delete", busyTimeout: "100ms" }, async (db, rival) => {
      expect(await rival("begin exclusive; update t set n = 3")).toBe("ok");
      await expect(db.query(sql`select n from t`)).rejects.toMatchObject({ kind: "lock-timeout" });
      await expect(firstBatch(db)).rejects.toMatchObject({ kind: "lock-timeout" });
      setTimeout(() => void rival("commit"), 60);
      const { outcome } = await timed(() => firstBatch(db));
      expect(outcome).toEqual([{ n: 3 }]);
    });
  });

  it("a stream that waits for it heeds its timeout and its signal", async () => {
    await withRival({ journalMode: "delete", busyTimeout: "20s" }, async (db, rival) => {
      await rival("begin exclusive");
      const limited = await timed(() => firstBatch(db, { timeout: 100 }));
      expect(limited.outcome).toMatchObject({ kind: "timeout" });
      expect(limited.took).toBeLessThan(500);
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 60);
      const aborted = await timed(() => firstBatch(db, { signal: abort.signal }));
      expect(aborted.outcome).toMatchObject({ kind: "aborted" });
      expect(aborted.took).toBeLessThan(400);
      await rival("commit");
      expect(await db.query(sql`select n from t`)).toEqual([{ n: 0 }]);
    });
  });

  it("a commit waits for readers of another process", async () => {
    await withRival({ journalMode: "delete" }, async (db, rival) => {
      await rival("begin; select * from t");
      setTimeout(() => void rival("commit"), 200);
      const { took } = await timed(() => db.transaction((tx) => tx.execute(add)));
      expect(took).toBeGreaterThan(150);
      expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 1 });
    });
  });

  it("opening waits for it too", async () => {
    await withRival({ journalMode: "delete" }, async (db, rival) => {
      const { database } = await db.server();
      await rival("begin exclusive");
      setTimeout(() => void rival("commit"), 150);
      await using second = createDatabase(sqlite({ file: database as string, journalMode: "delete" }));
      const { outcome, took } = await timed(() => second.query(sql`select n from t`));
      expect(outcome).toEqual([{ n: 0 }]);
      expect(took).toBeGreaterThan(100);
    });
  });

  it("is alive: an idle session that is checked meanwhile is kept", async () => {
    await withRival({ journalMode: "delete", pool: { validateAfter: 1 } }, async (db, rival) => {
      await rival("begin exclusive");
      setTimeout(() => void rival("commit"), 150);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await db.query(sql`select n from t`)).toEqual([{ n: 0 }]);
      expect(db.endpoints[0]!.stats().opened).toBe(1);
    });
  });
});
