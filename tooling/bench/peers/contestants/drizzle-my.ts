import { asc, between, eq, lte, sql } from "drizzle-orm";
import { drizzle, type MySql2Database } from "drizzle-orm/mysql2";
import { datetime, double, int, json, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { createPool, type Pool } from "mysql2/promise";
import { batches } from "../../src/contestants/batches.ts";
import type { Contestant } from "../../src/contestant.ts";
import { wideColumns, type DocumentRow, type WideRow } from "../../src/rows.ts";

const person = {
  name: varchar({ length: 80 }).notNull(),
  email: varchar({ length: 80 }).notNull(),
  age: int().notNull(),
};
const users = mysqlTable("bench_users", { id: int().primaryKey(), ...person });
const inserts = mysqlTable("bench_inserts", { id: int().autoincrement().primaryKey(), ...person });
const accounts = mysqlTable("bench_accounts", { id: int().primaryKey(), balance: int().notNull() });
const transfers = mysqlTable("bench_transfers", {
  id: int().autoincrement().primaryKey(),
  account: int("account_id").notNull(),
  amount: int().notNull(),
});
const documents = mysqlTable("bench_documents", {
  id: int().primaryKey(),
  title: varchar({ length: 80 }).notNull(),
  created: datetime({ fsp: 3 }).notNull(),
  updated: datetime({ fsp: 3 }).notNull(),
  body: json().$type<DocumentRow["body"]>().notNull(),
});
const events = mysqlTable("bench_events", {
  id: int().primaryKey(),
  kind: varchar({ length: 20 }).notNull(),
  amount: int().notNull(),
  note: varchar({ length: 40 }).notNull(),
});
const columnOf = { integer: () => int(), text: () => varchar({ length: 40 }), double: () => double() };
const wide = mysqlTable("bench_wide", {
  id: int().primaryKey(),
  ...Object.fromEntries(wideColumns.map(({ name, type }) => [name, columnOf[type]().notNull()])),
});

let pool: Pool;
let db: MySql2Database;

const base: Contestant = {
  async open(url) {
    pool = createPool({ uri: url, connectionLimit: 10, timezone: "Z" });
    db = drizzle({ client: pool });
    await db.execute(sql`select 1`);
  },
  close: () => pool.end(),
};

/** Drizzle's builder over mysql2. */
export const ordinary: Contestant = {
  ...base,
  point: async (id) => (await db.select().from(users).where(eq(users.id, id)))[0] as typeof users.$inferSelect,
  many: (from, to) =>
    db
      .select()
      .from(users)
      .where(between(users.id, from, to))
      .orderBy(asc(users.id)),
  wide: async (from, to) =>
    (await db
      .select()
      .from(wide)
      .where(between(wide.id, from, to))
      .orderBy(asc(wide.id))) as WideRow[],
  documents: (from, to) =>
    db
      .select()
      .from(documents)
      .where(between(documents.id, from, to))
      .orderBy(asc(documents.id)),
  insert: async (row) => (await db.insert(inserts).values(row))[0].insertId,
  transfer: (account, amount) =>
    db.transaction(async (tx) => {
      const [found] = await tx.select({ balance: accounts.balance }).from(accounts).where(eq(accounts.id, account));
      await tx
        .update(accounts)
        .set({ balance: sql`${accounts.balance} + ${amount}` })
        .where(eq(accounts.id, account));
      await tx.insert(transfers).values({ account, amount });
      return found?.balance ?? 0;
    }),
  bulk: (rows) =>
    db.transaction(async (tx) => {
      for (const batch of batches(rows)) await tx.insert(inserts).values(batch);
      return rows.length;
    }),
  async stream(count, take) {
    const query = db.select().from(events).where(lte(events.id, count)).orderBy(asc(events.id));
    for await (const event of query.iterator()) take(event);
  },
};

let prepared: ReturnType<typeof prepare>;

/** Drizzle's statements built once and prepared. */
export const once: Contestant = {
  ...base,
  async open(url) {
    await base.open(url);
    prepared = prepare();
  },
  point: async (id) => (await prepared.point.execute({ id }))[0] as typeof users.$inferSelect,
  many: (from, to) => prepared.many.execute({ from, to }),
  wide: async (from, to) => (await prepared.wide.execute({ from, to })) as WideRow[],
  documents: (from, to) => prepared.documents.execute({ from, to }),
  insert: async (row) => (await prepared.insert.execute({ ...row }))[0].insertId,
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
