import { createPool, type Pool, type UpsertResult } from "mariadb";
import { readDocuments } from "../../src/contestants/stored-documents.ts";
import type { Contestant } from "../../src/contestant.ts";
import type { Event, User, WideRow } from "../../src/rows.ts";
import { textsFor } from "../../src/texts.ts";
import { mysqlPlace } from "./mysql-place.ts";

const texts = textsFor("mysql");

let pool: Pool;

/** MariaDB's own connector, prepared statements; bulk by its `batch`. */
export const contestant: Contestant = {
  async open(url) {
    pool = createPool({
      ...mysqlPlace(url),
      connectionLimit: 10,
      timezone: "Z",
      insertIdAsNumber: true,
      // Signing in without TLS needs it.
      allowPublicKeyRetrieval: true,
    });
    await pool.query("select 1");
  },
  close: () => pool.end(),
  point: async (id) => (await pool.execute<User[]>(texts.point, [id]))[0] as User,
  many: (from, to) => pool.execute<User[]>(texts.many, [from, to]),
  wide: (from, to) => pool.execute<WideRow[]>(texts.wide, [from, to]),
  documents: async (from, to) => readDocuments(await pool.execute<unknown[]>(texts.documents, [from, to])),
  insert: async ({ name, email, age }) =>
    Number((await pool.execute<UpsertResult>(texts.insert, [name, email, age])).insertId),
  async transfer(account, amount) {
    const connection = await pool.getConnection();
    try {
      await connection.beginTransaction();
      const [found] = await connection.execute<{ balance: number }[]>(texts.balance, [account]);
      await connection.execute(texts.deposit, [amount, account]);
      await connection.execute(texts.transfer, [account, amount]);
      await connection.commit();
      return found?.balance ?? 0;
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      await connection.release();
    }
  },
  async bulk(rows) {
    const connection = await pool.getConnection();
    try {
      await connection.beginTransaction();
      const values = rows.map(({ name, email, age }) => [name, email, age]);
      // One result with MariaDB's own bulk protocol, one for each row without.
      const results = await connection.batch<UpsertResult | UpsertResult[]>(texts.insert, values);
      await connection.commit();
      return [results].flat().reduce((sum, { affectedRows }) => sum + affectedRows, 0);
    } finally {
      await connection.release();
    }
  },
  async stream(count, take) {
    const connection = await pool.getConnection();
    try {
      for await (const event of connection.queryStream(texts.stream, [count])) take(event as Event);
    } finally {
      await connection.release();
    }
  },
};
