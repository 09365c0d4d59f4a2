import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError, isRetryable } from "@db/core";

/** How often a step is tried, and how long is waited in between: the wait doubles each time. */
export interface Retry {
  readonly attempts: number;
  /** Milliseconds before the second attempt. */
  readonly delay: number;
}

/** Whether a step may be begun anew after this error: what it did is looked up first, where it can have done something. */
function mayRepeat(error: unknown): boolean {
  if (!DatabaseError.is(error)) return false;
  return error.retry === "outcome-unknown" || error.family === "connection" || isRetryable(error);
}

/** Does a step until it succeeds, fails for good, or has been tried often enough. */
export async function retrying<T>(
  { attempts, delay }: Retry,
  signal: AbortSignal | undefined,
  step: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step(attempt);
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(error) || signal?.aborted === true) throw error;
      await sleep(delay * 2 ** (attempt - 1), undefined, signal === undefined ? {} : { signal });
    }
  }
}
