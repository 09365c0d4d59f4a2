import { parseDuration, type Duration } from "../config/index.ts";
import { databaseError, usage, type DatabaseError } from "../errors/index.ts";

/** What an advisory lock is called: a number of 64 bits with sign, or a text. */
export type AdvisoryLockKey = bigint | string;

/** @throws DatabaseError `usage` for what is neither a text nor a number of 64 bits. */
export function checkAdvisoryLockKey(key: AdvisoryLockKey): void {
  if (typeof key === "string" || (typeof key === "bigint" && BigInt.asIntN(64, key) === key)) return;
  throw usage("an advisory lock's key is a text, or a bigint of 64 bits");
}

/**
 * 48 digits of the SHA-256 of a text, or of a number as text: what a key stands for on servers that compare the names of locks by
 * a collation and take short ones. It will not change between versions.
 */
export function advisoryLockDigest(key: AdvisoryLockKey): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(String(key), "utf8").digest("hex").slice(0, 48);
}

/**
 * How long an advisory lock is waited for, in milliseconds: `Infinity` for `true`, 0 for `false`.
 * @throws DatabaseError `usage` for what is no duration.
 */
export function advisoryLockWait(wait: boolean | Duration): number {
  if (typeof wait === "boolean") return wait ? Infinity : 0;
  const milliseconds = parseDuration(wait);
  if (milliseconds === undefined)
    throw usage("wait is not a duration", 'Give milliseconds, text such as "5s", or true or false');
  return milliseconds;
}

/** The error (`lock-timeout`) of an advisory lock that was not to be had in time. */
export function advisoryLockNotGranted(engine: string, key: AdvisoryLockKey): DatabaseError {
  const name = typeof key === "bigint" ? `the advisory lock ${key}` : `the advisory lock "${key}"`;
  return databaseError({ kind: "lock-timeout", engine, message: `${name} is held by another session` });
}

/** The error (`usage`) of an advisory lock that somebody else than its owner has given back; `hint` says how. */
export function advisoryLockGone(engine: string, hint: string): DatabaseError {
  return databaseError({
    kind: "usage",
    engine,
    message: "the advisory lock was given back while the callback ran",
    hint,
  });
}

/** Runs a callback under a lock and gives the lock back. Rejects with the callback's error, else with `unlock`'s. */
export async function underAdvisoryLock<T>(run: () => Promise<T>, unlock: () => Promise<void>): Promise<T> {
  let value: T;
  try {
    value = await run();
  } catch (error) {
    // What the callback threw is what counts; a session that cannot unlock is lost, and the lock with it.
    await unlock().catch(() => undefined);
    throw error;
  }
  await unlock();
  return value;
}
