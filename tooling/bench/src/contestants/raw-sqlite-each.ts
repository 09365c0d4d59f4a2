import Database from "better-sqlite3";
import type { Contestant } from "../contestant.ts";
import type { Event, User, WideRow } from "../rows.ts";
import { textsFor } from "../texts.ts";
import { readDocuments } from "./stored-documents.ts";

const texts = textsFor("sqlite");

let db: Database.Database;

/** better-sqlite3 as it is met in most code: each call prepares its statement. */
export const contestant: Contestant = {
  open(file) {
    db = new Database(file);
    db.pragma("journal_mode = wal");
    db.pragma("synchronous = normal");
  },
  close: () => void db.close(),
  point: (id) => db.prepare(texts.point).get(id) as User,
  many: (from, to) => db.prepare(texts.many).all(from, to) as User[],
  wide: (from, to) => db.prepare(texts.wide).all(from, to) as WideRow[],
  documents: (from, to) => readDocuments(db.prepare(texts.documents).all(from, to)),
  insert: ({ name, email, age }) => db.prepare(texts.insert).run(name, email, age).lastInsertRowid as number,
  transfer: (account, amount) =>
    db
      .transaction(() => {
        const { balance } = db.prepare(texts.balance).get(account) as { balance: number };
        db.prepare(texts.deposit).run(amount, account);
        db.prepare(texts.transfer).run(account, amount);
        return balance;
      })
      .immediate(),
  stream(count, take) {
    for (const event of db.prepare(texts.stream).iterate(count)) take(event as Event);
  },
};
