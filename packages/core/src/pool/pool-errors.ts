import { databaseError, type DatabaseError } from "../errors/index.ts";
import type { PoolStats } from "./pool-stats.ts";

/** The error of a caller whose signal fired while it waited. */
export function abortedWait(signal: AbortSignal | undefined): DatabaseError {
  const message = "the call was aborted while it waited for a session";
  return databaseError({ kind: "aborted", message, cause: signal?.reason });
}

/** The error of a caller that comes too late. */
export function poolClosed(name: string): DatabaseError {
  return databaseError({ kind: "closed", message: `the pool ${name} is closed` });
}

/** The error of a caller that finds the queue full. */
export function queueFull(name: string, waiting: number): DatabaseError {
  return databaseError({
    kind: "queue-full",
    message: `${waiting} callers wait for a session of ${name} already`,
    hint: "Raise pool.max, shorten the transactions, or shed load",
  });
}

/** The error of a caller whose time ran out; `failure` is what opening a session last failed with. */
export function waitTimedOut(
  name: string,
  waited: number,
  max: number,
  stats: PoolStats,
  failure: unknown,
): DatabaseError {
  const { size, used, waiting } = stats;
  const state = `${used} of ${max} lent, ${size} open, ${waiting} waiting`;
  return databaseError({
    kind: "acquire-timeout",
    message: `no session of ${name} became free in ${Math.round(waited)} ms (${state})`,
    hint:
      failure === undefined
        ? "Raise pool.max, or look for sessions that are held too long (pool.leakThreshold)"
        : undefined,
    cause: failure,
  });
}
