import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import Database from "better-sqlite3";
import { backup, sqlite, type SqliteOptions } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

/** Pairs of rows that are always changed together, in about 8 MB. */
async function open(options: SqliteOptions): Promise<RelationalDatabase> {
  const db = createDatabase(sqlite({ synchronous: "off", ...options }));
  await db.execute(sql`create table t (id integer primary key, n integer not null, body text)`);
  await db.bulkInsert(
    "t",
    Array.from({ length: 8000 }, (_, id) => ({ id, n: 0, body: "x".repeat(1000) })),
  );
  return db;
}

function check(copy: string): number {
  const client = new Database(copy, { readonly: true });
  expect(client.pragma("integrity_check", { simple: true })).toBe("ok");
  const [{ least, most, count }] = client
    .prepare("select min(n) as least, max(n) as most, count(*) as count from t")
    .all() as [{ least: number; most: number; count: number }];
  client.close();
  expect([most, count]).toEqual([least, 8000]);
  return least;
}

describe("backup", () => {
  it.each(["wal", "delete"] as const)("is a copy of one moment while others write, with %s", async (journalMode) => {
    await using db = await open({ file: file(), journalMode });
    const copy = file("copy.db");
    let done = false;
    let commits = 0;
    const writing = (async () => {
      // As long as the backup takes, and once more.
      while (!done && commits < 200) {
        await db.execute(sql`update t set n = n + 1`);
        commits++;
        await new Promise((resolve) => setImmediate(resolve));
        if (journalMode === "delete" && commits === 5) break;
      }
    })();
    const pages: number[] = [];
    await backup(db, copy, { onProgress: ({ remainingPages }) => pages.push(remainingPages) });
    done = true;
    await writing;
    expect(commits).toBeGreaterThan(1);
    expect(check(copy)).toBeLessThanOrEqual(commits);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages).toEqual(pages.toSorted((a, b) => b - a));
  });

  it("with wal a commit in between does not make it begin again", async () => {
    const path = file();
    await using db = await open({ file: path });
    const rival = new Database(path);
    const pages: number[] = [];
    await backup(db, file("copy.db"), {
      onProgress: ({ remainingPages }) => {
        pages.push(remainingPages);
        if (pages.length < 20) rival.exec("update t set n = n + 1 where id < 3");
      },
    });
    rival.close();
    expect(pages.length).toBeGreaterThan(3);
    expect(pages).toEqual([...new Set(pages)].toSorted((a, b) => b - a));
  });

  it("of a database in memory", async () => {
    await using db = await open({ file: ":memory:" });
    const copy = file("copy.db");
    await backup(db, copy);
    expect(check(copy)).toBe(0);
    expect(await db.queryOne(sql`select count(*) as n from t`)).toEqual({ n: 8000 });
  });

  it("the event loop stays free", async () => {
    await using db = await open({ file: file() });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await backup(db, file("copy.db"));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(2);
  });

  it("errors have their kind", async () => {
    await using db = await open({ file: file() });
    await expect(backup(db, "/nowhere/at/all/copy.db")).rejects.toMatchObject({ kind: "cannot-open" });
    await expect(backup(db, "")).rejects.toMatchObject({ kind: "usage" });
    await expect(backup(db, file("copy.db"), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: "aborted",
    });
    await expect(backup(db, file("copy.db"), { timeout: "soon" })).rejects.toMatchObject({ kind: "usage" });
    const abort = new AbortController();
    await expect(
      backup(db, file("copy.db"), { signal: abort.signal, onProgress: () => abort.abort() }),
    ).rejects.toMatchObject({ kind: "aborted" });
    await using memory = await open({ file: ":memory:" });
    await expect(backup(memory, "/nowhere/at/all/copy.db")).rejects.toMatchObject({ kind: "cannot-open" });
    await expect(backup({ engine: "postgres" } as RelationalDatabase, "x")).rejects.toMatchObject({ kind: "usage" });
    // An error of the caller's own function stays what it is.
    await expect(
      backup(db, file("copy.db"), {
        onProgress: () => {
          throw new RangeError("mine");
        },
      }),
    ).rejects.toMatchObject({ kind: "unknown", cause: { message: "mine" } });
    expect(await db.queryOne(sql`select count(*) as n from t`)).toEqual({ n: 8000 });
  });
});
