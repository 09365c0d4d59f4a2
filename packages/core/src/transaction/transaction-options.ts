import type { Duration } from "../config/index.ts";
import type { LimitOptions } from "../database/limits.ts";
import type { TransactionSettings } from "../driver/index.ts";

/**
 * What a transaction does about one that is under way:
 *
 * | | one is under way | none is |
 * | --- | --- | --- |
 * | `required` | joins it | begins one |
 * | `requires-new` | begins another on a second session | begins one |
 * | `nested` | begins a savepoint in it | begins one |
 * | `mandatory` | joins it | `transaction-state` |
 * | `supports` | joins it | runs without |
 * | `not-supported` | runs without, on a second session | runs without |
 * | `never` | `transaction-state` | runs without |
 */
export type Propagation = "required" | "requires-new" | "nested" | "mandatory" | "supports" | "not-supported" | "never";

/**
 * How a whole transaction is repeated when it failed for a reason that may pass. What is left out is as the database's own
 * `retry` says, whose defaults are told here.
 */
export interface RetryOptions {
  /** Attempts in all, the first included; at least 1. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles each time. Default: 50 ms. */
  readonly delay?: Duration | undefined;
  /** The longest wait. Default: 2 s. */
  readonly maxDelay?: Duration | undefined;
  /** The part of each wait that is left to chance, 0 to 1. Default: 1. */
  readonly jitter?: number | undefined;
  /**
   * Asked when the connection broke during the commit: was it committed? Without it, or when it fails, such a failure is
   * never repeated and stays `outcome-unknown`; answered no for the last attempt, the error is `rolled-back`.
   */
  readonly verify?: (() => boolean | Promise<boolean>) | undefined;
}

/** How a transaction is run. What the engine lacks rejects with kind `unsupported`; nothing is ignored. */
export interface TransactionOptions extends TransactionSettings, LimitOptions {
  /** `required` on a database, `nested` on a transaction, unless told otherwise. */
  readonly propagation?: Propagation | undefined;
  /** Repeats the whole callback. Only where the transaction is begun, not where one is joined. */
  readonly retry?: RetryOptions | undefined;
  /** Lets calls on the database, made anywhere inside the callback, take part in the transaction. */
  readonly ambient?: boolean | undefined;
}
