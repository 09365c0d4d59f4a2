import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  abortedError,
  advisoryLockGone,
  advisoryLockNotGranted,
  advisoryLockWait,
  checkAdvisoryLockKey,
  sql,
  underAdvisoryLock,
  type AdvisoryLockKey,
  type DatabaseSession,
  type Duration,
  type Queryable,
  type RelationalDatabase,
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

/** The wait between two questions grows from the first to the second, in milliseconds. */
const firstPause = 10;
const longestPause = 250;

/**
 * The number a text stands for: the first 64 bits of its SHA-256, read as PostgreSQL's `bigint`. It will not change between
 * versions of this package.
 */
export function advisoryLockKey(text: string): bigint {
  return createHash("sha256").update(text, "utf8").digest().readBigInt64BE(0);
}

/**
 * Runs a callback while this process holds a lock that only one can hold at a time, across all that are connected to the
 * database, and gives what the callback gives.
 *
 * On a database or a session the lock is the session's: it is given back when the callback ends, and the callback gets the
 * session that holds it. The server gives the lock away when that connection breaks, and then the call rejects with
 * `connection-lost`, even if the callback has done its work: do what must not happen without the lock on the session that
 * the callback gets. On a transaction the lock is the transaction's: the server gives it back when the transaction ends, not
 * when the callback does. A session or transaction that holds the lock gets it again.
 *
 * The server is asked again and again instead of being let wait: a session that waits in the server holds a snapshot, and
 * deadlocks with `create index concurrently`. Between two questions no session is held (on a database), and first come is
 * not always first served.
 *
 * Rejects with `lock-timeout` when the lock was not to be had in time, with `aborted`, with what the callback throws, and
 * with `usage` for a key that is no 64-bit number. On PGlite, which has one session, calls on the database wait for each
 * other's session instead.
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
  const number = typeof key === "bigint" ? key : advisoryLockKey(key);
  const { shared = false, signal } = options;
  const until = performance.now() + advisoryLockWait(options.wait ?? true);
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
    if (signal?.aborted === true) throw abortedError(signal);
    const attempt = await attemptOn(target, number, shared, run as (holder: unknown) => Promise<T>, signal);
    if (attempt !== undefined) return attempt.value;
    const left = until - performance.now();
    if (left <= 0) throw advisoryLockNotGranted("postgres", key);
    await pauseFor(Math.min(left, pause * (0.5 + Math.random() / 2)), signal);
  }
}

type Attempt<T> = { readonly value: T } | undefined;

async function attemptOn<T>(
  target: RelationalDatabase | DatabaseSession | Transaction,
  key: bigint,
  shared: boolean,
  run: (holder: unknown) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<Attempt<T>> {
  if ("afterCommit" in target)
    return (await tryLock(target, key, shared, "xact_")) ? { value: await run(target) } : undefined;
  if ("session" in target) return target.session((session) => onSession(session, key, shared, run), { signal });
  return onSession(target, key, shared, run);
}

async function onSession<T>(
  session: DatabaseSession,
  key: bigint,
  shared: boolean,
  run: (session: DatabaseSession) => Promise<T>,
): Promise<Attempt<T>> {
  if (!(await tryLock(session, key, shared, ""))) return undefined;
  const unlock = (): Promise<void> => giveBack(session, key, shared);
  return { value: await underAdvisoryLock(() => run(session), unlock) };
}

async function tryLock(target: Queryable, key: bigint, shared: boolean, level: "" | "xact_"): Promise<boolean> {
  const name = sql.raw(`pg_try_advisory_${level}lock${shared ? "_shared" : ""}`);
  const { granted } = await target.queryOne<{ granted: boolean }>(sql`select ${name}(${key}::bigint) as granted`);
  return granted;
}

async function giveBack(session: DatabaseSession, key: bigint, shared: boolean): Promise<void> {
  const name = sql.raw(`pg_advisory_unlock${shared ? "_shared" : ""}`);
  const { held } = await session.queryOne<{ held: boolean }>(sql`select ${name}(${key}::bigint) as held`);
  if (!held)
    throw advisoryLockGone("postgres", "pg_advisory_unlock_all() and discard all give back every lock of the session");
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw abortedError(signal as AbortSignal);
  }
}
