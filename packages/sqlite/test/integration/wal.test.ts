import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { sqlite, type SqliteOptions } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

async function open(options: SqliteOptions = {}): Promise<RelationalDatabase> {
  const db = createDatabase(sqlite({ file: file(), ...options }));
  await db.execute(sql`create table t (id integer primary key, n integer not null default 0)`);
  return db;
}

describe("one writer and several readers", () => {
  it("a long stream on a reader reads its own moment while the writer commits", async () => {
    await using db = await open({ readers: 2 });
    await db.bulkInsert(
      "t",
      Array.from({ length: 5000 }, (_, id) => ({ id, n: 0 })),
    );
    let seen = 0;
    let commits = 0;
    for await (const batch of db
      .stream<{ n: number }>(sql`select n from t order by id`, { batchSize: 100 })
      .batches()) {
      expect(batch.every(({ n }) => n === 0)).toBe(true);
      seen += batch.length;
      await db.execute(sql`update t set n = n + 1`);
      commits++;
      // Another reader sees the commit at once.
      expect(await db.queryOne(sql`select min(n) as n from t`)).toEqual({ n: commits });
    }
    expect([seen, commits]).toEqual([5000, 50]);
    expect(await db.queryOne(sql`select sum(n) as n from t`)).toEqual({ n: 5000 * 50 });
  });

  it("reads see the last commit, always", async () => {
    await using db = await open();
    await db.execute(sql`insert into t (id) values (1)`);
    for (let n = 1; n <= 300; n++) {
      await db.execute(sql`update t set n = ${n}`);
      const reads = await Promise.all([0, 1, 2].map(() => db.queryOne<{ n: number }>(sql`select n from t`)));
      expect(reads).toEqual([{ n }, { n }, { n }]);
    }
  });

  it("reads go on while a transaction holds the writer, and do not see what is not committed", async () => {
    await using db = await open();
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into t (id) values (1)`);
      expect(await db.query(sql`select * from t`)).toEqual([]);
      expect(await tx.query(sql`select id from t`)).toEqual([{ id: 1 }]);
    });
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 1 }]);
    const [writer, readers] = db.endpoints;
    expect(writer!.stats().opened).toBe(1);
    expect(readers!.stats().opened).toBeGreaterThan(0);
  });

  it("writers queue up behind one another without an error", async () => {
    await using db = await open();
    await db.execute(sql`insert into t (id) values (1)`);
    await Promise.all(
      Array.from({ length: 200 }, () =>
        db.transaction(async (tx) => {
          const { n } = await tx.queryOne<{ n: number }>(sql`select n from t`);
          await Promise.resolve();
          await tx.execute(sql`update t set n = ${n + 1}`);
        }),
      ),
    );
    expect(await db.queryOne(sql`select n from t`)).toEqual({ n: 200 });
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 1, failed: 0 });
  });

  it("a reader cannot write, whatever it is told", async () => {
    await using db = await open();
    await db.query(sql`select 1`);
    const [, readers] = sqlite({ file: file() }).endpoints;
    expect(readers!.options).toMatchObject({ reader: true });
    // What changes the session goes to the writer, so a reader stays one.
    await db.execute(sql.raw("pragma query_only = off") as never).catch(() => undefined);
    await db.execute(sql`insert into t (id) values (2)`);
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 2 }]);
  });

  it("the last connection leaves one file", async () => {
    const { existsSync } = await import("node:fs");
    const path = file();
    const db = createDatabase(sqlite({ file: path }));
    await db.execute(sql`create table t (id integer)`);
    await db.query(sql`select * from t`);
    expect(existsSync(`${path}-wal`)).toBe(true);
    await db.close();
    expect([existsSync(path), existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([true, false, false]);
  });
});

describe("closing", () => {
  it("a stream that is cut ends with an error, not as if it were whole", async () => {
    const db = await open();
    await db.bulkInsert(
      "t",
      Array.from({ length: 1000 }, (_, id) => ({ id })),
    );
    const batches = db.stream(sql`select * from t`, { batchSize: 100 }).batches();
    await batches.next();
    await db.close({ timeout: 0 });
    await expect(batches.next()).rejects.toMatchObject({ kind: "connection-lost" });
  });

  it("waits for a stream that is read to its end", async () => {
    const db = await open();
    await db.bulkInsert(
      "t",
      Array.from({ length: 1000 }, (_, id) => ({ id })),
    );
    const batches = db.stream(sql`select * from t`, { batchSize: 100 }).batches();
    await batches.next();
    const closing = db.close();
    let rows = 100;
    for await (const batch of batches) rows += batch.length;
    expect(rows).toBe(1000);
    await closing;
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({ kind: "closed" });
  });
});
