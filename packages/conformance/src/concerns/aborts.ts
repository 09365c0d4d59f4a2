import { sql } from "@db/core";
import { pause, type Kit } from "../kit.ts";

/** Aborts and time limits, and that they reach the server. */
export function aborts(kit: Kit): void {
  const { sleep, series, sessionCount } = kit.subject.statements;

  kit.withDatabase("a signal that has fired sends nothing", async (db) => {
    await kit.rejects(() => db.query(series(1), { signal: AbortSignal.abort() }), "aborted");
    await kit.rejects(() => db.transaction(() => Promise.resolve(), { signal: AbortSignal.abort() }), "aborted");
  });

  kit.withDatabase("what is no duration is refused", async (db) => {
    await kit.rejects(() => db.query(series(1), { timeout: "soon" }), "usage");
    await kit.rejects(() => db.query(series(1), { timeout: -1 }), "usage");
  });

  kit.withDatabase("limits that are not reached change nothing", async (db) => {
    const abort = new AbortController();
    for (let round = 0; round < 50; round++)
      kit.equal(await db.query(series(1), { signal: abort.signal, timeout: "10s" }), [{ n: 1 }]);
    abort.abort();
    kit.equal(await db.query(series(1)), [{ n: 1 }]);
  });

  kit.withDatabase(
    "limits longer than a timer can wait are no limits",
    async (db) => {
      kit.equal(await db.query(series(1), { timeout: "60d" }), [{ n: 1 }]);
      kit.equal(await db.transaction((tx) => tx.query(series(1)), { timeout: "60d" }), [{ n: 1 }]);
    },
    { connectTimeout: "60d", timeout: "60d", pool: { acquireTimeout: "60d", idleTimeout: "60d", maxLifetime: "60d" } },
  );

  kit.withDatabase(
    "the wait for a session can be aborted, and bounded",
    async (db) => {
      await db.session(async () => {
        const abort = new AbortController();
        setTimeout(() => abort.abort(), 20);
        await kit.rejects(() => db.ping({ signal: abort.signal }), "aborted");
        await kit.rejects(() => db.ping({ timeout: 20 }), "acquire-timeout");
        const stats = db.endpoints[0]?.stats();
        kit.equal([stats?.aborted, stats?.timedOut, stats?.waiting], [1, 1, 0]);
      });
      await db.ping();
    },
    { pool: { max: 1 } },
  );

  if (!kit.capabilities.cancel) return;
  if (sleep === undefined) {
    kit.it("the subject has a statement that can be stopped", () =>
      Promise.reject(new Error("the driver declares cancel, so the subject needs statements.sleep")),
    );
    return;
  }

  const serverIsFree = async (work: Promise<unknown>, began: number): Promise<void> => {
    await work;
    kit.equal(performance.now() - began < 1000, true);
  };

  kit.withDatabase(
    "a time limit stops the statement on the server",
    async (db) => {
      const began = performance.now();
      await serverIsFree(
        kit.rejects(() => db.query(sleep(20), { timeout: 100 }), "timeout"),
        began,
      );
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
      kit.equal(db.endpoints[0]?.stats().opened, 1);
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase(
    "an abort stops the statement on the server",
    async (db) => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 100);
      const began = performance.now();
      await serverIsFree(
        kit.rejects(() => db.query(sleep(20), { signal: abort.signal }), "aborted"),
        began,
      );
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
      kit.equal(db.endpoints[0]?.stats().opened, 1);
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase(
    "the database's own time limit counts where a call has none",
    async (db) => {
      await kit.rejects(() => db.query(sleep(20)), "timeout");
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    },
    { timeout: "100ms" },
  );

  kit.withDatabase(
    "a late stop never hits the next statement",
    async (db) => {
      let rows = 0;
      for (let round = 0; round < 40; round++) {
        const abort = new AbortController();
        const first = db.query(sleep(0.01), { signal: abort.signal }).catch(() => undefined);
        // Around the moment the statement ends by itself.
        await pause(6 + (round % 10));
        abort.abort();
        const [row] = await Promise.all([db.queryOne(series(1)), first]);
        rows += row.n;
      }
      kit.equal(rows, 40);
    },
    { pool: { max: 1 } },
  );

  kit.withItems(
    "an abort inside a transaction fails the statement, and the transaction is rolled back",
    async (db, table) => {
      await kit.rejects(
        db.transaction(async (tx) => {
          await tx.execute(table.insert(1));
          await tx.query(sleep(20), { timeout: 50 });
        }),
        "timeout",
      );
      kit.equal(await table.ids(db), []);
    },
  );

  kit.withDatabase("the wait for the session's turn is bounded too", async (db) => {
    await db.session(async (session) => {
      const first = session.query(sleep(0.5));
      const began = performance.now();
      await kit.rejects(() => session.query(series(1), { timeout: 50 }), "timeout");
      await kit.rejects(() => session.query(series(1), { signal: AbortSignal.timeout(50) }), "aborted");
      kit.equal(performance.now() - began < 400, true);
      const last = session.query(series(1));
      await first;
      kit.equal(await last, [{ n: 1 }]);
    });
  });

  kit.withDatabase("a transaction's own limits stop the statement that runs in it", async (db) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const began = performance.now();
    await kit.rejects(
      db.transaction((tx) => tx.query(sleep(20)), { signal: abort.signal }),
      "aborted",
    );
    await kit.rejects(
      db.transaction((tx) => tx.transaction((inner) => inner.query(sleep(20))), { timeout: 100 }),
      "timeout",
    );
    kit.equal(performance.now() - began < 1500, true);
    kit.equal(await db.query(series(1)), [{ n: 1 }]);
  });

  kit.withDatabase(
    "an abort in the middle of a stream frees the server",
    async (db) => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 100);
      const began = performance.now();
      await kit.rejects(async () => {
        for await (const _ of db.stream(sleep(20), { signal: abort.signal }));
      }, "aborted");
      kit.equal(performance.now() - began < 1000, true);
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    },
    { pool: { max: 1 } },
  );

  if (sessionCount === undefined) return;
  kit.withDatabase(
    "after aborts no session is left on the server",
    async (db) => {
      const before = Number((await db.queryOne(sessionCount)).count);
      await kit.use(async (other) => {
        await Promise.all(
          Array.from({ length: 5 }, (_, index) =>
            other.query(sql`${sleep(20)}`, { timeout: 50 + index * 10 }).catch(() => undefined),
          ),
        );
      });
      // A server notices later that who was connected has gone, on a busy machine much later.
      let now = before + 1;
      for (let patience = 50; now > before && patience > 0; patience--) {
        await pause(100);
        now = Number((await db.queryOne(sessionCount)).count);
      }
      kit.equal(now <= before, true);
    },
    { pool: { max: 1 } },
  );
}
