import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { advisoryLockKey, pglite, withAdvisoryLock } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "advisory locks", (server) => {
  const made = databases(() => server.url);
  const name = `lock-${process.pid}`;

  it("lets one in at a time, across databases, and gives what the callback gives", async () => {
    const rivals = Array.from({ length: 8 }, () => made.make({ pool: { max: 2 } }));
    let inside = 0;
    let most = 0;
    const results = await Promise.all(
      rivals.map((db, index) =>
        withAdvisoryLock(db, name, async (session) => {
          most = Math.max(most, ++inside);
          await session.query(sql`select pg_sleep(0.01)`);
          inside--;
          return index;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("waits without holding a session, so that who holds the lock can use the same small pool", async () => {
    const db = made.make({ pool: { max: 2, acquireTimeout: "3s" } });
    const order: string[] = [];
    await Promise.all(
      ["a", "b", "c", "d", "e"].map((who) =>
        withAdvisoryLock(db, `${name}-pool`, async () => {
          // A second session beside the one that holds the lock.
          await db.query(sql`select pg_sleep(0.01)`);
          order.push(who);
        }),
      ),
    );
    expect(order.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("asks once, or waits so long, and then tells who was named", async () => {
    const [holder, other] = [made.make(), made.make()];
    await withAdvisoryLock(holder, 42n, async () => {
      expect(await rejection(withAdvisoryLock(other, 42n, async () => 1, { wait: false }))).toMatchObject({
        kind: "lock-timeout",
        retry: "transaction",
        message: expect.stringContaining("42"),
      });
      const start = performance.now();
      expect(await rejection(withAdvisoryLock(other, 42n, async () => 1, { wait: "150ms" }))).toMatchObject({
        kind: "lock-timeout",
      });
      expect(performance.now() - start).toBeGreaterThan(140);
      expect(
        await rejection(withAdvisoryLock(other, 42n, async () => 1, { signal: AbortSignal.timeout(50) })),
      ).toMatchObject({ kind: "aborted" });
    });
    expect(await withAdvisoryLock(other, 42n, async () => "free", { wait: false })).toBe("free");
  });

  it("is shared by those who want it shared", async () => {
    const [one, two] = [made.make(), made.make()];
    await withAdvisoryLock(
      one,
      name,
      async () => {
        expect(await withAdvisoryLock(two, name, async () => "too", { shared: true, wait: false })).toBe("too");
        expect(await rejection(withAdvisoryLock(two, name, async () => "alone", { wait: false }))).toMatchObject({
          kind: "lock-timeout",
        });
      },
      { shared: true },
    );
  });

  it("belongs to a transaction until that ends", async () => {
    const [one, two] = [made.make(), made.make()];
    await one.transaction(async (tx) => {
      expect(await withAdvisoryLock(tx, name, async (inside) => inside.queryOne(sql`select 1 as one`))).toEqual({
        one: 1,
      });
      expect(await rejection(withAdvisoryLock(two, name, async () => 1, { wait: false }))).toMatchObject({
        kind: "lock-timeout",
      });
    });
    expect(await withAdvisoryLock(two, name, async () => "free", { wait: false })).toBe("free");
  });

  it("is given back when the callback fails, and the error is the callback's", async () => {
    const [one, two] = [made.make({ pool: { max: 1 } }), made.make()];
    const failure = new Error("mine");
    expect(
      await rejection(
        withAdvisoryLock(one, name, async () => {
          throw failure;
        }),
      ),
    ).toBe(failure);
    expect(await withAdvisoryLock(two, name, async () => "free", { wait: false })).toBe("free");
    // Also inside a transaction of the session that the callback left failed.
    expect(
      await rejection(
        one.session((session) =>
          withAdvisoryLock(session, name, (held) => held.transaction((tx) => tx.query(sql`select 1/0`))),
        ),
      ),
    ).toMatchObject({ kind: "division-by-zero" });
    expect(await withAdvisoryLock(two, name, async () => "free", { wait: false })).toBe("free");
  });

  it("tells when the connection that held the lock broke, though the callback had done its work", async () => {
    const [one, killer] = [made.make(), made.make()];
    const error = await rejection(
      withAdvisoryLock(one, name, async (session) => {
        const { pid } = await session.queryOne<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        await killer.query(sql`select pg_terminate_backend(${pid}, 5000)`);
        await sleep(20);
        return "done";
      }),
    );
    expect(error).toMatchObject({ kind: "connection-lost" });
  });

  it("tells when the callback gave it back itself", async () => {
    const db = made.make();
    expect(
      await rejection(withAdvisoryLock(db, name, (session) => session.query(sql`select pg_advisory_unlock_all()`))),
    ).toMatchObject({ kind: "usage" });
  });

  it("does not deadlock with an index that is built concurrently", async () => {
    const [one, two] = [made.make(), made.make()];
    const table = sql.id(`indexed_${process.pid}`);
    await one.execute(sql`create table ${table} (id int)`);
    try {
      const late = withAdvisoryLock(one, name, async (session) => {
        const waiting = withAdvisoryLock(two, name, async () => "second");
        await sleep(50);
        await session.execute(sql`create index concurrently on ${table} (id)`);
        return { waiting };
      });
      expect(await (await late).waiting).toBe("second");
    } finally {
      await one.execute(sql`drop table ${table}`);
    }
  });

  it("hashes texts the same way for ever, and takes any number of 64 bits", async () => {
    expect(advisoryLockKey("migrations")).toBe(advisoryLockKey("migrations"));
    expect(advisoryLockKey("")).toBe(-2039914840885289964n);
    expect(advisoryLockKey("migrate")).not.toBe(advisoryLockKey("migrations"));
    const db = made.make();
    for (const key of [-(2n ** 63n), 2n ** 63n - 1n])
      expect(await withAdvisoryLock(db, key, async () => "held")).toBe("held");
    expect(await rejection(withAdvisoryLock(db, 2n ** 63n, async () => 1))).toMatchObject({ kind: "usage" });
    expect(await rejection(withAdvisoryLock(db, 5 as never, async () => 1))).toMatchObject({ kind: "usage" });
    expect(await rejection(withAdvisoryLock(db, 1n, async () => 1, { wait: "soon" }))).toMatchObject({ kind: "usage" });
  });
});

describe("advisory locks of PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());

  it("are kept apart by its one session", async () => {
    let inside = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        withAdvisoryLock(db, "one", async (session) => {
          expect(++inside).toBe(1);
          await session.query(sql`select 1`);
          inside--;
        }),
      ),
    );
  });
});
