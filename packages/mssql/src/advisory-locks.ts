import {
  abortedError,
  advisoryLockDigest,
  advisoryLockGone,
  advisoryLockNotGranted,
  advisoryLockWait,
  checkAdvisoryLockKey,
  databaseError,
  sql,
  underAdvisoryLock,
  type AdvisoryLockKey,
  type DatabaseSession,
  type Duration,
  type Queryable,
  type RelationalDatabase,
  type Statement,
  type Transaction,
} from "@db/core";

/** How a lock is waited for. */
export interface AdvisoryLockOptions {
  /**
   * `true` waits as long as it takes, `false` asks once, a duration (milliseconds, or text such as "5s") waits so long.
   * Default: `true`.
   */
  readonly wait?: boolean | Duration | undefined;
  /** Takes it together with others who take it shared, but with nobody who takes it alone. Default: false. */
  readonly shared?: boolean | undefined;
  /** Ends the wait with `aborted`. It does not end the callback. */
  readonly signal?: AbortSignal | undefined;
}

/** The longest wait the server counts, in milliseconds: 24 days; -1 is for ever. */
const longest = 2_147_483_647;

/**
 * The server's name of a lock that a key stands for: 48 digits of the SHA-256 of a text, or of a number as text. It will not
 * change between versions of this package. The server compares names by the database's collation, so the key itself would
 * not do.
 */
export function advisoryLockKey(key: AdvisoryLockKey): string {
  return `db:${advisoryLockDigest(key)}`;
}

/**
 * Runs a callback while this process holds a lock that only one can hold at a time, across all that are connected to the
 * database (`sp_getapplock`), and gives what the callback gives.
 *
 * On a database or a session the lock is the session's: it is given back when the callback ends, and the callback gets the
 * session that holds it. The server gives the lock away when that connection breaks, and then the call rejects with
 * `connection-lost`, even if the callback has done its work: do what must not happen without the lock on the session that
 * the callback gets. On a transaction the lock is the transaction's: the server gives it back when the transaction ends, not
 * when the callback does. A session or transaction that holds the lock gets it again. A call on the database holds a session
 * while it waits.
 *
 * Rejects with `lock-timeout` when the lock was not to be had in time, with `deadlock` where waiting would never end, with
 * `aborted`, with what the callback throws, and with `usage` for a key that is no 64-bit number.
 */
export function withAdvisoryLock<T>(
  target: RelationalDatabase | DatabaseSession,
  key: AdvisoryLockKey,
  run: (session: DatabaseSession) => Promise<T>,
  options?: AdvisoryLockOptions,
): Promise<T>;
export function withAdvisoryLock<T>(
  target: Transaction,
  key: AdvisoryLockKey,
  run: (tx: Transaction) => Promise<T>,
  options?: AdvisoryLockOptions,
): Promise<T>;
export async function withAdvisoryLock<T>(
  target: RelationalDatabase | DatabaseSession | Transaction,
  key: AdvisoryLockKey,
  run: ((session: DatabaseSession) => Promise<T>) | ((tx: Transaction) => Promise<T>),
  options: AdvisoryLockOptions = {},
): Promise<T> {
  checkAdvisoryLockKey(key);
  const wait = advisoryLockWait(options.wait ?? true);
  const runOn = run as (holder: DatabaseSession | Transaction) => Promise<T>;
  if ("afterCommit" in target) {
    await take(target, key, "Transaction", wait, options);
    return runOn(target);
  }
  const hold = async (session: DatabaseSession): Promise<T> => {
    await take(session, key, "Session", wait, options);
    return underAdvisoryLock(
      () => runOn(session),
      () => giveBack(session, key),
    );
  };
  return "session" in target ? target.session(hold, { signal: options.signal }) : hold(target);
}

/** The statements about locks: "sp_getapplock", "APPLOCK_MODE" and "sp_releaseapplock". */
export const lockStatements = {
  take: (
    key: AdvisoryLockKey,
    shared: boolean,
    owner: "Session" | "Transaction",
    patience: number,
  ): Statement<{ granted: number }> =>
    sql`declare @granted int; exec @granted = sp_getapplock @Resource = ${advisoryLockKey(key)}, @LockMode = ${shared ? "Shared" : "Exclusive"}, @LockOwner = ${owner}, @LockTimeout = ${patience}; select @granted as granted`,
  look: (key: AdvisoryLockKey): Statement<{ mode: string }> =>
    sql`select applock_mode('public', ${advisoryLockKey(key)}, 'Session') as mode`,
  giveBack: (key: AdvisoryLockKey): Statement =>
    sql`exec sp_releaseapplock @Resource = ${advisoryLockKey(key)}, @LockOwner = 'Session'`,
} as const;

async function take(
  target: Queryable,
  key: AdvisoryLockKey,
  owner: "Session" | "Transaction",
  wait: number,
  { shared = false, signal }: AdvisoryLockOptions,
): Promise<void> {
  const patience = wait === Infinity ? -1 : Math.min(longest, Math.ceil(wait));
  // The wait has its own limit, which the database's own must not undercut.
  const timeout = patience < 0 ? longest : Math.min(longest, patience + 60_000);
  const { granted } = await target.queryOne(lockStatements.take(key, shared, owner, patience), { signal, timeout });
  if (granted >= 0) return;
  if (granted === -1) throw advisoryLockNotGranted("mssql", key);
  if (signal?.aborted === true) throw abortedError(signal);
  if (granted === -3) throw databaseError({ kind: "deadlock", engine: "mssql" });
  throw databaseError({ kind: "cancelled", engine: "mssql", message: "the wait for an advisory lock was ended" });
}

/** The server refuses (1223) what the session does not hold. */
async function giveBack(session: DatabaseSession, key: AdvisoryLockKey): Promise<void> {
  const { mode } = await session.queryOne(lockStatements.look(key));
  if (mode === "NoLock") throw advisoryLockGone("mssql", "sp_releaseapplock gives back a lock of the session");
  await session.execute(lockStatements.giveBack(key));
}
