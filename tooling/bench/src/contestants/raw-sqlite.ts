import Database from "better-sqlite3";
import type { Contestant } from "../contestant.ts";
import type { Event, NewUser, User, WideRow } from "../rows.ts";
import { textsFor } from "../texts.ts";
import { readDocuments } from "./stored-documents.ts";

const texts = textsFor("sqlite");

let db: Database.Database;
let statements: ReturnType<typeof prepare>;
let insertAll: (rows: Iterable<NewUser>) => number;
let transfer: (account: number, amount: number) => number;

/** better-sqlite3 with its statements prepared once: its best, and the measure of all others. */
export const contestant: Contestant = {
  open(file) {
    db = new Database(file);
    db.pragma("journal_mode = wal");
    db.pragma("synchronous = normal");
    statements = prepare();
    insertAll = db.transaction((rows: Iterable<NewUser>) => {
      let count = 0;
      for (const { name, email, age } of rows) count += statements.insert.run(name, email, age).changes;
      return count;
    });
    transfer = db.transaction((account: number, amount: number) => {
      const { balance } = statements.balance.get(account) as { balance: number };
      statements.deposit.run(amount, account);
      statements.transfer.run(account, amount);
      return balance;
    }).immediate;
  },
  close: () => void db.close(),
  point: (id) => statements.point.get(id) as User,
  many: (from, to) => statements.many.all(from, to),
  wide: (from, to) => statements.wide.all(from, to),
  documents: (from, to) => readDocuments(statements.documents.all(from, to)),
  insert: ({ name, email, age }) => statements.insert.run(name, email, age).lastInsertRowid as number,
  transfer: (account, amount) => transfer(account, amount),
  bulk: (rows) => insertAll(rows),
  load: (rows) => insertAll(rows),
  stream(count, take) {
    for (const event of statements.stream.iterate(count)) take(event);
  },
};

function prepare() {
  return {
    point: db.prepare<[number], User>(texts.point),
    many: db.prepare<[number, number], User>(texts.many),
    wide: db.prepare<[number, number], WideRow>(texts.wide),
    documents: db.prepare<[number, number]>(texts.documents),
    insert: db.prepare<[string, string, number]>(texts.insert),
    balance: db.prepare<[number], { balance: number }>(texts.balance),
    deposit: db.prepare<[number, number]>(texts.deposit),
    transfer: db.prepare<[number, number]>(texts.transfer),
    stream: db.prepare<[number], Event>(texts.stream),
  };
}
