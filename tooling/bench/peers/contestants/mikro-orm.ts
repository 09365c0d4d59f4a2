import { EntitySchema, type EntityManager, type MikroORM } from "@mikro-orm/core";
import { batches } from "../../src/contestants/batches.ts";
import type { Contestant } from "../../src/contestant.ts";
import { wideColumns, type DocumentRow, type Event, type User, type WideRow } from "../../src/rows.ts";

interface Account {
  id: number;
  balance: number;
}
interface Transfer {
  id: number;
  account_id: number;
  amount: number;
}

const person = { name: { type: "string" }, email: { type: "string" }, age: { type: "integer" } } as const;
const id = { type: "integer", primary: true } as const;
const key = { type: "integer", primary: true, autoincrement: true } as const;

const users = new EntitySchema<User>({ name: "User", tableName: "bench_users", properties: { id, ...person } });
const inserts = new EntitySchema<User>({
  name: "Insert",
  tableName: "bench_inserts",
  properties: { id: key, ...person },
});
const accounts = new EntitySchema<Account>({
  name: "Account",
  tableName: "bench_accounts",
  properties: { id, balance: { type: "integer" } },
});
const transfers = new EntitySchema<Transfer>({
  name: "Transfer",
  tableName: "bench_transfers",
  properties: { id: key, account_id: { type: "integer", fieldName: "account_id" }, amount: { type: "integer" } },
});
const wide = new EntitySchema<WideRow>({
  name: "Wide",
  tableName: "bench_wide",
  properties: {
    id,
    ...Object.fromEntries(
      wideColumns.map(({ name, type }) => [name, { type: type === "text" ? "string" : type, fieldName: name }]),
    ),
  } as never,
});
const documents = new EntitySchema<DocumentRow>({
  name: "Document",
  tableName: "bench_documents",
  properties: {
    id,
    title: { type: "string" },
    created: { type: "datetime", length: 3 },
    updated: { type: "datetime", length: 3 },
    body: { type: "json" },
  } as never,
});
const events = new EntitySchema<Event>({
  name: "Event",
  tableName: "bench_events",
  properties: { id, kind: { type: "string" }, amount: { type: "integer" }, note: { type: "string" } },
});

/** What is made ready, of all engines alike. */
export const entities = [users, inserts, accounts, transfers, wide, documents, events];

/** MikroORM, an entity manager for each piece of work, as for each request. Rows are inserted in bulk by `insertMany`. */
export function mikroOrmContestant(open: (place: string) => Promise<MikroORM>): Contestant {
  let orm: MikroORM;
  const manager = (): EntityManager => orm.em.fork();
  return {
    async open(place) {
      orm = await open(place);
    },
    close: () => orm.close(),
    point: (wanted) => manager().findOneOrFail(users, { id: wanted }),
    many: (from, to) => manager().find(users, { id: { $gte: from, $lte: to } }, { orderBy: { id: "asc" } }),
    wide: (from, to) =>
      manager().find(wide, { id: { $gte: from, $lte: to } } as never, { orderBy: { id: "asc" } as never }),
    documents: (from, to) =>
      manager().find(documents, { id: { $gte: from, $lte: to } } as never, { orderBy: { id: "asc" } }),
    async insert(row) {
      const em = manager();
      const made = em.create(inserts, row as User);
      await em.persist(made).flush();
      return made.id;
    },
    transfer: (account, amount) =>
      manager().transactional(async (em) => {
        const found = await em.findOneOrFail(accounts, { id: account });
        const { balance } = found;
        found.balance += amount;
        em.create(transfers, { account_id: account, amount } as Transfer, { persist: true });
        return balance;
      }),
    bulk: (rows) =>
      manager().transactional(async (em) => {
        for (const batch of batches(rows)) await em.insertMany(inserts, batch as User[]);
        return rows.length;
      }),
    async stream(count, take) {
      for await (const event of manager().stream(events, { where: { id: { $lte: count } }, orderBy: { id: "asc" } }))
        take(event as Event);
    },
  };
}
