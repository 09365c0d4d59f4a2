import type { Readable } from "node:stream";
import knex, { type Knex } from "knex";
import { readDocuments } from "../../src/contestants/stored-documents.ts";
import type { Contestant } from "../../src/contestant.ts";
import type { Event, User, WideRow } from "../../src/rows.ts";

/** Knex's builder. Bulk rows go by `batchInsert`, its own way for many, in pieces of `batch` rows. */
export function knexContestant(configure: (place: string) => Knex.Config, batch = 1000): Contestant {
  let db: Knex;
  let postgres = false;
  return {
    async open(place) {
      const config = configure(place);
      db = knex(config);
      postgres = config.client === "pg";
      await db.raw("select 1");
    },
    close: () => db.destroy(),
    point: async (id) =>
      (await db<User>("bench_users").select("id", "name", "email", "age").where({ id }).first()) as User,
    many: (from, to) =>
      db<User>("bench_users").select("id", "name", "email", "age").whereBetween("id", [from, to]).orderBy("id"),
    wide: (from, to) => db<WideRow>("bench_wide").select("*").whereBetween("id", [from, to]).orderBy("id"),
    documents: async (from, to) =>
      readDocuments(
        await db("bench_documents")
          .select("id", "title", "created", "updated", "body")
          .whereBetween("id", [from, to])
          .orderBy("id"),
      ),
    async insert(row) {
      const insert = db("bench_inserts").insert(row);
      const [key] = (await (postgres ? insert.returning("id") : insert)) as ({ id: number } | number)[];
      return typeof key === "object" ? key.id : (key ?? 0);
    },
    transfer: (account, amount) =>
      db.transaction(async (tx) => {
        const found = await tx("bench_accounts").select("balance").where({ id: account }).first<{ balance: number }>();
        await tx("bench_accounts").where({ id: account }).increment("balance", amount);
        await tx("bench_transfers").insert({ account_id: account, amount });
        return found.balance;
      }),
    async bulk(rows) {
      await db.batchInsert("bench_inserts", rows as object[], batch);
      return rows.length;
    },
    async stream(count, take) {
      const rows: Readable = db("bench_events")
        .select("id", "kind", "amount", "note")
        .where("id", "<=", count)
        .orderBy("id")
        .stream();
      for await (const event of rows) take(event as Event);
    },
  };
}
