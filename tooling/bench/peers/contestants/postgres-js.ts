import postgres from "postgres";
import { batches } from "../../src/contestants/batches.ts";
import type { Contestant } from "../../src/contestant.ts";
import type { DocumentRow, Event, User, WideRow } from "../../src/rows.ts";

let sql: postgres.Sql;

/** postgres.js with its defaults: prepared statements, pipelining. */
export const contestant: Contestant = {
  async open(url) {
    sql = postgres(url, { max: 10, onnotice: () => undefined });
    await sql`select 1`;
  },
  close: () => sql.end(),
  point: async (id) => (await sql<User[]>`select id, name, email, age from bench_users where id = ${id}`)[0] as User,
  many: (from, to) =>
    sql<User[]>`select id, name, email, age from bench_users where id between ${from} and ${to} order by id`,
  wide: (from, to) => sql<WideRow[]>`select * from bench_wide where id between ${from} and ${to} order by id`,
  documents: (from, to) =>
    sql<
      DocumentRow[]
    >`select id, title, created, updated, body from bench_documents where id between ${from} and ${to} order by id`,
  async insert({ name, email, age }) {
    const [row] = await sql<
      { id: number }[]
    >`insert into bench_inserts (name, email, age) values (${name}, ${email}, ${age}) returning id`;
    return row?.id ?? 0;
  },
  transfer: async (account, amount) =>
    sql.begin(async (tx) => {
      const [found] = await tx<{ balance: number }[]>`select balance from bench_accounts where id = ${account}`;
      await tx`update bench_accounts set balance = balance + ${amount} where id = ${account}`;
      await tx`insert into bench_transfers (account_id, amount) values (${account}, ${amount})`;
      return found?.balance ?? 0;
    }),
  bulk: async (rows) =>
    sql.begin(async (tx) => {
      for (const batch of batches(rows)) await tx`insert into bench_inserts ${tx(batch, "name", "email", "age")}`;
      return rows.length;
    }),
  async stream(count, take) {
    const rows = sql<Event[]>`select id, kind, amount, note from bench_events where id <= ${count} order by id`;
    for await (const batch of rows.cursor(500)) for (const event of batch) take(event);
  },
};
