import { createPool, sql, type DatabasePool } from "slonik";
import { createPgDriverFactory } from "@slonik/pg-driver";
import type { Contestant } from "../../src/contestant.ts";
import type { DocumentRow, Event, User, WideRow } from "../../src/rows.ts";

let pool: DatabasePool;

/** slonik without result parsers of the application. Bulk by its `unnest`. Dates are numbers by its default, turned here. */
export const contestant: Contestant = {
  async open(url) {
    pool = await createPool(url, { maximumPoolSize: 10, driverFactory: createPgDriverFactory() });
    await pool.query(sql.unsafe`select 1`);
  },
  close: () => pool.end(),
  point: (id) =>
    pool.one(
      sql.unsafe`select id, name, email, age from bench_users where id = ${id}`,
    ) as Promise<unknown> as Promise<User>,
  many: async (from, to) =>
    (await pool.any(
      sql.unsafe`select id, name, email, age from bench_users where id between ${from} and ${to} order by id`,
    )) as readonly User[],
  wide: async (from, to) =>
    (await pool.any(
      sql.unsafe`select * from bench_wide where id between ${from} and ${to} order by id`,
    )) as readonly WideRow[],
  async documents(from, to) {
    const rows = (await pool.any(
      sql.unsafe`select id, title, created, updated, body from bench_documents where id between ${from} and ${to} order by id`,
    )) as readonly (Omit<DocumentRow, "created" | "updated"> & { created: number; updated: number })[];
    return rows.map((row) => ({ ...row, created: new Date(row.created), updated: new Date(row.updated) }));
  },
  insert: async ({ name, email, age }) =>
    (await pool.oneFirst(
      sql.unsafe`insert into bench_inserts (name, email, age) values (${name}, ${email}, ${age}) returning id`,
    )) as number,
  transfer: (account, amount) =>
    pool.transaction(async (tx) => {
      const balance = await tx.oneFirst(sql.unsafe`select balance from bench_accounts where id = ${account}`);
      await tx.query(sql.unsafe`update bench_accounts set balance = balance + ${amount} where id = ${account}`);
      await tx.query(sql.unsafe`insert into bench_transfers (account_id, amount) values (${account}, ${amount})`);
      return balance as number;
    }),
  async bulk(rows) {
    const values = rows.map(({ name, email, age }) => [name, email, age]);
    const { rowCount } = await pool.query(
      sql.unsafe`insert into bench_inserts (name, email, age) select * from ${sql.unnest(values, ["text", "text", "int4"])}`,
    );
    return rowCount;
  },
  async stream(count, take) {
    await pool.stream(
      sql.unsafe`select id, kind, amount, note from bench_events where id <= ${count} order by id`,
      (stream) => void stream.on("data", ({ data }) => take(data as Event)),
    );
  },
};
