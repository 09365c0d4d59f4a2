import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import Cursor from "pg-cursor";
import type { Contestant } from "../contestant.ts";
import type { DocumentRow, Event, NewUser, User, WideRow } from "../rows.ts";
import { textsFor, type Texts } from "../texts.ts";
import { tabText } from "./tab-text.ts";

const texts = textsFor("postgres");

/** How a statement is handed to `pg`: `{ text, values }`, or with a name too. */
export type Ask = (key: keyof Texts, values: unknown[]) => pg.QueryConfig;

/** `pg`'s pool, by whatever form of statement. */
export function pgPool(ask: Ask): Contestant {
  let pool: pg.Pool;
  const rows = async <R extends object>(key: keyof Texts, values: unknown[]): Promise<R[]> =>
    (await pool.query<R>(ask(key, values))).rows;
  const copy = async (all: Iterable<NewUser>): Promise<number> => {
    const client = await pool.connect();
    try {
      const query = client.query(copyFrom("copy bench_inserts (name, email, age) from stdin"));
      await pipeline(Readable.from(tabText(all)), query);
      return query.rowCount;
    } finally {
      client.release();
    }
  };
  return {
    async open(place) {
      pool = new pg.Pool({ connectionString: place, max: 10 });
      await pool.query("select 1");
    },
    close: () => pool.end(),
    point: async (id) => (await rows<User>("point", [id]))[0] as User,
    many: (from, to) => rows<User>("many", [from, to]),
    wide: (from, to) => rows<Record<string, number>>("wide", [from, to]) as Promise<WideRow[]>,
    documents: (from, to) => rows<DocumentRow>("documents", [from, to]),
    insert: async ({ name, email, age }) => (await rows<{ id: number }>("insert", [name, email, age]))[0]?.id ?? 0,
    async transfer(account, amount) {
      const client = await pool.connect();
      try {
        await client.query("begin");
        const found = await client.query<{ balance: number }>(ask("balance", [account]));
        await client.query(ask("deposit", [amount, account]));
        await client.query(ask("transfer", [account, amount]));
        await client.query("commit");
        return found.rows[0]?.balance ?? 0;
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
    },
    bulk: copy,
    load: copy,
    async stream(count, take) {
      const client = await pool.connect();
      try {
        const cursor = client.query(new Cursor<Event>(texts.stream, [count]));
        for (let batch = await cursor.read(500); batch.length > 0; batch = await cursor.read(500))
          for (const event of batch) take(event);
        await cursor.close();
      } finally {
        client.release();
      }
    },
  };
}
