import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import type Database from "better-sqlite3";
import { sqlite, type SqliteOptions } from "../../src/index.ts";

async function open(options: SqliteOptions = {}): Promise<RelationalDatabase> {
  const db = createDatabase(
    sqlite({ file: ":memory:", pool: { idleTimeout: 1, maxLifetime: 1, maxUses: 1, validateAfter: 1 }, ...options }),
  );
  await db.execute(sql`create table p (id integer primary key)`);
  await db.execute(sql`create table c (p integer references p deferrable initially deferred)`);
  await db.execute(sql`insert into p values (1)`);
  return db;
}

const rows = (db: RelationalDatabase): Promise<object[]> => db.query(sql`select id from p`);

describe("a database in memory survives", () => {
  it("a commit that fails", async () => {
    await using db = await open();
    await expect(db.transaction((tx) => tx.execute(sql`insert into c values (9)`))).rejects.toMatchObject({
      kind: "foreign-key-violation",
    });
    expect(await rows(db)).toEqual([{ id: 1 }]);
    expect(await db.query(sql`select * from c`)).toEqual([]);
  });

  it("a transaction left open on the client itself", async () => {
    await using db = await open();
    await db.native(async (client) => void (client as Database.Database).exec("begin; insert into p values (2)"));
    expect(await rows(db)).toEqual([{ id: 1 }]);
  });

  it("a transaction left open in a session", async () => {
    await using db = await open();
    await db.session(async (session) => {
      const tx = await session.begin();
      await tx.execute(sql`insert into p values (2)`);
    });
    expect(await rows(db)).toEqual([{ id: 1 }]);
  });

  it("resets: what a borrower left is undone, what is in the database stays", async () => {
    await using db = await open();
    await db.session(async (session) => {
      await session.execute(sql`create temp table scratch (x integer)`);
      await session.execute(sql`create temp view glance as select * from p`);
      await session.execute(sql`create temp trigger watch after insert on p begin select 1; end`);
      await session.execute(sql`attach ':memory:' as beside`);
      await session.execute(sql`pragma recursive_triggers = on`);
      await session.execute(sql`pragma foreign_keys = off`);
      await session.execute(sql`pragma cache_size = -9`);
      await session.execute(sql`pragma reverse_unordered_selects = on`);
    });
    expect(await rows(db)).toEqual([{ id: 1 }]);
    expect(await db.query(sql`select name from sqlite_temp_schema`)).toEqual([]);
    expect(await db.query(sql`select name from pragma_database_list where name <> 'temp'`)).toEqual([{ name: "main" }]);
    expect(await db.query(sql`pragma recursive_triggers`)).toEqual([{ recursive_triggers: 0 }]);
    expect(await db.query(sql`pragma foreign_keys`)).toEqual([{ foreign_keys: 1 }]);
    expect(await db.query(sql`pragma cache_size`)).not.toEqual([{ cache_size: -9 }]);
    expect(await db.query(sql`pragma reverse_unordered_selects`)).toEqual([{ reverse_unordered_selects: 0 }]);
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 1, closed: 0 });
  });

  it("what onConnect set up stays set up", async () => {
    await using db = await open({
      onConnect: (client) => {
        client.exec("create temp table kept (x integer); attach ':memory:' as side; pragma recursive_triggers = on");
        client.function("twice", (x: unknown) => Number(x) * 2);
      },
    });
    await db.session(async (session) => {
      await session.execute(sql`create temp table scratch (x integer)`);
      await session.execute(sql`pragma recursive_triggers = off`);
    });
    expect(await db.query(sql`select twice(21) as n`)).toEqual([{ n: 42 }]);
    expect(await db.query(sql`select * from kept`)).toEqual([]);
    expect(await db.query(sql`pragma recursive_triggers`)).toEqual([{ recursive_triggers: 1 }]);
    expect(await db.query(sql`select name from pragma_database_list where name = 'side'`)).toEqual([{ name: "side" }]);
    await expect(db.query(sql`select * from scratch`)).rejects.toMatchObject({ kind: "undefined-table" });
  });

  it("every limit of the pool, aborted calls and broken streams", async () => {
    await using db = await open();
    for (let round = 0; round < 5; round++) {
      await expect(db.query(sql`select id from p`, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        kind: "aborted",
      });
      for await (const row of db.stream(
        sql`with recursive s(n) as (select 1 union all select n + 1 from s where n < 1000) select n from s`,
        { batchSize: 7 },
      ))
        if (row !== undefined) break;
      await db.transaction(async () => Promise.reject(new Error("no"))).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await rows(db)).toEqual([{ id: 1 }]);
    }
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 1, closed: 0 });
  });

  it("each database object has one of its own", async () => {
    await using one = await open();
    await using other = createDatabase(sqlite({ file: ":memory:" }));
    expect(await rows(one)).toEqual([{ id: 1 }]);
    await expect(rows(other)).rejects.toMatchObject({ kind: "undefined-table" });
  });
});
