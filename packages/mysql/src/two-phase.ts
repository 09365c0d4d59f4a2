import {
  databaseError,
  mysqlDialect,
  sql,
  usage,
  type DatabaseSession,
  type LimitOptions,
  type RelationalDatabase,
} from "@db/core";
import { classifyMysqlError } from "./mysql-errors.ts";
import { sessionOf, type MysqlSession } from "./mysql-session.ts";

/** A transaction that waits on the server for its second phase. */
export interface PreparedTransaction {
  /** What {@link prepareTransaction} called it. */
  readonly name: string;
}

/**
 * First phase of two (XA): runs a callback in a transaction of a global name and leaves it prepared on the server, where it
 * holds its locks until {@link commitPrepared} or {@link rollbackPrepared} ends it, from any session. XA must know the name
 * when the transaction begins, so this takes the place of `tx.prepare(name)`. What the callback does on the session it
 * gets is the transaction's; no other can be begun inside.
 *
 * When the callback throws, the transaction is rolled back and the call rejects with that. Rejects with `duplicate-object`
 * for a name that is taken, and with `usage` for one that is empty or longer than 64 bytes.
 */
export async function prepareTransaction<T>(
  db: RelationalDatabase,
  name: string,
  run: (session: DatabaseSession) => Promise<T>,
  options?: LimitOptions,
): Promise<T> {
  const xid = xidOf(name);
  return db.session(async (session) => {
    const wire = await session.native((client) => Promise.resolve(sessionOf(client)));
    await control(wire, `xa start ${xid}`);
    try {
      const value = await run(session);
      await control(wire, `xa end ${xid}`);
      await control(wire, `xa prepare ${xid}`);
      // MariaDB keeps a prepared transaction to its connection until that is gone.
      if (wire.server.flavour === "mariadb") await wire.leave();
      return value;
    } catch (error) {
      await wire.text(`xa end ${xid}`).catch(() => undefined);
      await wire.text(`xa rollback ${xid}`).catch(() => undefined);
      throw error;
    }
  }, options);
}

/** Runs a statement that core does not let pass as text, since it ends or begins a transaction. */
async function control(wire: MysqlSession, text: string): Promise<void> {
  try {
    await wire.text(text);
  } catch (error) {
    throw databaseError({ ...classifyMysqlError(error), engine: wire.server.flavour, cause: error });
  }
}

/**
 * Second phase: commits what {@link prepareTransaction} left, from any session. After `connection-lost` call it again: when
 * it was done the first time, the second call rejects with `undefined-object`, as for a name that never was.
 */
export async function commitPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  await db.execute(sql`xa commit ${sql.raw(xidOf(name))}`, options);
}

/** Second phase: rolls back what {@link prepareTransaction} left. Rejects as {@link commitPrepared} does. */
export async function rollbackPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  const xid = xidOf(name);
  // Ending another's transaction is not this session's, but the text does not tell.
  await db.session((session) => session.native((client) => control(sessionOf(client), `xa rollback ${xid}`)), options);
}

/**
 * The transactions that {@link prepareTransaction} left on the server and nobody has ended; those of every database, since
 * XA knows none. They hold their locks until somebody does. Rejects with `permission-denied` without XA_RECOVER_ADMIN.
 */
export async function preparedTransactions(
  db: RelationalDatabase,
  options?: LimitOptions,
): Promise<PreparedTransaction[]> {
  const rows = await db.query<{ bqual_length: number; data: string | Uint8Array }>(sql`xa recover`, options);
  return rows
    .filter(({ bqual_length: branch }) => branch === 0)
    .map(({ data }) => ({ name: typeof data === "string" ? data : Buffer.from(data).toString("utf8") }));
}

/** A name as it stands in a statement ("XA Transaction SQL Statements"). */
function xidOf(name: string): string {
  const length = Buffer.byteLength(name);
  if (length === 0 || length > 64) throw usage("the name of a prepared transaction has 1 to 64 bytes");
  return mysqlDialect.quoteString(name);
}
