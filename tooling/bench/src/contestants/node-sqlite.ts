import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Contestant } from "../contestant.ts";
import type { Event, User, WideRow } from "../rows.ts";
import { textsFor, type Texts } from "../texts.ts";
import { readDocuments } from "./stored-documents.ts";

const texts = textsFor("sqlite");

let db: DatabaseSync;
let statements: Readonly<Record<keyof Texts, StatementSync>>;

/** Node's own SQLite with its statements prepared once. Its rows have no prototype; their values are the same. */
export const contestant: Contestant = {
  open(file) {
    db = new DatabaseSync(file);
    db.exec("pragma journal_mode = wal; pragma synchronous = normal");
    const prepared = Object.entries(texts).map(([key, text]) => [key, db.prepare(text as string)]);
    statements = Object.fromEntries(prepared) as typeof statements;
  },
  close: () => db.close(),
  point: (id) => statements.point.get(id) as unknown as User,
  many: (from, to) => statements.many.all(from, to) as unknown as User[],
  wide: (from, to) => statements.wide.all(from, to) as unknown as WideRow[],
  documents: (from, to) => readDocuments(statements.documents.all(from, to)),
  insert: ({ name, email, age }) => statements.insert.run(name, email, age).lastInsertRowid as number,
  transfer: (account, amount) =>
    inTransaction(() => {
      const { balance } = statements.balance.get(account) as { balance: number };
      statements.deposit.run(amount, account);
      statements.transfer.run(account, amount);
      return balance;
    }),
  bulk: (rows) =>
    inTransaction(() => {
      for (const { name, email, age } of rows) statements.insert.run(name, email, age);
      return rows.length;
    }),
  stream(count, take) {
    for (const event of statements.stream.iterate(count)) take(event as unknown as Event);
  },
};

function inTransaction<T>(work: () => T): T {
  db.exec("begin immediate");
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (error) {
    db.exec("rollback");
    throw error;
  }
}
