import { asc, between, eq, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { doublePrecision, integer, jsonb, pgTable, serial, timestamp, varchar } from "drizzle-orm/pg-core";
import pg from "pg";
import { batches } from "../../src/contestants/batches.ts";
import type { Contestant } from "../../src/contestant.ts";
import { wideColumns, type DocumentRow, type WideRow } from "../../src/rows.ts";

const person = {
  name: varchar({ length: 80 }).notNull(),
  email: varchar({ length: 80 }).notNull(),
  age: integer().notNull(),
};
const users = pgTable("bench_users", { id: integer().primaryKey(), ...person });
const inserts = pgTable("bench_inserts", { id: serial().primaryKey(), ...person });
const accounts = pgTable("bench_accounts", { id: integer().primaryKey(), balance: integer().notNull() });
const transfers = pgTable("bench_transfers", {
  id: serial().primaryKey(),
  account: integer("account_id").notNull(),
  amount: integer().notNull(),
});
const documents = pgTable("bench_documents", {
  id: integer().primaryKey(),
  title: varchar({ length: 80 }).notNull(),
  created: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  updated: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  body: jsonb().$type<DocumentRow["body"]>().notNull(),
});
const columnOf = { integer: () => integer(), text: () => varchar({ length: 40 }), double: () => doublePrecision() };
const wide = pgTable("bench_wide", {
  id: integer().primaryKey(),
  ...Object.fromEntries(wideColumns.map(({ name, type }) => [name, columnOf[type]().notNull()])),
});

let pool: pg.Pool;
let db: NodePgDatabase;

const base: Contestant = {
  async open(url) {
    pool = new pg.Pool({ connectionString: url, max: 10 });
    db = drizzle({ client: pool });
    await db.execute(sql`select 1`);
  },
  close: () => pool.end(),
};

/** Drizzle's builder over `pg`. */
export const ordinary: Contestant = {
  ...base,
  lacks: { stream: "has no streams on PostgreSQL" },
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
  insert: async (row) => (await db.insert(inserts).values(row).returning({ id: inserts.id }))[0]?.id ?? 0,
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
};

let prepared: ReturnType<typeof prepare>;

/** Drizzle's statements built once and prepared under a name. */
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
  insert: async (row) => (await prepared.insert.execute({ ...row }))[0]?.id ?? 0,
};

function prepare() {
  const [id, from, to] = [sql.placeholder("id"), sql.placeholder("from"), sql.placeholder("to")];
  const row = { name: sql.placeholder("name"), email: sql.placeholder("email"), age: sql.placeholder("age") };
  return {
    point: db.select().from(users).where(eq(users.id, id)).prepare("point"),
    many: db
      .select()
      .from(users)
      .where(between(users.id, from, to))
      .orderBy(asc(users.id))
      .prepare("many"),
    wide: db
      .select()
      .from(wide)
      .where(between(wide.id, from, to))
      .orderBy(asc(wide.id))
      .prepare("wide"),
    documents: db
      .select()
      .from(documents)
      .where(between(documents.id, from, to))
      .orderBy(asc(documents.id))
      .prepare("documents"),
    insert: db.insert(inserts).values(row).returning({ id: inserts.id }).prepare("insert"),
  };
}
