/** How strictly concurrent transactions are kept apart. */
export type IsolationLevel = "read-uncommitted" | "read-committed" | "repeatable-read" | "snapshot" | "serializable";

/**
 * What one engine can do: flat facts, readable before connecting. Declared `true` is proven by `@db/conformance`;
 * declared `false` means that the call rejects with kind `unsupported`.
 */
export interface Capabilities {
  /** Transactions at all. */
  readonly transactions: boolean;
  readonly savepoints: boolean;
  readonly isolationLevels: readonly IsolationLevel[];
  readonly readOnlyTransactions: boolean;
  readonly deferrableTransactions: boolean;
  /** Transactions that take the write lock at once. */
  readonly immediateTransactions: boolean;
  /** DDL takes part in transactions. */
  readonly transactionalDdl: boolean;
  /** A running statement can be stopped on the server. */
  readonly cancel: boolean;
  /** Results can be read in batches at constant memory. */
  readonly stream: boolean;
  /** A fast path for many rows; without it core sends multi-row inserts. */
  readonly bulkInsert: boolean;
  /** The fast path is one statement, which happens whole or not at all: it needs no transaction around it. */
  readonly atomicBulkInsert: boolean;
  /** Data changes can give rows. */
  readonly returning: boolean;
  readonly procedures: boolean;
  readonly multipleResultSets: boolean;
  readonly arrays: boolean;
  /** Notifications between sessions (LISTEN/NOTIFY). */
  readonly notifications: boolean;
  readonly advisoryLocks: boolean;
  readonly twoPhase: boolean;
  /** Several hosts, one of which is chosen by role. */
  readonly multipleHosts: boolean;
  /** A standby can tell how far it is behind (`maxLag`). */
  readonly replicationLag: boolean;
  /** The `tls` settings. */
  readonly tls: boolean;
  /** `run` may be called while another runs: statements are sent without waiting, and each succeeds or fails by itself. */
  readonly pipelining: boolean;
  /** More than one session at a time. */
  readonly concurrentSessions: boolean;
  readonly booleans: boolean;
  /** Exact decimals of any scale. */
  readonly decimals: boolean;
  /** NaN and the infinities as floats. */
  readonly specialFloats: boolean;
  /** U+0000 inside text. */
  readonly nulCharacters: boolean;
  /** The catalogue (`db.schema`). */
  readonly catalogue: boolean;
}
