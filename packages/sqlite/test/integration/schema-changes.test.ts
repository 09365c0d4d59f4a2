import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { sqlite, type SqliteOptions } from "../../src/index.ts";
import { Child } from "../support/child.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();
const all = sql`select * from t`;

async function withTable(
  options: SqliteOptions,
  use: (db: RelationalDatabase, path: string) => Promise<void>,
): Promise<void> {
  const path = file();
  await using db = createDatabase(sqlite({ file: path, ...options }));
  await db.execute(sql`create table t (v boolean)`);
  await db.execute(sql`insert into t values (1)`);
  // Twice, so that what is known of the columns is kept.
  for (let time = 0; time < 3; time++) expect(await db.query(all)).toEqual([{ v: true }]);
  await use(db, path);
}

describe("statements that are cached while the schema changes", () => {
  it.each([0, 1, 4])("a table dropped and made anew with other types, %i readers", async (readers) => {
    await withTable({ readers }, async (db) => {
      await db.execute(sql`drop table t`);
      await expect(db.query(all)).rejects.toMatchObject({ kind: "undefined-table" });
      await db.execute(sql`create table t (v timestamp, w json)`);
      await db.execute(sql`insert into t values ('2024-05-16', '[1]')`);
      for (let time = 0; time < 3; time++) expect(await db.query(all)).toEqual([{ v: new Date("2024-05-16"), w: [1] }]);
    });
  });

  it("added, renamed and dropped columns", async () => {
    await withTable({}, async (db) => {
      await db.execute(sql`alter table t add column w boolean default 0`);
      expect(await db.query(all)).toEqual([{ v: true, w: false }]);
      await db.execute(sql`alter table t rename column v to x`);
      expect(await db.query(all)).toEqual([{ x: true, w: false }]);
      await db.execute(sql`alter table t drop column w`);
      const { rows, columns } = await db.execute(all);
      expect([rows, columns]).toEqual([[{ x: true }], [{ name: "x", nativeType: "boolean" }]]);
    });
  });

  it("changed by another database object of this process", async () => {
    await withTable({}, async (db, path) => {
      await using other = createDatabase(sqlite({ file: path }));
      await other.execute(sql`drop table t`);
      await other.execute(sql`create table t (v integer)`);
      await other.execute(sql`insert into t values (1)`);
      expect(await db.query(all)).toEqual([{ v: 1 }]);
    });
  });

  it("changed by another process", async () => {
    await withTable({}, async (db, path) => {
      await using child = new Child("lock-holder.ts", path);
      await child.line();
      child.say("begin; drop table t; create table t (v json); insert into t values ('[true]'); commit");
      expect(await child.line()).toBe("ok");
      expect(await db.query(all)).toEqual([{ v: [true] }]);
    });
  });

  it.each([0, 2])("changed in a transaction that others read beside, %i readers", async (readers) => {
    await withTable({ readers }, async (db) => {
      await db.transaction(async (tx) => {
        await tx.execute(sql`drop table t`);
        await tx.execute(sql`create table t (v integer)`);
        await tx.execute(sql`insert into t values (1)`);
        for (let time = 0; time < 3; time++) expect(await tx.query(all)).toEqual([{ v: 1 }]);
        if (readers > 0) for (let time = 0; time < 6; time++) expect(await db.query(all)).toEqual([{ v: true }]);
      });
      for (let time = 0; time < 6; time++) expect(await db.query(all)).toEqual([{ v: 1 }]);
    });
  });

  it("changed and rolled back, then changed otherwise", async () => {
    await withTable({ readers: 0 }, async (db) => {
      const tx = await db.begin();
      await tx.execute(sql`drop table t`);
      await tx.execute(sql`create table t (v integer)`);
      await tx.execute(sql`insert into t values (1)`);
      for (let time = 0; time < 3; time++) expect(await tx.query(all)).toEqual([{ v: 1 }]);
      await tx.rollback();
      for (let time = 0; time < 3; time++) expect(await db.query(all)).toEqual([{ v: true }]);
      await db.execute(sql`drop table t`);
      await db.execute(sql`create table t (v json)`);
      await db.execute(sql`insert into t values ('[]')`);
      expect(await db.query(all)).toEqual([{ v: [] }]);
    });
  });

  it("changed and rolled back, then changed as often by another process", async () => {
    await withTable({ readers: 0 }, async (db, path) => {
      const tx = await db.begin();
      await tx.execute(sql`drop table t`);
      await tx.execute(sql`create table t (v integer)`);
      await tx.execute(sql`insert into t values (1)`);
      for (let time = 0; time < 3; time++) expect(await tx.query(all)).toEqual([{ v: 1 }]);
      await tx.rollback();
      await using child = new Child("lock-holder.ts", path);
      await child.line();
      // The version in the file is now what it was in the transaction.
      child.say("begin; drop table t; create table t (v json); insert into t values ('[true]'); commit");
      expect(await child.line()).toBe("ok");
      expect(await db.query(all)).toEqual([{ v: [true] }]);
    });
  });

  it("changed in a savepoint that is rolled back", async () => {
    await withTable({ readers: 0 }, async (db) => {
      await db.transaction(async (tx) => {
        await tx
          .transaction(async (inner) => {
            await inner.execute(sql`drop table t`);
            await inner.execute(sql`create table t (v integer)`);
            await inner.execute(sql`insert into t values (1)`);
            for (let time = 0; time < 3; time++) expect(await inner.query(all)).toEqual([{ v: 1 }]);
            throw new Error("enough");
          })
          .catch(() => undefined);
        expect(await tx.query(all)).toEqual([{ v: true }]);
      });
    });
  });

  it("changed in a savepoint that text rolls back", async () => {
    await withTable({ readers: 0 }, async (db) => {
      await db.transaction(async (tx) => {
        for (let round = 0; round < 20; round++) {
          await tx.execute(sql`savepoint a`);
          await tx.execute(sql`alter table t rename column v to w`);
          expect(await tx.query(all)).toEqual([{ w: true }]);
          await tx.execute(sql`rollback to a`);
          expect(await tx.query(all)).toEqual([{ v: true }]);
          await tx.execute(sql`release a`);
        }
      });
    });
  });

  it("shadowed by a temporary table that is rolled back", async () => {
    await withTable({ readers: 0 }, async (db) => {
      await db.transaction(async (tx) => {
        await tx.execute(sql`savepoint a`);
        await tx.execute(sql`create temp table t (x integer, y integer)`);
        await tx.execute(sql`insert into temp.t values (1, 1)`);
        expect(await tx.query(all)).toEqual([{ x: 1, y: 1 }]);
        await tx.execute(sql`rollback to a`);
        expect(await tx.query(all)).toEqual([{ v: true }]);
      });
    });
  });

  it("shadowed by what the client's own connection has made", async () => {
    await withTable({ readers: 0 }, async (db) => {
      await db.session(async (session) => {
        expect(await session.query(all)).toEqual([{ v: true }]);
        await session.native(async (client) =>
          (client as { exec(text: string): void }).exec("create temp table t (k); insert into temp.t values (7)"),
        );
        expect(await session.query(all)).toEqual([{ k: 7 }]);
      });
    });
  });

  it("of a file that is attached in place of another", async () => {
    const [one, two] = [file(), file()];
    for (const [path, column] of [
      [one, "p"],
      [two, "q"],
    ] as const) {
      await using other = createDatabase(sqlite({ file: path }));
      await other.execute(sql`create table w (${sql.id(column)} integer)`);
      await other.execute(sql`insert into w values (1)`);
    }
    await using db = createDatabase(sqlite({ file: file(), readers: 0 }));
    const read = sql`select * from x.w`;
    await db.session(async (session) => {
      await session.execute(sql`attach ${one} as x`);
      for (let time = 0; time < 3; time++) expect(await session.query(read)).toEqual([{ p: 1 }]);
      await session.execute(sql`detach x`);
      await session.execute(sql`attach ${two} as x`);
      expect(await session.query(read)).toEqual([{ q: 1 }]);
    });
  });

  it("of a file that onConnect attached, changed by another process", async () => {
    const path = file();
    await using child = new Child("lock-holder.ts", path);
    await child.line();
    child.say("create table w (p integer); insert into w values (1)");
    expect(await child.line()).toBe("ok");
    const onConnect = (client: { exec(text: string): void }): void => void client.exec(`attach '${path}' as x`);
    await using db = createDatabase(sqlite({ file: file(), onConnect: onConnect as never }));
    const read = sql`select * from x.w`;
    for (let time = 0; time < 3; time++) expect(await db.query(read)).toEqual([{ p: 1 }]);
    child.say("begin; drop table w; create table w (secret integer); insert into w values (42); commit");
    expect(await child.line()).toBe("ok");
    expect(await db.query(read)).toEqual([{ secret: 42 }]);
  });

  it("named by other settings", async () => {
    await withTable({ readers: 0 }, async (db) => {
      await db.session(async (session) => {
        const read = sql`select t.v from t`;
        for (let time = 0; time < 3; time++) expect(await session.query(read)).toEqual([{ v: true }]);
        await session.execute(sql`pragma short_column_names = off`);
        await session.execute(sql`pragma full_column_names = on`);
        expect(await session.query(read)).toEqual([{ "t.v": true }]);
      });
    });
  });

  it("temporary tables of one session", async () => {
    await using db = createDatabase(sqlite({ file: file() }));
    await db.session(async (session) => {
      const read = sql`select * from scratch`;
      await session.execute(sql`create temp table scratch (v boolean)`);
      await session.execute(sql`insert into scratch values (1)`);
      for (let time = 0; time < 3; time++) expect(await session.query(read)).toEqual([{ v: true }]);
      await session.execute(sql`drop table scratch`);
      await session.execute(sql`create temp table scratch (v integer)`);
      await session.execute(sql`insert into scratch values (1)`);
      expect(await session.query(read)).toEqual([{ v: 1 }]);
    });
    await expect(db.query(sql`select * from scratch`)).rejects.toMatchObject({ kind: "undefined-table" });
  });

  it("more statements than the cache holds", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:", statementCacheSize: 3 }));
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 10; n++)
        expect(await db.query(sql.text(`select ${n} as n, ? as v`, [round]))).toEqual([{ n, v: round }]);
    }
  });
});
