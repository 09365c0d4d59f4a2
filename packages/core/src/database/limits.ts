import { parseDuration, type Duration } from "../config/index.ts";
import type { CallOptions } from "../driver/index.ts";
import { databaseError, usage, type DatabaseError } from "../errors/index.ts";

/** What any call may be given to bound it. Both limits reach the server. */
export interface LimitOptions {
  /** Ends the call with kind `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** The most time the call may take, waiting for a session included: milliseconds, or text such as "5s". */
  readonly timeout?: Duration | undefined;
}

/** A call without limits. */
export const noLimits: CallOptions = Object.freeze({});

/**
 * Brings a caller's limits to what drivers take, within those of whatever surrounds the call: the earlier deadline
 * counts, and either signal.
 * @throws DatabaseError `usage` for a time limit that is not one.
 */
export function callLimits(
  options: LimitOptions | undefined,
  defaultTimeout: number,
  outer: CallOptions = noLimits,
): CallOptions {
  if (options === undefined && defaultTimeout <= 0) return outer;
  const timeout = options?.timeout === undefined ? defaultTimeout : requireDuration(options.timeout);
  let { deadline } = outer;
  if (timeout > 0) deadline = Math.min(deadline ?? Infinity, performance.now() + timeout);
  const signal = eitherSignal(options?.signal, outer.signal);
  if (deadline === undefined && signal === undefined) return noLimits;
  return { signal, deadline };
}

/** Checks limits before anything is done. Gives the error to reject with, if they are exceeded already. */
export function exceeded(call: CallOptions): DatabaseError | undefined {
  if (call.signal?.aborted === true) return abortedError(call.signal);
  if (call.deadline !== undefined && performance.now() >= call.deadline) return timeoutError();
  return undefined;
}

/** The error of a call that its signal ended. */
export function abortedError(signal: AbortSignal, cause: unknown = signal.reason): DatabaseError {
  return databaseError({ kind: "aborted", cause });
}

/** The error of a call whose time limit has passed. */
export function timeoutError(cause?: unknown): DatabaseError {
  return databaseError({ kind: "timeout", cause });
}

function eitherSignal(own: AbortSignal | undefined, outer: AbortSignal | undefined): AbortSignal | undefined {
  if (own === undefined || outer === undefined || own === outer) return own ?? outer;
  return AbortSignal.any([own, outer]);
}

function requireDuration(value: Duration): number {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined || milliseconds < 0) {
    throw usage("timeout is not a duration", 'Give milliseconds, or text such as "500ms", "5s", "2m"');
  }
  return milliseconds;
}
