import {
  abortedError,
  advisoryLockDigest,
  advisoryLockNotGranted,
  advisoryLockGone,
  advisoryLockWait,
  checkAdvisoryLockKey,
  sql,
  underAdvisoryLock,
  unsupported,
  type AdvisoryLockKey,
  type DatabaseSession,
  type Duration,
  type RelationalDatabase,
} from "@db/core";

/** How a lock is waited for. */
export interface AdvisoryLockOptions {
  /**
   * `true` waits as long as it takes, `false` asks once, a duration (milliseconds, or text such as "5s") waits so long,
   * to the second above. Default: `true`.
   */
  readonly wait?: boolean | Duration | undefined;
  /** Ends the wait with `aborted`. It does not end the callback. */
  readonly signal?: AbortSignal | undefined;
}

/** As long as it takes: a year, in seconds. */
const forever = 31_536_000;

/**
 * The part of the server's name of a lock that a key stands for: 48 digits of the SHA-256 of a text, or of a number as
 * text. It will not change between versions of this package. The server compares names without regard to case and takes
 * 64 characters, so the key itself would not do.
 */
export function advisoryLockKey(key: AdvisoryLockKey): string {
  return advisoryLockDigest(key);
}

/**
 * Runs a callback while this process holds a lock that only one can hold at a time, across all that are connected to the
 * database (`GET_LOCK`), and gives what the callback gives. The callback gets the session that holds it; a session that
 * holds the lock gets it again. A call on the database holds a session while it waits.
 *
 * The server gives the lock away when that connection breaks, and then the call rejects with `connection-lost`, even if the
 * callback has done its work: do what must not happen without the lock on the session that the callback gets. The engine
 * has no lock of a transaction and none that is shared: a transaction is refused with `unsupported`, so take the lock first
 * and begin the transaction on the session.
 *
 * Rejects with `lock-timeout` when the lock was not to be had in time, with `deadlock` where waiting would never end, with
 * `aborted`, with what the callback throws, and with `usage` for a key that is no 64-bit number.
 */
export async function withAdvisoryLock<T>(
  target: RelationalDatabase | DatabaseSession,
  key: AdvisoryLockKey,
  run: (session: DatabaseSession) => Promise<T>,
  options: AdvisoryLockOptions = {},
): Promise<T> {
  checkAdvisoryLockKey(key);
  if ("afterCommit" in target)
    throw unsupported(
      "mysql",
      "an advisory lock of a transaction",
      "Take it on the session that the transaction is begun on",
    );
  const seconds = Math.min(forever, Math.ceil(advisoryLockWait(options.wait ?? true) / 1000));
  const { signal } = options;
  const hold = (session: DatabaseSession): Promise<T> => onSession(session, key, seconds, signal, run);
  return "session" in target ? target.session(hold, { signal }) : hold(target);
}

async function onSession<T>(
  session: DatabaseSession,
  key: AdvisoryLockKey,
  seconds: number,
  signal: AbortSignal | undefined,
  run: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  // The wait has its own limit, which the database's own must not undercut.
  const { granted } = await session.queryOne<{ granted: number | null }>(
    sql`select get_lock(${lockName(key)}, ${seconds}) as granted`,
    { signal, timeout: (seconds + 60) * 1000 },
  );
  // A wait that was stopped gives null.
  if (granted === null && signal?.aborted === true) throw abortedError(signal);
  if (granted !== 1) throw advisoryLockNotGranted(session.server.flavour, key);
  return underAdvisoryLock(
    () => run(session),
    () => giveBack(session, key),
  );
}

/** Locks are the server's; here they are the database's, as on other engines. */
function lockName(key: AdvisoryLockKey): ReturnType<typeof sql> {
  return sql`concat('db:', left(sha2(coalesce(database(), ''), 256), 12), ':', ${advisoryLockKey(key)})`;
}

async function giveBack(session: DatabaseSession, key: AdvisoryLockKey): Promise<void> {
  const { held } = await session.queryOne<{ held: number | null }>(sql`select release_lock(${lockName(key)}) as held`);
  if (held !== 1)
    throw advisoryLockGone(session.server.flavour, "release_all_locks() gives back every lock of the session");
}
