import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import Database from "better-sqlite3";
import { sqlite, type SqliteOptions } from "../../src/index.ts";
import { Child } from "../support/child.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

async function made(): Promise<string> {
  const path = file();
  await using db = createDatabase(sqlite({ file: path }));
  await db.execute(sql`create table t (id integer primary key, body text)`);
  await db.execute(sql`insert into t values (1, 'a')`);
  return path;
}

describe("files that cannot be used", () => {
  it("a file opened for reading refuses writes, and takes no lock for a transaction", async () => {
    const path = await made();
    await using db = createDatabase(sqlite({ file: path, mode: "read-only" }));
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 1 }]);
    await expect(db.execute(sql`insert into t values (2, 'b')`)).rejects.toMatchObject({ kind: "read-only" });
    await expect(db.execute(sql`create table u (x)`)).rejects.toMatchObject({ kind: "read-only" });
    await expect(db.bulkInsert("t", [{ id: 2, body: "b" }])).rejects.toMatchObject({ kind: "read-only" });
    expect(await db.transaction((tx) => tx.query(sql`select id from t`))).toEqual([{ id: 1 }]);
    expect((await db.server()).readOnly).toBe(true);
    await Promise.all(Array.from({ length: 8 }, () => db.query(sql`select id from t`)));
  });

  it("a file without the right to write is read-only too", async () => {
    const path = file();
    const client = new Database(path);
    client.exec("create table t (id integer primary key, body text)");
    client.close();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o755);
    await using child = new Child("write-one.ts", path);
    expect(await child.line()).toBe("read-only");
  });

  it.each(["read-write", "read-only"] as const)("a missing file cannot be opened with mode %s", async (mode) => {
    const path = file();
    await using db = createDatabase(sqlite({ file: path, mode }));
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({ kind: "cannot-open", retry: "never" });
    await expect(db.open()).rejects.toMatchObject({ kind: "cannot-open" });
    expect(existsSync(path)).toBe(false);
  });

  it("a missing folder is made, or refused", async () => {
    const path = join(file("folder"), "deep", "a.db");
    await using refused = createDatabase(sqlite({ file: path, mode: "read-write" }));
    await expect(refused.query(sql`select 1`)).rejects.toMatchObject({ kind: "cannot-open" });
    await using db = createDatabase(sqlite({ file: path }));
    await db.query(sql`select 1`);
    expect(existsSync(path)).toBe(true);
  });

  it("a folder is no file", async () => {
    const path = file("folder");
    mkdirSync(path);
    await using db = createDatabase(sqlite({ file: path }));
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({ kind: "cannot-open" });
  });

  it("a file where a folder should be is no folder", async () => {
    const path = await made();
    await using db = createDatabase(sqlite({ file: join(path, "a.db") }));
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({ kind: "cannot-open" });
  });

  it.each(["read-write-create", "read-write", "read-only"] as const)(
    "what is no database is corrupt, with mode %s",
    async (mode) => {
      const path = file();
      writeFileSync(path, "this is no database, but long enough to have a header of one ".repeat(40));
      await using db = createDatabase(sqlite({ file: path, mode }));
      await expect(db.query(sql`select 1`)).rejects.toMatchObject({ kind: "corrupt", nativeCode: "SQLITE_NOTADB" });
    },
  );

  it("a damaged database is corrupt", async () => {
    const path = file();
    const client = new Database(path);
    client.exec("create table t (id integer primary key, body text)");
    const insert = client.prepare("insert into t (body) values (?)");
    for (let row = 0; row < 2000; row++) insert.run("x".repeat(100));
    client.close();
    truncateSync(path, 4096 * 10);
    await using db = createDatabase(sqlite({ file: path, readers: 0 }));
    await expect(db.query(sql`select sum(length(body)) from t`)).rejects.toMatchObject({ kind: "corrupt" });
  });
});

describe("a file that is deleted or replaced under its connections", () => {
  it("is noticed when an idle connection is looked at, before anything is written into the void", async () => {
    const path = await made();
    await using db = createDatabase(sqlite({ file: path, readers: 1, pool: { validateAfter: 1 } }));
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 1 }]);
    await db.execute(sql`insert into t values (2, 'b')`);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The file is made anew, as mode says; its tables are gone with it.
    await expect(db.execute(sql`insert into t values (3, 'c')`)).rejects.toMatchObject({ kind: "undefined-table" });
    await expect(db.query(sql`select id from t`)).rejects.toMatchObject({ kind: "undefined-table" });
    await db.execute(sql`create table t (id integer primary key)`);
    await db.execute(sql`insert into t values (1)`);
    await db.close();
    const client = new Database(path, { readonly: true });
    expect(client.prepare("select count(*) from t").pluck().get()).toBe(1);
    client.close();
  });

  it("with mode read-write it is missing", async () => {
    const path = await made();
    await using db = createDatabase(sqlite({ file: path, mode: "read-write", readers: 0, pool: { validateAfter: 1 } }));
    await db.query(sql`select id from t`);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(db.query(sql`select id from t`)).rejects.toMatchObject({ kind: "cannot-open" });
  });

  it("a rollback journal finds it at the next write", async () => {
    const path = await made();
    await using db = createDatabase(sqlite({ file: path, journalMode: "delete" }));
    await db.query(sql`select id from t`);
    rmSync(path);
    await expect(db.execute(sql`insert into t values (2, 'b')`)).rejects.toMatchObject({
      kind: "connection-lost",
      nativeCode: "SQLITE_READONLY_DBMOVED",
    });
    // The connection is thrown away; the next one sees the file's own state.
    await expect(db.execute(sql`insert into t values (2, 'b')`)).rejects.toMatchObject({ kind: "undefined-table" });
  });

  it("a file that was replaced is read as what it is now", async () => {
    const path = await made();
    const other = await made();
    await using db = createDatabase(sqlite({ file: path, readers: 0, pool: { validateAfter: 1 } }));
    await db.query(sql`select id from t`);
    {
      await using second = createDatabase(sqlite({ file: other }));
      await second.execute(sql`insert into t values (7, 'other')`);
    }
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    copyFileSync(other, path);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await db.query(sql`select id from t order by id`)).toEqual([{ id: 1 }, { id: 7 }]);
  });
});

