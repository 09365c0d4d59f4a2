import Database from "better-sqlite3";
import { asc, between, eq, sql } from "drizzle-orm";
import { drizzle, type BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { batches } from "../../src/contestants/batches.ts";
import { readDocuments } from "../../src/contestants/stored-documents.ts";
import type { Contestant } from "../../src/contestant.ts";
import { wideColumns, type WideRow } from "../../src/rows.ts";

const person = { name: text().notNull(), email: text().notNull(), age: integer().notNull() };
const users = sqliteTable("bench_users", { id: integer().primaryKey(), ...person });
const inserts = sqliteTable("bench_inserts", { id: integer().primaryKey(), ...person });
const accounts = sqliteTable("bench_accounts", { id: integer().primaryKey(), balance: integer().notNull() });
const transfers = sqliteTable("bench_transfers", {
  id: integer().primaryKey(),
  account: integer("account_id").notNull(),
  amount: integer().notNull(),
});
// It knows dates on SQLite as numbers; ours are text, and turned by hand.
const documents = sqliteTable("bench_documents", {
  id: integer().primaryKey(),
  title: text().notNull(),
  created: text().notNull(),
  updated: text().notNull(),
  body: text({ mode: "json" }).notNull(),
});
const columnOf = { integer: () => integer(), text: () => text(), double: () => real() };
const wide = sqliteTable("bench_wide", {
  id: integer().primaryKey(),
  ...Object.fromEntries(wideColumns.map(({ name, type }) => [name, columnOf[type]().notNull()])),
});

let client: Database.Database;
let db: BetterSQLite3Database;

const base: Contestant = {
  open(file) {
    client = new Database(file);
    client.pragma("journal_mode = wal");
    client.pragma("synchronous = normal");
    db = drizzle({ client });
  },
  close: () => void client.close(),
};

/** Drizzle's builder over better-sqlite3. */
export const ordinary: Contestant = {
  ...base,
  lacks: { stream: "has no streams on SQLite" },
  point: (id) => db.select().from(users).where(eq(users.id, id)).get() as typeof users.$inferSelect,
  many: (from, to) =>
    db
      .select()
      .from(users)
      .where(between(users.id, from, to))
      .orderBy(asc(users.id))
      .all(),
  wide: (from, to) =>
    db
      .select()
      .from(wide)
      .where(between(wide.id, from, to))
      .orderBy(asc(wide.id))
      .all() as WideRow[],
  documents: (from, to) =>
    readDocuments(
      db
        .select()
        .from(documents)
        .where(between(documents.id, from, to))
        .orderBy(asc(documents.id))
        .all(),
    ),
  insert: (row) => db.insert(inserts).values(row).run().lastInsertRowid as number,
  transfer: (account, amount) =>
    db.transaction(
      (tx) => {
        const found = tx.select({ balance: accounts.balance }).from(accounts).where(eq(accounts.id, account)).get();
        tx.update(accounts)
          .set({ balance: sql`${accounts.balance} + ${amount}` })
          .where(eq(accounts.id, account))
          .run();
        tx.insert(transfers).values({ account, amount }).run();
        return found?.balance ?? 0;
      },
      { behavior: "immediate" },
    ),
  bulk: (rows) =>
    db.transaction((tx) => {
      for (const batch of batches(rows)) tx.insert(inserts).values(batch).run();
      return rows.length;
    }),
};

let prepared: ReturnType<typeof prepare>;

/** Drizzle's statements built and prepared once. */
export const once: Contestant = {
  ...base,
  async open(file) {
    await base.open(file);
    prepared = prepare();
  },
  point: (id) => prepared.point.get({ id }) as typeof users.$inferSelect,
  many: (from, to) => prepared.many.all({ from, to }),
  wide: (from, to) => prepared.wide.all({ from, to }) as WideRow[],
  documents: (from, to) => readDocuments(prepared.documents.all({ from, to })),
  insert: (row) => prepared.insert.run({ ...row }).lastInsertRowid as number,
};

function prepare() {
  const [id, from, to] = [sql.placeholder("id"), sql.placeholder("from"), sql.placeholder("to")];
  const row = { name: sql.placeholder("name"), email: sql.placeholder("email"), age: sql.placeholder("age") };
  return {
    point: db.select().from(users).where(eq(users.id, id)).prepare(),
    many: db
      .select()
      .from(users)
      .where(between(users.id, from, to))
      .orderBy(asc(users.id))
      .prepare(),
    wide: db
      .select()
      .from(wide)
      .where(between(wide.id, from, to))
      .orderBy(asc(wide.id))
      .prepare(),
    documents: db
      .select()
      .from(documents)
      .where(between(documents.id, from, to))
      .orderBy(asc(documents.id))
      .prepare(),
    insert: db.insert(inserts).values(row).prepare(),
  };
}
