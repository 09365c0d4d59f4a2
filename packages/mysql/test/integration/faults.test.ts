import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { DatabaseError, sql } from "@db/core";
import { describePrivateServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { rejection, withDatabases, type Databases } from "./support/database.ts";

/** What these tests need of a private server. */
interface Broken {
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): void;
  resume(): void;
}

const slow = sql`select 1 from (select 1 union select 2) t where sleep(30) = 2`;
const patient = { acquireTimeout: "10s", backoff: { initial: 20, max: 100 } } as const;

function tests(made: Databases, server: () => Broken): void {
  it("killed under twenty calls, tells each of them, and serves the next after its restart", async () => {
    const db = made.make({ pool: { max: 20, ...patient } });
    const calls = Array.from({ length: 20 }, (_none, index) => {
      if (index % 4 === 0) return db.transaction((tx) => tx.query(slow));
      if (index % 4 === 1)
        return (async () => {
          for await (const _ of db.stream(slow, { batchSize: 10 }));
        })();
      if (index % 4 === 2) return db.session((session) => session.query(slow));
      return db.query(slow);
    });
    const settled = Promise.allSettled(calls);
    await sleep(500);
    expect(db.endpoints[0]!.stats().used).toBe(20);
    const start = performance.now();
    await server().kill();
    for (const result of await settled) {
      expect(result.status).toBe("rejected");
      const { reason } = result as PromiseRejectedResult;
      expect(DatabaseError.is(reason)).toBe(true);
      expect(reason).toMatchObject({ kind: "connection-lost", retry: "reconnect", connection: "evict" });
    }
    expect(performance.now() - start).toBeLessThan(5000);
    expect(db.endpoints[0]!.stats()).toMatchObject({ used: 0, idle: 0 });
    await server().restart();
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  }, 60_000);

  it("killed while nobody asks, is noticed without a word, and serves the next", async () => {
    const db = made.make({ pool: { min: 3, max: 3, ...patient } });
    await db.open();
    await server().kill();
    await server().restart();
    expect(await Promise.all([1, 2, 3, 4].map(() => db.query(sql`select 1 as one`)))).toHaveLength(4);
  }, 60_000);

  it("stopped in its own order, says that it goes", async () => {
    const db = made.make({ pool: { max: 1, ...patient } });
    await db.query(sql`select 1`);
    const running = rejection(db.query(slow));
    await sleep(200);
    await server().restart();
    expect(await running).toMatchObject({ kind: expect.stringMatching(/connection-lost|cancelled/) });
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  }, 60_000);

  it("frozen, does not hold a call beyond its time limit, nor its signal, nor closing", async () => {
    const db = made.make({ pool: { max: 2, ...patient } });
    await Promise.all([db.query(sql`select sleep(0.05)`), db.query(sql`select sleep(0.05)`)]);
    server().pause();
    try {
      const start = performance.now();
      const [timed, aborted] = await Promise.all([
        rejection(db.query(sql`select 1`, { timeout: 200 })),
        rejection(db.query(sql`select 2`, { signal: AbortSignal.timeout(200) })),
      ]);
      expect(timed).toMatchObject({ kind: "timeout" });
      expect(aborted).toMatchObject({ kind: "aborted" });
      expect(performance.now() - start).toBeLessThan(2500);
      const late = made.make({
        connectTimeout: "300ms",
        pool: { max: 1, acquireTimeout: "1s", backoff: { initial: 10, max: 50 } },
      });
      expect(await rejection(late.query(sql`select 1`))).toMatchObject({
        kind: expect.stringMatching(/cannot-connect|acquire-timeout/),
      });
      const closing = performance.now();
      await late.close({ timeout: 100 });
      expect(performance.now() - closing).toBeLessThan(2500);
    } finally {
      server().resume();
    }
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  }, 60_000);

  it("frozen, does not hold a database that is closed with a call under way", async () => {
    const db = made.make({ pool: { max: 1, ...patient } });
    await db.query(sql`select 1`);
    server().pause();
    try {
      const running = rejection(db.query(sql`select sleep(1)`));
      const start = performance.now();
      await db.close({ timeout: 100 });
      expect(performance.now() - start).toBeLessThan(2500);
      expect(await running).toMatchObject({ family: "connection" });
    } finally {
      server().resume();
    }
  }, 60_000);
}

await describePrivateServer("mysql", "a server that fails", {}, (server) =>
  withDatabases(
    mysql,
    () => server().url,
    (made) => tests(made, server),
  ),
);
await describePrivateServer("mariadb", "a server that fails", {}, (server) =>
  withDatabases(
    mariadb,
    () => server().url,
    (made) => tests(made, server),
  ),
);
