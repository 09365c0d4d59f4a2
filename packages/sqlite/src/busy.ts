import { setTimeout as sleep } from "node:timers/promises";
import type { CallOptions } from "@db/core";

const waits = [1, 2, 5, 10, 20, 50];

/**
 * Runs a task of the synchronous client and gives what it gives. While another connection holds the lock it needs, tries
 * again: after growing waits that leave the event loop free, until the time is up, the call's deadline passes or its
 * signal fires. Throws or rejects with the client's last error.
 */
export function whileBusy<T>(task: () => T, timeout: number, call: CallOptions): T | Promise<T> {
  try {
    return task();
  } catch (error) {
    if (!isBusy(error)) throw error;
    return again(task, error, timeout, call);
  }
}

async function again<T>(task: () => T, first: unknown, timeout: number, { signal, deadline }: CallOptions): Promise<T> {
  let last = first;
  const until = Math.min(performance.now() + timeout, deadline ?? Infinity);
  for (let attempt = 0; ; attempt++) {
    const left = until - performance.now();
    if (left <= 0) throw last;
    const wait = Math.min(waits[Math.min(attempt, waits.length - 1)] as number, left);
    await sleep(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    // Nothing is done for a caller who has given up.
    if (signal?.aborted === true) throw last;
    try {
      return task();
    } catch (error) {
      if (!isBusy(error)) throw error;
      last = error;
    }
  }
}

/** Whether waiting may help. A stale snapshot does not become fresh by waiting: that needs a new transaction. */
export function isBusy(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    code === "SQLITE_BUSY" ||
    code === "SQLITE_BUSY_RECOVERY" ||
    code === "SQLITE_LOCKED" ||
    code === "SQLITE_LOCKED_SHAREDCACHE"
  );
}
