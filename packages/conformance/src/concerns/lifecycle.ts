import { createDatabase, sql } from "@db/core";
import type { Kit } from "../kit.ts";

/** Making, opening, using and closing a database. */
export function lifecycle(kit: Kit): void {
  kit.it("making a database opens nothing", async () => {
    const db = createDatabase(kit.subject.define());
    kit.equal(
      db.endpoints.map((endpoint) => endpoint.stats().size + endpoint.stats().opening),
      db.endpoints.map(() => 0),
    );
    await db.close();
  });

  kit.withDatabase("the first call connects", async (db) => {
    kit.equal(await db.query(kit.subject.statements.series(1)), [{ n: 1 }]);
  });

  kit.withDatabase("open connects before the first call and tells the server", async (db) => {
    kit.equal((await db.open()) === db, true);
    const { versionText, version } = await db.server();
    kit.equal(versionText.startsWith(String(version[0])), true);
    kit.equal(Number.isInteger(version[0]), true);
  });

  kit.withDatabase("ping asks for a sign of life", async (db) => {
    await db.ping();
  });

  kit.it("closing a database that was never opened is fine", async () => {
    await createDatabase(kit.subject.define()).close();
  });

  kit.it("closing twice gives the same promise", async () => {
    const db = createDatabase(kit.subject.define());
    await db.query(kit.subject.statements.series(1));
    const first = db.close();
    kit.equal(db.close() === first, true);
    await first;
  });

  kit.it("a closed database refuses every call", async () => {
    const db = createDatabase(kit.subject.define());
    await db.query(kit.subject.statements.series(1));
    await db.close();
    const statement = kit.subject.statements.series(1);
    await kit.rejects(() => db.query(statement), "closed");
    await kit.rejects(() => db.execute(statement), "closed");
    await kit.rejects(() => db.transaction(() => Promise.resolve()), "closed");
    await kit.rejects(() => db.begin(), "closed");
    await kit.rejects(() => db.session(() => Promise.resolve()), "closed");
    await kit.rejects(() => db.open(), "closed");
    await kit.rejects(() => db.ping(), "closed");
    await kit.rejects(async () => {
      for await (const _ of db.stream(statement)) break;
    }, "closed");
  });

  kit.withDatabase(
    "closing waits for the calls that run",
    async (db) => {
      const running = db.session(async (session) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return session.query(kit.subject.statements.series(1));
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
      await db.query(kit.subject.statements.series(1)).catch(() => undefined);
      const [rows] = await Promise.all([running, db.close({ timeout: "5s" })]);
      kit.equal(rows, [{ n: 1 }]);
    },
    { pool: { max: 2 } },
  );

  kit.withDatabase("a plain string is refused, with the way to write it", async (db) => {
    const error = await kit.rejects(() => db.query("select 1" as never), "usage");
    kit.equal(error.message.includes("sql`"), true);
  });

  kit.withDatabase("the statistics of a quiet pool add up", async (db) => {
    for (let index = 0; index < 5; index++) await db.query(sql`select ${index} as n`);
    for (const endpoint of db.endpoints) {
      const stats = endpoint.stats();
      kit.equal(stats.size, stats.idle + stats.used + stats.busy);
      kit.equal(stats.opened - stats.closed, stats.size);
      kit.equal(stats.acquired, stats.released + stats.discarded + stats.used);
      kit.equal(
        stats.requested,
        stats.acquired + stats.timedOut + stats.aborted + stats.refused + stats.failed + stats.waiting,
      );
    }
  });
}
