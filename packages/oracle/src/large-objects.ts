import {
  oracleDialect,
  StatementCompiler,
  usage,
  databaseError,
  type CompiledText,
  type DatabaseSession,
  type Transaction,
  type Statement,
} from "@db/core";
import { bindUnits, BoundLob } from "./oracle-binds.ts";
import { encodeOracleObject } from "./oracle-encode.ts";
import { classifyOracleError } from "./oracle-errors.ts";
import { sessionOf, type OracleSession } from "./oracle-session.ts";
import { makePlan } from "./statement-plan.ts";
import { client, type ClientLob } from "./wire.ts";

/** A large object that {@link writeLob} has written, to be bound as a value. */
export type LobValue = object;

const compiler = new StatementCompiler(oracleDialect, encodeOracleObject);

/**
 * Reads one large object piece by piece, at constant memory: the only column of the only row that a query gives. The pieces
 * are strings of a `CLOB` and `Uint8Array`s of a `BLOB`, as large as the server likes them, and are to be had until the
 * callback returns; on a transaction's session the callback must not use that session otherwise.
 *
 * Gives what the callback gives; null where the object is null. Rejects with `no-rows`, `too-many-rows`, and with `usage`
 * for a column that is no large object.
 */
export async function readLob<T>(
  session: DatabaseSession | Transaction,
  query: Statement<object>,
  read: (pieces: AsyncIterable<string | Uint8Array>) => Promise<T>,
): Promise<T | null> {
  const { compiled, values } = compiler.compile(query);
  return session.native(async (lent) => {
    const own = sessionOf(lent);
    const rows = await explained(() => locators(own, compiled, values));
    try {
      const lob = onlyLob(rows);
      return lob === null ? null : await read(piecesOf(lob));
    } finally {
      for (const value of rows.flat()) if (isLob(value)) await value.close();
    }
  });
}

/** The only value of the only row. */
function onlyLob(rows: readonly (readonly unknown[])[]): ClientLob | null {
  const [row, another] = rows;
  if (row === undefined || another !== undefined)
    throw databaseError({ kind: row === undefined ? "no-rows" : "too-many-rows", engine: "oracle" });
  const [lob, second] = row;
  if (second !== undefined || (lob !== null && !isLob(lob)))
    throw usage("the query gives no single column of a large object");
  return lob;
}

function isLob(value: unknown): value is ClientLob {
  return typeof (value as ClientLob | null)?.getData === "function";
}

/** Runs a query and gives its large objects as the client does, to be read piece by piece. */
async function locators(
  session: OracleSession,
  { text }: CompiledText,
  values: readonly unknown[],
): Promise<readonly (readonly unknown[])[]> {
  const binds = bindUnits(makePlan(text), values, session);
  const { rows = [] } = await session.client(() =>
    session.connection.execute(text, binds, { maxRows: 2, prefetchRows: 2 }),
  );
  return rows;
}

async function* piecesOf(lob: ClientLob): AsyncGenerator<string | Uint8Array, void, undefined> {
  const binary = lob.type === client.DB_TYPE_BLOB;
  if (!binary) lob.setEncoding("utf8");
  for await (const piece of lob as AsyncIterable<string | Buffer>)
    yield typeof piece === "string" ? piece : new Uint8Array(piece);
}

/**
 * Writes a large object piece by piece, at constant memory, and gives it to a callback as a value to be bound by statements of
 * the session: `insert into t (v) values (${lob})`. It is a temporary one of the server's, and gone when the callback
 * returns. `kind` says whether it is text (`CLOB`) or bytes (`BLOB`).
 *
 * Rejects with what the source throws, and with what the callback throws.
 */
export async function writeLob<T>(
  session: DatabaseSession | Transaction,
  kind: "text" | "bytes",
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  use: (lob: LobValue) => Promise<T>,
): Promise<T> {
  const own = await session.native((lent) => Promise.resolve(sessionOf(lent)));
  const { connection } = own;
  const lob = await explained(() =>
    own.client(() => connection.createLob(kind === "text" ? client.DB_TYPE_CLOB : client.DB_TYPE_BLOB)),
  );
  try {
    for await (const piece of source) await explained(() => own.client(() => write(lob, piece)));
    await explained(() => own.client(() => finish(lob)));
    return await use(new BoundLob(lob, connection));
  } finally {
    await lob.close().catch(() => undefined);
  }
}

function write(lob: ClientLob, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const data = typeof piece === "string" ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    lob.write(data, (error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

function finish(lob: ClientLob): Promise<void> {
  return new Promise((resolve, reject) => {
    lob.once("error", reject);
    lob.end(() => resolve());
  });
}

async function explained<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw databaseError({ ...classifyOracleError(error), engine: "oracle", cause: error });
  }
}
