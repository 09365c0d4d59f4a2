import { Readable } from "node:stream";
import { createPool, type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from "mysql2/promise";
import type { Contestant } from "../contestant.ts";
import type { Event, NewUser, User, WideRow } from "../rows.ts";
import { textsFor, type Texts } from "../texts.ts";
import { readDocuments } from "./stored-documents.ts";
import { tabText } from "./tab-text.ts";

const texts = textsFor("mysql");
const load = "load data local infile 'rows' into table bench_inserts character set utf8mb4 (name, email, age)";

/**
 * mysql2's promise pool: `query` writes values into the text, `execute` prepares. A stream is read by `for await` with the
 * one, by its events with the other, which costs far less and suits no consumer that has to wait.
 */
export function mysql2Pool(method: "query" | "execute"): Contestant {
  let pool: Pool;
  const ask = async <R extends RowDataPacket[] | ResultSetHeader>(
    on: Pool | PoolConnection,
    key: keyof Texts,
    values: (string | number)[],
  ): Promise<R> =>
    (await (method === "query" ? on.query<R>(texts[key], values) : on.execute<R>(texts[key], values)))[0];
  const rows = async <R>(key: keyof Texts, values: (string | number)[]): Promise<R[]> =>
    (await ask<RowDataPacket[]>(pool, key, values)) as R[];
  const loadData = async (all: Iterable<NewUser>): Promise<number> => {
    const [result] = await pool.query<ResultSetHeader>({
      sql: load,
      infileStreamFactory: () => Readable.from(tabBytes(all)),
    });
    return result.affectedRows;
  };
  return {
    async open(place) {
      pool = createPool({ uri: place, connectionLimit: 10, timezone: "Z" });
      await pool.query("select 1");
    },
    close: () => pool.end(),
    point: async (id) => (await rows<User>("point", [id]))[0] as User,
    many: (from, to) => rows<User>("many", [from, to]),
    wide: (from, to) => rows<WideRow>("wide", [from, to]),
    documents: async (from, to) => readDocuments(await rows("documents", [from, to])),
    insert: async ({ name, email, age }) => (await ask<ResultSetHeader>(pool, "insert", [name, email, age])).insertId,
    async transfer(account, amount) {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        const found = await ask<RowDataPacket[]>(connection, "balance", [account]);
        await ask(connection, "deposit", [amount, account]);
        await ask(connection, "transfer", [account, amount]);
        await connection.commit();
        return found[0]?.["balance"] as number;
      } catch (error) {
        await connection.rollback();
        throw error;
      } finally {
        connection.release();
      }
    },
    bulk: loadData,
    load: loadData,
    async stream(count, take) {
      const connection = await pool.getConnection();
      try {
        const client = connection.connection as unknown as CallbackConnection;
        const command = client[method](texts.stream, [count]);
        if (method === "query") {
          for await (const event of command.stream()) take(event as Event);
        } else {
          await new Promise((resolve, reject) => {
            command.stream().on("data", take).once("end", resolve).once("error", reject);
          });
        }
      } finally {
        connection.release();
      }
    },
  };
}

/** What is below a promise connection: its commands can be streamed, which its types do not say. */
type CallbackConnection = Record<"query" | "execute", (text: string, values: unknown[]) => { stream(): Readable }>;

/** The client takes bytes alone. */
function* tabBytes(rows: Iterable<NewUser>): Generator<Buffer> {
  for (const text of tabText(rows)) yield Buffer.from(text);
}
