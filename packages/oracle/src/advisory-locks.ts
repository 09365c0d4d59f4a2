import {
  abortedError,
  advisoryLockDigest,
  advisoryLockGone,
  advisoryLockNotGranted,
  advisoryLockWait,
  checkAdvisoryLockKey,
  databaseError,
  underAdvisoryLock,
  unsupported,
  type AdvisoryLockKey,
  type DatabaseSession,
  type Duration,
  type RelationalDatabase,
} from "@db/core";
import { classifyOracleError } from "./oracle-errors.ts";
import { sessionOf, type OracleSession } from "./oracle-session.ts";
import { client } from "./wire.ts";

/** How an advisory lock is asked for. */
export interface AdvisoryLockOptions {
  /** How long to wait for it: a duration, `true` for as long as it takes, `false` for not at all. Default: true. */
  readonly wait?: boolean | Duration | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** "DBMS_LOCK": as long as it takes, and the exclusive mode. */
const forever = 32_767;
const exclusive = 6;

/** What takes a lock of a name: its handle, and how it went. */
export const requestBlock: string =
  "declare h varchar2(128); begin dbms_lock.allocate_unique(:1, h);" +
  ` :2 := dbms_lock.request(h, ${exclusive}, :3, false); end;`;

/** What gives it back. */
export const releaseBlock: string =
  "declare h varchar2(128); begin dbms_lock.allocate_unique(:1, h); :2 := dbms_lock.release(h); end;";

/** What `dbms_lock.request` gives. */
const granted = 0;
const timedOut = 1;
const deadlock = 2;
const owned = 4;

/**
 * The part of the server's name of a lock that a key stands for: 48 digits of the SHA-256 of a text, or of a number as
 * text, as in @db/mysql. It will not change between versions of this package.
 */
export function advisoryLockKey(key: AdvisoryLockKey): string {
  return advisoryLockDigest(key);
}

/**
 * Runs a callback while this process holds a lock that only one can hold at a time, across all that are connected to the
 * database (`DBMS_LOCK`), and gives what the callback gives. The callback gets the session that holds it; a session that
 * holds the lock gets it again. A call on the database holds a session while it waits.
 *
 * The server gives the lock away when that connection breaks, and then the call rejects with `connection-lost`, even if the
 * callback has done its work: do what must not happen without the lock on the session that the callback gets. A lock of a
 * name is made by a statement that commits, so a transaction is refused with `unsupported`: take the lock first and
 * begin the transaction on the session.
 *
 * Rejects with `lock-timeout` when the lock was not to be had in time, with `deadlock` where waiting would never end, with
 * `permission-denied` without the right to execute `DBMS_LOCK`, with `aborted`, with what the callback throws, and with
 * `usage` for a key that is no 64-bit number.
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
      "oracle",
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
  const outcome = await ask(session, requestBlock, [lockName(key)], [seconds], signal);
  // Who has it already keeps it; the outermost gives it back.
  if (outcome === owned) return run(session);
  if (outcome !== granted) throw refusal(outcome, key);
  return underAdvisoryLock(
    () => run(session),
    () => giveBack(session, key),
  );
}

/** Locks are the database's, as those of every user; 128 characters are what a name may have. */
function lockName(key: AdvisoryLockKey): string {
  return `db:${advisoryLockKey(key)}`;
}

async function giveBack(session: DatabaseSession, key: AdvisoryLockKey): Promise<void> {
  if ((await ask(session, releaseBlock, [lockName(key)], [], undefined)) !== granted)
    throw advisoryLockGone("oracle", "dbms_lock.release gives back a lock of the session");
}

/** Runs a block with a name, a number that comes out, and numbers that go in. */
async function ask(
  session: DatabaseSession,
  block: string,
  [name]: readonly [string],
  numbers: readonly number[],
  signal: AbortSignal | undefined,
): Promise<number> {
  if (signal?.aborted === true) throw abortedError(signal);
  return session.native(async (lent) => {
    const own: OracleSession = sessionOf(lent);
    const stop = (): void => void own.cancel();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const { outBinds = [] } = await own.block(block, [
        { val: name, type: client.DB_TYPE_VARCHAR },
        { dir: client.BIND_OUT, type: client.DB_TYPE_NUMBER },
        ...numbers.map((val) => ({ val, type: client.DB_TYPE_NUMBER })),
      ]);
      return Number(outBinds[0]);
    } catch (error) {
      throw signal?.aborted === true ? abortedError(signal) : explained(error);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  });
}

/** "identifier 'DBMS_LOCK' must be declared" is what is said to those who may not execute it. */
function explained(error: unknown): unknown {
  if (!/PLS-00201|PLS-00904/.test(String((error as Error).message)))
    return databaseError({ ...classifyOracleError(error), engine: "oracle", cause: error });
  return databaseError({
    kind: "permission-denied",
    engine: "oracle",
    message: "the user may not execute DBMS_LOCK",
    hint: "An administrator grants it: grant execute on sys.dbms_lock to the user",
    cause: error,
  });
}

function refusal(outcome: number, key: AdvisoryLockKey): Error {
  if (outcome === timedOut) return advisoryLockNotGranted("oracle", key);
  if (outcome === deadlock)
    return databaseError({
      kind: "deadlock",
      engine: "oracle",
      message: "waiting for the advisory lock would never end",
    });
  return databaseError({ kind: "internal", engine: "oracle", message: `dbms_lock.request gave ${outcome}` });
}
