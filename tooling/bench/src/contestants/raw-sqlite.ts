import Database from "better-sqlite3";
import type { Contestant, User } from "../contestant.ts";

let db: Database.Database;
let point: Database.Statement<[number], User>;
let many: Database.Statement<[number, number], User>;

/** better-sqlite3 with its statements prepared once: its best. */
export const contestant: Contestant = {
  async open(file) {
    db = new Database(file);
    db.pragma("journal_mode = wal");
    db.pragma("synchronous = normal");
    point = db.prepare("select id, name, email, age from bench_users where id = ?");
    many = db.prepare("select id, name, email, age from bench_users where id >= ? order by id limit ?");
  },
  async point(id) {
    return point.get(id) as User;
  },
  async many(from, count) {
    return many.all(from, count);
  },
  async close() {
    db.close();
  },
};
