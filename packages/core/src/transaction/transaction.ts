import type { Queryable } from "../database/queryable.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** What is run when a transaction has ended. What it throws is published on `@db:hook-error`; the outcome stands. */
export type TransactionHook = () => void | Promise<void>;

/**
 * A transaction as its callback sees it: it commits when the callback returns and rolls back when it throws. After that
 * every use rejects with `transaction-state`.
 */
export interface Transaction extends Queryable {
  /** How many savepoints deep it is; 0 for the transaction itself. */
  readonly depth: number;
  /** `false` where the propagation runs the callback without a transaction. */
  readonly transactional: boolean;
  /** Whether it can only be rolled back. */
  readonly isRollbackOnly: boolean;
  /** Runs a transaction inside this one: a savepoint, unless `propagation` says otherwise. */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Lets it end only by rollback: its commit then rejects with `rolled-back` and this reason as `cause`. */
  setRollbackOnly(reason?: unknown): void;
  /** Runs after the outermost commit, in the order given; dropped when this level is rolled back. */
  afterCommit(hook: TransactionHook): void;
  /** Runs after this level, or one around it, was rolled back. */
  afterRollback(hook: TransactionHook): void;
  /** The client's own connection, for what no interface covers. The session is reset before anybody else gets it. */
  native<T>(use: (client: unknown) => Promise<T>): Promise<T>;
  /**
   * First phase of a two-phase commit: leaves the work on the server under a global name, to be committed or rolled back
   * from any session. Ends this transaction. Needs the capability `twoPhase`.
   */
  prepare(name: string): Promise<void>;
}

/** A transaction that its owner ends. `await using` rolls it back if it was not ended. */
export interface ManualTransaction extends Transaction, AsyncDisposable {
  /**
   * Commits. Rejects with `rolled-back` when the transaction could only be rolled back, with `outcome-unknown` when the
   * connection broke meanwhile, with `transaction-state` when it has ended already.
   */
  commit(): Promise<void>;
  /** Rolls back. Rejects with `transaction-state` when it has ended already. */
  rollback(): Promise<void>;
  /** Begins a savepoint that its owner ends. */
  begin(): Promise<ManualTransaction>;
}
