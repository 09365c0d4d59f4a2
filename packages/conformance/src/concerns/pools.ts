import { channels, type PoolEvent } from "@db/core";
import type { Kit } from "../kit.ts";
import { pause } from "../kit.ts";

/** The pool under load, through the database. Its own invariants have their own tests in core. */
export function pools(kit: Kit): void {
  const { series } = kit.subject.statements;

  kit.withDatabase(
    "a thousand calls at once all end, and the statistics are exact",
    async (db) => {
      const done: number[] = [];
      await Promise.all(
        Array.from({ length: 1000 }, async (_, index) => {
          await db.ping();
          done.push(index);
        }),
      );
      kit.equal(done.length, 1000);
      const stats = db.endpoints[0]?.stats();
      kit.equal(
        [stats?.requested, stats?.acquired, stats?.released, stats?.discarded, stats?.waiting, stats?.used],
        [1000, 1000, 1000, 0, 0, 0],
      );
      kit.equal((stats?.size ?? 0) <= 10, true);
    },
    { pool: { max: 10, maxQueue: 1000 } },
  );

  kit.withDatabase(
    "each of many queries at once gets its own rows, and the statistics are exact",
    async (db) => {
      const counts = Array.from({ length: 600 }, (_, index) => 1 + (index % 7));
      const results = await Promise.all(counts.map((count) => db.query(series(count))));
      kit.equal(
        results.map((rows) => rows.length),
        counts,
      );
      for (const { stats } of db.endpoints) {
        const { requested, acquired, released, discarded, used, sharing, waiting } = stats();
        kit.equal([acquired, released, discarded, used, sharing, waiting], [requested, requested, 0, 0, 0, 0]);
      }
    },
    { pool: { max: 3, maxQueue: 1000 } },
  );

  kit.withDatabase(
    "callers are served in the order they came",
    async (db) => {
      const order: number[] = [];
      await Promise.all(Array.from({ length: 100 }, (_, index) => db.session(async () => void order.push(index))));
      kit.equal(
        order,
        Array.from({ length: 100 }, (_, index) => index),
      );
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase(
    "a full queue refuses the next caller at once",
    async (db) => {
      await db.session(async () => {
        const waiting = [db.ping(), db.ping()];
        await kit.rejects(() => db.ping(), "queue-full");
        queueMicrotask(() => undefined);
        void Promise.allSettled(waiting);
      });
      await pause(5);
      kit.equal(db.endpoints[0]?.stats().refused, 1);
    },
    { pool: { max: 1, maxQueue: 2 } },
  );

  kit.withDatabase(
    "a caller that waits too long is told what holds the pool",
    async (db) => {
      await db.session(async () => {
        db.endpoints[0]?.resize({ acquireTimeout: 30 });
        const error = await kit.rejects(() => db.ping(), "acquire-timeout");
        kit.equal(/1 of 1 lent/.test(error.message), true);
      });
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase("suspending holds callers back until it is resumed", async (db) => {
    await db.ping();
    const [endpoint] = db.endpoints;
    endpoint?.suspend();
    let served = false;
    const waiting = db.ping().then(() => (served = true));
    await pause(30);
    kit.equal(served, false);
    endpoint?.resume();
    await waiting;
    kit.equal(await db.query(series(1)), [{ n: 1 }]);
  });

  kit.withDatabase(
    "a leak is reported with the borrower's stack",
    async (db) => {
      const leaks: PoolEvent[] = [];
      const onEvent = (event: unknown): void => {
        if ((event as PoolEvent).type.startsWith("leak")) leaks.push(event as PoolEvent);
      };
      channels.pool.subscribe(onEvent);
      const theBorrower = (): Promise<void> => db.session(() => pause(120));
      await theBorrower();
      channels.pool.unsubscribe(onEvent);
      kit.equal(
        leaks.map(({ type }) => type),
        ["leak", "leak-returned"],
      );
      kit.equal(leaks[0]?.stack?.includes("theBorrower"), true);
      kit.equal(db.endpoints[0]?.stats().leaked, 1);
    },
    { pool: { leakThreshold: 30 } },
  );

  const lasting = kit.subject.define().endpoints[0]?.permanent === true;
  kit.withDatabase(
    lasting ? "a permanent session outlives every limit" : "an idle session is closed in time",
    async (db) => {
      await db.ping();
      await pause(150);
      const stats = db.endpoints[0]?.stats();
      kit.equal(stats?.size, lasting ? 1 : 0);
      await db.ping();
    },
    { pool: { idleTimeout: 40, maxLifetime: 60 } },
  );

  if (!lasting) {
    kit.withDatabase("evicting replaces the sessions", async (db) => {
      await db.ping();
      db.endpoints[0]?.evict();
      await db.ping();
      kit.equal([db.endpoints[0]?.stats().opened, db.endpoints[0]?.stats().closed], [2, 1]);
    });
  }
}
