import { abortedError, databaseError, usage, type DatabaseError, type DocumentCallOptions } from "@db/core";
import { engine } from "./mongo-errors.ts";

/** What bounds a call. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** The instant, on `performance.now()`'s clock, at which it is given up. */
  readonly deadline?: number | undefined;
}

/** What the client and the server are told of the bounds. */
export interface Bounds {
  readonly signal?: AbortSignal;
  readonly maxTimeMS?: number;
}

const longestTimer = 2 ** 31 - 1;

/**
 * A caller's limits within those of what surrounds the call: the earlier deadline counts, and either signal.
 * @throws DatabaseError `usage` for a time limit that is not one.
 */
export function limitsOf(options: DocumentCallOptions, defaultTimeout: number, outer: Limits = {}): Limits {
  const { timeout = defaultTimeout, signal } = options;
  if (typeof timeout !== "number" || !(timeout >= 0)) throw usage("timeout must be a number of milliseconds from 0");
  const own = timeout === 0 ? Infinity : performance.now() + timeout;
  const deadline = Math.min(own, outer.deadline ?? Infinity);
  return {
    signal:
      signal !== undefined && outer.signal !== undefined
        ? AbortSignal.any([signal, outer.signal])
        : (signal ?? outer.signal),
    deadline: deadline === Infinity ? undefined : deadline,
  };
}

/** The error of limits that are exceeded already. */
export function exceeded({ signal, deadline }: Limits): DatabaseError | undefined {
  if (signal?.aborted === true) return abortedError(signal);
  return deadline !== undefined && performance.now() >= deadline ? timedOut() : undefined;
}

/**
 * Runs a call within limits. The bounds it gets end it: the signal cuts the client's wait, `maxTimeMS` has the server stop
 * a little earlier, so that its answer still comes in time and the connection is kept. Rejects with `timeout` or
 * `aborted` at once, whatever the call still waits for.
 */
export async function withinLimits<T>(limits: Limits, run: (bounds: Bounds) => Promise<T>): Promise<T> {
  const { signal, deadline } = limits;
  if (signal === undefined && deadline === undefined) return run({});
  const late = exceeded(limits);
  if (late !== undefined) throw late;
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(abortedError(signal as AbortSignal));
  signal?.addEventListener("abort", onAbort, { once: true });
  const left = deadline === undefined ? undefined : Math.max(1, deadline - performance.now());
  const timer =
    left === undefined ? undefined : setTimeout(() => controller.abort(timedOut()), Math.min(left, longestTimer));
  const { promise: cut, reject } = Promise.withResolvers<never>();
  controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  try {
    const bounds = { signal: controller.signal, ...(left === undefined ? {} : { maxTimeMS: serverLimit(left) }) };
    return await Promise.race([run(bounds), cut]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What the server may take of a time limit: all but what its answer needs for the way back. */
function serverLimit(left: number): number {
  return Math.min(longestTimer, Math.max(1, Math.floor(left - Math.min(50, left / 10))));
}

function timedOut(): DatabaseError {
  return databaseError({ kind: "timeout", engine });
}
