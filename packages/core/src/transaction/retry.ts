import { setTimeout as sleep } from "node:timers/promises";
import { parseDuration, type Duration } from "../config/index.ts";
import { DatabaseError, databaseError, isRetryable, usage } from "../errors/index.ts";
import type { RetryOptions } from "./transaction-options.ts";

/** Retry options, checked and complete; durations in milliseconds. */
export interface RetryPlan {
  readonly attempts: number;
  readonly delay: number;
  readonly maxDelay: number;
  readonly jitter: number;
  readonly verify: RetryOptions["verify"];
}

/** @throws DatabaseError `usage` for what is not a plan. */
export function retryPlan(options: RetryOptions | undefined, defaults: RetryPlan): RetryPlan {
  if (options === undefined) return defaults;
  const { attempts, jitter = defaults.jitter, verify } = options;
  if (!Number.isInteger(attempts) || attempts < 1) throw usage("retry.attempts must be a whole number of at least 1");
  if (!(jitter >= 0 && jitter <= 1)) throw usage("retry.jitter must be between 0 and 1");
  return {
    attempts,
    jitter,
    verify,
    delay: duration(options.delay ?? defaults.delay, "delay"),
    maxDelay: duration(options.maxDelay ?? defaults.maxDelay, "maxDelay"),
  };
}

/** What became of an attempt. */
export interface Attempt<T> {
  /** What the callback gave, if it got that far: the value to return should the commit turn out to have happened. */
  value?: { readonly of: T };
}

/**
 * Runs attempts until one succeeds, the plan is used up, or an error comes that repeating cannot mend.
 * Rejects with the last attempt's error.
 */
export async function withRetry<T>(
  plan: RetryPlan,
  signal: AbortSignal | undefined,
  deadline: number | undefined,
  run: (attempt: Attempt<T>, number: number) => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number++) {
    const attempt: Attempt<T> = {};
    try {
      return await run(attempt, number);
    } catch (failure) {
      let error = failure;
      if (DatabaseError.is(error) && error.kind === "outcome-unknown") {
        const committed = await askWhetherCommitted(plan, error);
        // Committed, but by something the callback did itself: there is no value to give, and nothing to repeat.
        if (committed && attempt.value === undefined) throw error;
        if (committed) return (attempt.value as { readonly of: T }).of;
        error = notCommitted(error);
      } else if (!isRetryable(error)) throw error;
      if (number >= plan.attempts || signal?.aborted === true) throw error;
      const wait = Math.min(plan.maxDelay, plan.delay * 2 ** (number - 1)) * (1 - Math.random() * plan.jitter);
      if (deadline !== undefined && performance.now() + wait >= deadline) throw error;
      try {
        await sleep(wait, undefined, signal === undefined ? {} : { signal });
      } catch {
        throw error;
      }
    }
  }
}

/** What `verify` says. Without one, or when it fails, the outcome stays unknown. */
async function askWhetherCommitted({ verify }: RetryPlan, error: DatabaseError): Promise<boolean> {
  if (verify === undefined) throw error;
  try {
    return await verify();
  } catch {
    throw error;
  }
}

function notCommitted(cause: DatabaseError): DatabaseError {
  const message = "the connection broke during the commit, and retry.verify says that it did not happen";
  return databaseError({ kind: "rolled-back", engine: cause.engine, message, transactionState: "ended", cause });
}

function duration(value: Duration, name: string): number {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined)
    throw usage(`retry.${name} is not a duration`, 'Give milliseconds, or text such as "50ms"');
  return milliseconds;
}