/** What one pragma says on the writer and on a reader. */
async function pragma(db: RelationalDatabase, name: string): Promise<readonly unknown[]> {
  const read = sql.text(`pragma ${name}`);
  const [onReader] = await db.query(read);
  const [onWriter] = await db.session((session) => session.query(read));
  const value = (row: object | undefined): unknown => Object.values(row ?? {})[0];
  return [value(onWriter), value(onReader)];
}

describe("options that are applied on the writer and on readers", () => {
  it.each<[SqliteOptions, string, unknown]>([
    [{}, "journal_mode", "wal"],
    [{ journalMode: "delete" }, "journal_mode", "delete"],
    [{ journalMode: "truncate" }, "journal_mode", "truncate"],
    [{ journalMode: "persist" }, "journal_mode", "persist"],
    [{ journalMode: "memory" }, "journal_mode", "memory"],
    [{}, "synchronous", 1],
    [{ journalMode: "delete" }, "synchronous", 2],
    [{ synchronous: "off" }, "synchronous", 0],
    [{ synchronous: "extra" }, "synchronous", 3],
    [{}, "foreign_keys", 1],
    [{ foreignKeys: false }, "foreign_keys", 0],
    [{ cacheSize: "4MiB" }, "cache_size", -4096],
    [{ cacheSize: 1 }, "cache_size", -1],
    [{ autoVacuum: "none" }, "auto_vacuum", 0],
    [{ autoVacuum: "full" }, "auto_vacuum", 1],
    [{ autoVacuum: "incremental" }, "auto_vacuum", 2],
    [{}, "busy_timeout", 0],
  ])("%j: %s is %p", async (options, name, value) => {
    await using db = createDatabase(sqlite({ file: file(), ...options }));
    await db.execute(sql`create table t (id integer)`);
    expect(await pragma(db, name)).toEqual([value, value]);
  });

  it("only readers refuse writes", async () => {
    await using db = createDatabase(sqlite({ file: file() }));
    await db.execute(sql`create table t (id integer)`);
    expect(await pragma(db, "query_only")).toEqual([0, 1]);
  });

  it("a session that changed a setting is given back as it was", async () => {
    await using db = createDatabase(sqlite({ file: file(), cacheSize: "1MiB" }));
    await db.session(async (session) => {
      await session.execute(sql`pragma cache_size = -77`);
      await session.execute(sql`pragma foreign_keys = off`);
    });
    expect(await pragma(db, "cache_size")).toEqual([-1024, -1024]);
    expect(await pragma(db, "foreign_keys")).toEqual([1, 1]);
  });

  it("foreign keys are enforced, or not", async () => {
    for (const [foreignKeys, outcome] of [
      [true, "foreign-key-violation"],
      [false, undefined],
    ] as const) {
      await using db = createDatabase(sqlite({ file: file(), foreignKeys }));
      await db.execute(sql`create table p (id integer primary key)`);
      await db.execute(sql`create table c (p integer references p on delete restrict)`);
      const kind = await db.execute(sql`insert into c values (1)`).then(
        () => undefined,
        (error: { kind: string }) => error.kind,
      );
      expect(kind).toBe(outcome);
    }
  });

  it("a restricted parent and a deferred key have their kind", async () => {
    await using db = createDatabase(sqlite({ file: file() }));
    await db.execute(sql`create table p (id integer primary key)`);
    await db.execute(sql`create table r (p integer references p on delete restrict)`);
    await db.execute(sql`create table d (p integer references p deferrable initially deferred)`);
    await db.execute(sql`insert into p values (1)`);
    await db.execute(sql`insert into r values (1)`);
    await expect(db.execute(sql`delete from p`)).rejects.toMatchObject({ kind: "foreign-key-violation" });
    const hooks: string[] = [];
    const doomed = db.transaction(async (tx) => {
      tx.afterRollback(() => void hooks.push("rolled back"));
      await tx.execute(sql`insert into d values (9)`);
    });
    await expect(doomed).rejects.toMatchObject({ kind: "foreign-key-violation" });
    expect(hooks).toEqual(["rolled back"]);
    expect(await db.query(sql`select * from d`)).toEqual([]);
  });
});
