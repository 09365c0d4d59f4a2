import { postgresDialect, sql, unsupported, type LimitOptions, type RelationalDatabase } from "@db/core";

/** A transaction that waits on the server for its second phase. */
export interface PreparedTransaction {
  /** What `tx.prepare(name)` called it. */
  readonly name: string;
  /** Its number on the server. */
  readonly transaction: string;
  readonly preparedAt: Date;
  /** The role that began it; only that role or a superuser may end it. */
  readonly owner: string;
}

/**
 * The transactions of this database that `tx.prepare(name)` left on the server and nobody has ended, the oldest first. They
 * hold their locks until somebody does: look for old ones. Rejects with `unsupported` on PGlite.
 */
export async function preparedTransactions(
  db: RelationalDatabase,
  options?: LimitOptions,
): Promise<PreparedTransaction[]> {
  requireTwoPhase(db);
  const rows = await db.query<{ name: string; transaction: string; since: string; owner: string }>(
    sql`select gid as name, transaction::text as transaction, (extract(epoch from prepared) * 1000)::text as since, owner::text as owner
      from pg_prepared_xacts where database = current_database() order by prepared, gid`,
    options,
  );
  return rows.map(({ since, ...row }) => ({
    name: row.name,
    transaction: row.transaction,
    preparedAt: new Date(Number(since)),
    owner: row.owner,
  }));
}

/**
 * Second phase: commits what `tx.prepare(name)` left, from any session. After `connection-lost` call it again: when it was
 * done the first time, the second call rejects with `undefined-object`, as for a name that never was. Rejects with
 * `permission-denied` for another role's, and with `unsupported` on PGlite.
 */
export async function commitPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  requireTwoPhase(db);
  await db.execute(sql`commit prepared ${sql.raw(postgresDialect.quoteString(name))}`, options);
}

/** Second phase: rolls back what `tx.prepare(name)` left. Rejects as {@link commitPrepared} does. */
export async function rollbackPrepared(db: RelationalDatabase, name: string, options?: LimitOptions): Promise<void> {
  requireTwoPhase(db);
  await db.execute(sql`rollback prepared ${sql.raw(postgresDialect.quoteString(name))}`, options);
}

function requireTwoPhase(db: RelationalDatabase): void {
  if (!db.capabilities.twoPhase) throw unsupported(db.engine, "two-phase commit");
}
