import { databaseError, sql, usage, type DatabaseSession, type LimitOptions, type RelationalDatabase } from "@db/core";
import { classifyOracleError } from "./oracle-errors.ts";
import { sessionOf, type OracleSession } from "./oracle-session.ts";
import type { Xid } from "./wire.ts";

/** A transaction that waits on the server for its second phase. */
export interface PreparedTransaction {
  /** What {@link prepareTransaction} called it. */
  readonly name: string;
}

/** Marks the transactions of this package among those of other transaction managers. */
const formatId = 0x6462_6f72;
const branchQualifier = "db";

/** What waits for its second phase and is of this package. */
export const pendingQuery: string =
  'select utl_raw.cast_to_varchar2(globalid) as "name" from dba_pending_transactions' +
  ` where formatid = ${formatId} order by 1`;

/**
 * First phase of two (XA): runs a callback in a transaction of a global name and leaves it prepared on the server, where it
 * holds its locks until {@link commitPrepared} or {@link rollbackPrepared} ends it, from any session. The name must be
 * known when the transaction begins, so this takes the place of `tx.prepare(name)`. What the callback does on the session it
 * gets is the transaction's; no other can be begun inside.
 *
 * A transaction that has changed nothing is over when this resolves: its second phase finds nothing and rejects with
 * `undefined-object`, which `onReadOnly` can be told of. When the callback throws, the transaction is rolled back and the
 * call rejects with that. Rejects with `duplicate-object` for a name that is taken, and with `usage` for one that is empty
 * or longer than 64 bytes.
 */
export async function prepareTransaction<T>(
  db: RelationalDatabase,
  name: string,
  run: (session: DatabaseSession) => Promise<T>,
  options?: LimitOptions & { readonly onReadOnly?: (() => void) | undefined },
): Promise<T> {
  const xid = xidOf(name);
  return db.session(async (session) => {
    const own = await session.native((lent) => Promise.resolve(sessionOf(lent)));
    await control(own, () => own.connection.tpcBegin(xid));
    own.begunGlobally();
    try {
      const value = await run(session);
      await control(own, () => own.connection.tpcEnd(xid));
      const changed = await control(own, () => own.connection.tpcPrepare(xid));
      own.endedGlobally();
      if (!changed) options?.onReadOnly?.();
      return value;
    } catch (error) {
      own.endedGlobally();
      await own.client(() => own.connection.tpcRollback(xid)).catch(() => undefined);
      throw error;
    }
  }, options);
}

/**
 * Second phase: commits what {@link prepareTransaction} left, from any session. After `connection-lost` call it again: when
 * it was done the first time, the second call rejects with `undefined-object`, as for a name that never was.
 */
export async function commitPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  await second(db, name, (own, xid) => own.connection.tpcCommit(xid), options);
}

/** Second phase: rolls back what {@link prepareTransaction} left. Rejects as {@link commitPrepared} does. */
export async function rollbackPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  await second(db, name, (own, xid) => own.connection.tpcRollback(xid), options);
}

/**
 * The transactions that {@link prepareTransaction} left on the server and nobody has ended, those of every user. They hold
 * their locks until somebody does. Rejects with `undefined-table` without the right to read `DBA_PENDING_TRANSACTIONS`.
 */
export async function preparedTransactions(
  db: RelationalDatabase,
  options?: LimitOptions,
): Promise<PreparedTransaction[]> {
  return db.query<PreparedTransaction>(sql`${sql.raw(pendingQuery)}`, options);
}

async function second(
  db: RelationalDatabase,
  name: string,
  end: (session: OracleSession, xid: Xid) => Promise<void>,
  options: LimitOptions | undefined,
): Promise<void> {
  const xid = xidOf(name);
  await db.session(
    (session) =>
      session.native((lent) => {
        const own = sessionOf(lent);
        return control(own, () => end(own, xid));
      }),
    options,
  );
}

async function control<T>(own: OracleSession, task: () => Promise<T>): Promise<T> {
  try {
    return await own.client(task);
  } catch (error) {
    throw databaseError({ ...classifyOracleError(error), engine: "oracle", cause: error });
  }
}

function xidOf(name: string): Xid {
  const length = Buffer.byteLength(name);
  if (length === 0 || length > 64) throw usage("the name of a prepared transaction has 1 to 64 bytes");
  return { formatId, globalTransactionId: name, branchQualifier };
}
