import { createDatabase, sql, type DatabaseDefinition, type RelationalDatabase } from "@db/core";
import type { Contestant, User } from "../contestant.ts";

/** Our own packages, whatever the engine. */
export function ours(define: (place: string) => DatabaseDefinition): Contestant {
  let db: RelationalDatabase;
  return {
    async open(place) {
      db = await createDatabase(define(place)).open();
    },
    point: (id) => db.queryOne(sql<User>`select id, name, email, age from bench_users where id = ${id}`),
    many: (from, count) =>
      db.query(sql<User>`select id, name, email, age from bench_users where id >= ${from} order by id limit ${count}`),
    close: () => db.close(),
  };
}
