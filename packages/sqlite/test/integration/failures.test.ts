import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type DatabaseError, type RelationalDatabase, type Transaction } from "@db/core";
import { sqlite, type SqliteOptions } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

/** A database whose disk is as good as full. */
async function full(options: SqliteOptions = {}): Promise<RelationalDatabase> {
  const db = createDatabase(
    sqlite({ file: file(), readers: 0, onConnect: (client) => void client.pragma("max_page_count = 20"), ...options }),
  );
  await db.execute(sql`create table t (id integer primary key, body text)`);
  await db.execute(sql`insert into t values (0, 'first')`);
  return db;
}

const fill = async (tx: Pick<Transaction, "execute">): Promise<void> => {
  for (let id = 1; ; id++) await tx.execute(sql`insert into t values (${id}, ${"x".repeat(3000)})`);
};

describe("a full disk", () => {
  it("ends the transaction, and says so", async () => {
    await using db = await full();
    const tx = await db.begin();
    const error = await fill(tx).catch((failure: unknown) => failure as DatabaseError);
    expect(error).toMatchObject({ kind: "resources-exhausted", nativeCode: "SQLITE_FULL", transactionState: "ended" });
    // What follows does not run outside of the transaction.
    await expect(tx.commit()).rejects.toMatchObject({ kind: "rolled-back", cause: { kind: "resources-exhausted" } });
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 0 }]);
  });

  it("a statement of several rows is undone alone, and the transaction goes on", async () => {
    await using db = await full();
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into t values (1, 'small')`);
      const many = sql`insert into t select value + 100, ${"x".repeat(3000)} from json_each(${sql.json(Array.from({ length: 50 }, (_, n) => n))})`;
      await expect(tx.execute(many)).rejects.toMatchObject({
        kind: "resources-exhausted",
        transactionState: "unchanged",
      });
      await tx.execute(sql`insert into t values (2, 'small')`);
    });
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
  });

  it("without a transaction nothing of one is said", async () => {
    await using db = await full();
    await expect(fill(db)).rejects.toMatchObject({
      kind: "resources-exhausted",
      transactionState: "unchanged",
      retry: "transaction",
    });
    expect(await db.queryOne(sql`select count(*) > 1 as some from t`)).toEqual({ some: 1 });
  });

  it("of a bulk insert leaves nothing of it", async () => {
    await using db = await full();
    const rows = Array.from({ length: 100 }, (_, id) => ({ id: id + 1, body: "x".repeat(3000) }));
    await expect(db.bulkInsert("t", rows)).rejects.toMatchObject({ kind: "resources-exhausted" });
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 0 }]);
  });

  it("a statement after the transaction was ended by SQLite is not run outside of it", async () => {
    await using db = await full();
    const outcome = db.transaction(async (tx) => {
      await fill(tx).catch(() => undefined);
      await tx.execute(sql`delete from t`);
    });
    await expect(outcome).rejects.toMatchObject({
      kind: "transaction-failed",
      transactionState: "ended",
      retry: "transaction",
      cause: { kind: "resources-exhausted" },
    });
    expect(await db.query(sql`select id from t`)).toEqual([{ id: 0 }]);
  });
});

describe("onConnect", () => {
  it("functions and aggregates work on the writer and on readers", async () => {
    await using db = createDatabase(
      sqlite({
        file: file(),
        onConnect: (client) => {
          client.function("reverse_text", { deterministic: true }, (text: unknown) =>
            [...String(text)].toReversed().join(""),
          );
          client.aggregate("product", { start: 1, step: (total: number, next: unknown) => total * Number(next) });
        },
      }),
    );
    expect(await db.query(sql`select reverse_text('abc') as v`)).toEqual([{ v: "cba" }]);
    await db.execute(sql`create table t (n integer)`);
    await db.bulkInsert("t", [{ n: 2 }, { n: 3 }, { n: 7 }]);
    expect(await db.query(sql`select product(n) as v from t`)).toEqual([{ v: 42 }]);
    expect(await db.transaction((tx) => tx.query(sql`select product(n) as v from t`))).toEqual([{ v: 42 }]);
  });

  it("an error of such a function is the cause, and not repeated in the message", async () => {
    await using db = createDatabase(
      sqlite({
        file: ":memory:",
        onConnect: (client) =>
          client.function("fail", () => {
            throw new RangeError("parameter hunter2");
          }),
      }),
    );
    const error = await db.query(sql`select fail()`).catch((failure: unknown) => failure as DatabaseError);
    expect(error).toMatchObject({ kind: "unknown", cause: { message: "parameter hunter2" } });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  it("an extension that cannot be loaded is a fault of the configuration", async () => {
    await using db = createDatabase(
      sqlite({ file: ":memory:", onConnect: (client) => client.loadExtension("/nowhere/extension") }),
    );
    await expect(db.query(sql`select 1`)).rejects.toMatchObject({
      kind: "configuration",
      engine: "sqlite",
      cause: { code: "SQLITE_ERROR" },
    });
  });

  it("what it throws itself is one too, and its SQL keeps its kind", async () => {
    await using thrown = createDatabase(
      sqlite({
        file: ":memory:",
        onConnect: () => {
          throw new TypeError("mine");
        },
      }),
    );
    await expect(thrown.open()).rejects.toMatchObject({
      kind: "configuration",
      message: expect.stringContaining("onConnect") as unknown,
      cause: { message: "mine" },
    });
    await using wrong = createDatabase(
      sqlite({ file: ":memory:", onConnect: (client) => void client.exec("select * from absent") }),
    );
    await expect(wrong.open()).rejects.toMatchObject({ kind: "undefined-table" });
  });
});

describe("what SQLite lacks is refused", () => {
  it.each<[string, (db: RelationalDatabase) => Promise<unknown>]>([
    ["read committed", (db) => db.transaction(async () => 1, { isolation: "read-committed" })],
    [
      "deferrable transactions",
      (db) => db.transaction(async () => 1, { readOnly: true, isolation: "serializable", deferrable: true }),
    ],
    ["procedures", (db) => db.call("p")],
    ["notifications", (db) => db.listen("c", () => undefined)],
  ])("%s", async (_what, task) => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await expect(task(db)).rejects.toMatchObject({ kind: "unsupported", engine: "sqlite" });
  });

  it("a read-only transaction cannot take the write lock, and cannot write", async () => {
    await using db = await full();
    await expect(db.transaction(async () => 1, { readOnly: true, immediate: true })).rejects.toMatchObject({
      kind: "usage",
    });
    await expect(
      db.transaction((tx) => tx.execute(sql`insert into t values (5, '')`), { readOnly: true }),
    ).rejects.toMatchObject({ kind: "read-only" });
    await db.execute(sql`insert into t values (5, '')`);
  });

  it("a transaction that SQLite has rolled back by itself is not blamed on what comes later", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create table c (id integer primary key on conflict rollback)`);
    const twice = db.transaction(async (tx) => {
      await tx.execute(sql`insert into c values (1)`);
      await tx.execute(sql`insert into c values (1)`);
    });
    await expect(twice).rejects.toMatchObject({ kind: "unique-violation", transactionState: "ended" });
    await expect(db.query(sql`select * from nothing`)).rejects.toMatchObject({ transactionState: "unchanged" });
  });
});
