import { createDatabase, sql, type DatabaseDefinition, type RelationalDatabase } from "@db/core";
import type { Contestant } from "../contestant.ts";
import type { DocumentRow, Event, User, WideRow } from "../rows.ts";

/** Our own packages, whatever the engine, as their READMEs show them. */
export function ours(define: (place: string) => DatabaseDefinition): Contestant {
  let db: RelationalDatabase;
  return {
    async open(place) {
      db = await createDatabase(define(place)).open();
    },
    close: () => db.close(),
    point: (id) => db.queryOne(sql<User>`select id, name, email, age from bench_users where id = ${id}`),
    many: (from, to) =>
      db.query(sql<User>`select id, name, email, age from bench_users where id between ${from} and ${to} order by id`),
    wide: (from, to) => db.query(sql<WideRow>`select * from bench_wide where id between ${from} and ${to} order by id`),
    documents: (from, to) =>
      db.query(
        sql<DocumentRow>`select id, title, created, updated, body from bench_documents where id between ${from} and ${to} order by id`,
      ),
    async insert({ name, email, age }) {
      // PostgreSQL tells the key by `returning` alone.
      if (db.engine === "postgres") {
        const row = await db.queryOne(
          sql<{
            id: number;
          }>`insert into bench_inserts (name, email, age) values (${name}, ${email}, ${age}) returning id`,
        );
        return row.id;
      }
      const { insertId } = await db.execute(
        sql`insert into bench_inserts (name, email, age) values (${name}, ${email}, ${age})`,
      );
      return insertId as number;
    },
    transfer: (account, amount) =>
      db.transaction(async (tx) => {
        const { balance } = await tx.queryOne(
          sql<{ balance: number }>`select balance from bench_accounts where id = ${account}`,
        );
        await tx.execute(sql`update bench_accounts set balance = balance + ${amount} where id = ${account}`);
        await tx.execute(sql`insert into bench_transfers (account_id, amount) values (${account}, ${amount})`);
        return balance;
      }),
    bulk: (rows) => db.bulkInsert("bench_inserts", rows as readonly Readonly<Record<string, unknown>>[]),
    load: (rows) => db.bulkInsert("bench_inserts", rows as Iterable<Readonly<Record<string, unknown>>>),
    async stream(count, take) {
      for await (const event of db.stream(
        sql<Event>`select id, kind, amount, note from bench_events where id <= ${count} order by id`,
      ))
        take(event);
    },
  };
}

/** The same, with the stream read batch by batch and nothing else. */
export function oursByBatches(define: (place: string) => DatabaseDefinition): Contestant {
  let db: RelationalDatabase;
  return {
    async open(place) {
      db = await createDatabase(define(place)).open();
    },
    close: () => db.close(),
    async stream(count, take) {
      const rows = db.stream(
        sql<Event>`select id, kind, amount, note from bench_events where id <= ${count} order by id`,
      );
      for await (const batch of rows.batches()) for (const event of batch) take(event);
    },
  };
}
