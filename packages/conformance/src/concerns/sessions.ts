import { sql } from "@db/core";
import type { DatabaseSession, ManualTransaction } from "@db/core";
import type { Kit } from "../kit.ts";

/** Pinned sessions, the escape hatch, and what a session must not remember. */
export function sessions(kit: Kit): void {
  if (kit.capabilities.transactions) {
    kit.withItems(
      "a transaction that was begun on a session and not ended is rolled back with it",
      async (db, table) => {
        let left: ManualTransaction | undefined;
        await db.session(async (session) => {
          left = await session.begin();
          await left.execute(table.insert(1));
        });
        await db.transaction(async (tx) => {
          await tx.execute(table.insert(2));
          await kit.rejects((left as ManualTransaction).execute(table.insert(3)), "transaction-state");
        });
        kit.equal(await table.ids(db), [2]);
      },
      { pool: { max: 1 } },
    );
  }

  const { setting } = kit.subject.statements;

  kit.withItems("a session keeps one connection", async (db, table) => {
    await db.session(async (session) => {
      await session.execute(table.insert(1));
      await session.transaction((tx) => tx.execute(table.insert(2)));
      kit.equal(await table.ids(session), [1, 2]);
      kit.equal(
        session.server.versionText,
        (await session.query(table.all())).length === 2 ? session.server.versionText : "",
      );
      kit.equal(db.endpoints[0]?.stats().used, 1);
    });
    kit.equal(db.endpoints[0]?.stats().used, 0);
  });

  kit.withItems("a session is of no use after its callback", async (db, table) => {
    let leaked: DatabaseSession | undefined;
    await db.session(async (session) => {
      leaked = session;
    });
    await kit.rejects(() => leaked?.query(table.all()) ?? Promise.resolve(), "closed");
    await kit.rejects(() => leaked?.begin() ?? Promise.resolve(), "closed");
  });

  kit.withItems("one session has one transaction at a time", async (db) => {
    await db.session(async (session) => {
      const tx = await session.begin();
      await kit.rejects(() => session.begin(), "transaction-state");
      await tx.rollback();
    });
  });

  kit.withItems("a transaction left open is not handed to the next caller", async (db, table) => {
    await db.session(async (session) => {
      const tx = await session.begin();
      await tx.execute(table.insert(1));
    });
    kit.equal(await table.ids(db), []);
    await db.execute(table.insert(2));
    kit.equal(await table.ids(db), [2]);
  });

  kit.withDatabase("the client's own connection can be used", async (db) => {
    kit.equal(typeof (await db.native((client) => Promise.resolve(client))), "object");
    kit.equal(await db.query(kit.subject.statements.series(2)), [{ n: 1 }, { n: 2 }]);
  });

  if (setting === undefined) return;
  kit.withDatabase(
    "a setting changed by one borrower is gone for the next",
    async (db) => {
      const read = async (): Promise<unknown> => (await db.session((session) => session.queryOne(setting.read))).value;
      const original = await read();
      await db.session(async (session) => {
        await session.execute(setting.change);
        kit.equal((await session.queryOne(setting.read)).value === original, false);
      });
      kit.equal(await read(), original);
      await db.session((session) => session.native(() => session.execute(setting.change)));
      kit.equal(await read(), original);
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase(
    "a setting changed by a single call is gone for the next",
    async (db) => {
      const original = (await db.queryOne(setting.read)).value;
      await db.execute(setting.change);
      kit.equal((await db.session((session) => session.queryOne(setting.read))).value, original);
      kit.equal(await db.queryOne(sql<{ one: number }>`select 1 as one`), { one: 1 });
    },
    { pool: { max: 1 } },
  );
}
