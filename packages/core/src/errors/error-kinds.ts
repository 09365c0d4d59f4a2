/**
 * What went wrong, the same word on every engine. The list is closed: a driver maps each native code to one of these,
 * and what no table knows becomes `unknown`, never a guess. `docs/errors.md` has an entry for each.
 */
export type ErrorKind =
  | "unique-violation"
  | "foreign-key-violation"
  | "not-null-violation"
  | "check-violation"
  | "exclusion-violation"
  | "value-too-long"
  | "value-out-of-range"
  | "invalid-value"
  | "division-by-zero"
  | "syntax-error"
  | "undefined-table"
  | "undefined-column"
  | "undefined-object"
  | "duplicate-object"
  | "ambiguous-name"
  | "permission-denied"
  | "read-only"
  | "stale-statement"
  | "no-rows"
  | "too-many-rows"
  | "authentication-failed"
  | "tls-failed"
  | "undefined-database"
  | "cannot-connect"
  | "cannot-open"
  | "connection-lost"
  | "server-unavailable"
  | "read-only-target"
  | "resources-exhausted"
  | "corrupt"
  | "deadlock"
  | "serialization-failure"
  | "lock-timeout"
  | "timeout"
  | "aborted"
  | "cancelled"
  | "acquire-timeout"
  | "queue-full"
  | "transaction-failed"
  | "transaction-state"
  | "rolled-back"
  | "outcome-unknown"
  | "configuration"
  | "driver-missing"
  | "usage"
  | "closed"
  | "unsupported"
  | "internal"
  | "unknown";

/** The family of a kind; each family is one class of error. */
export type ErrorFamily =
  | "constraint"
  | "query"
  | "connection"
  | "concurrency"
  | "timeout"
  | "transaction"
  | "configuration"
  | "usage"
  | "unknown";

/**
 * What may be tried again, and what must be repeated.
 *
 * - `never`: the same call fails the same way.
 * - `statement`: the statement alone may be repeated; nothing of it was done.
 * - `transaction`: the whole transaction must be repeated from its beginning.
 * - `reconnect`: as `transaction`, on a new connection.
 * - `outcome-unknown`: the work may have been done. Repeat only after checking.
 */
export type RetryAdvice = "never" | "statement" | "transaction" | "reconnect" | "outcome-unknown";

/** What the error did to the transaction it happened in. `failed`: it must be rolled back; `ended`: the server did so. */
export type TransactionEffect = "unchanged" | "failed" | "ended";

/**
 * What must happen to the connection: `evict` closes it; `evict-host` closes every connection of its endpoint, because
 * the endpoint lost its role (a primary that became a replica).
 */
export type ConnectionFate = "keep" | "evict" | "evict-host";

/** What follows from a kind alone. */
export interface KindFacts {
  readonly family: ErrorFamily;
  readonly retry: RetryAdvice;
  readonly connection: ConnectionFate;
  /** Said when the engine's own text may hold values of the caller. */
  readonly summary: string;
}

const fact = (
  family: ErrorFamily,
  summary: string,
  retry: RetryAdvice = "never",
  connection: ConnectionFate = "keep",
): KindFacts => ({ family, retry, connection, summary });

/** The facts that follow from a kind alone; a driver's table states only what differs. */
export const kindFacts: Readonly<Record<ErrorKind, KindFacts>> = {
  "unique-violation": fact("constraint", "a unique constraint is violated"),
  "foreign-key-violation": fact("constraint", "a foreign key constraint is violated"),
  "not-null-violation": fact("constraint", "a column that must not be null got null"),
  "check-violation": fact("constraint", "a check constraint is violated"),
  "exclusion-violation": fact("constraint", "an exclusion constraint is violated"),

  "value-too-long": fact("query", "a value is too long for its type"),
  "value-out-of-range": fact("query", "a value is out of the range of its type"),
  "invalid-value": fact("query", "a value does not fit its type"),
  "division-by-zero": fact("query", "division by zero"),
  "syntax-error": fact("query", "the statement has a syntax error"),
  "undefined-table": fact("query", "the table or view does not exist"),
  "undefined-column": fact("query", "the column does not exist"),
  "undefined-object": fact("query", "a function, type, schema or other object does not exist"),
  "duplicate-object": fact("query", "the object exists already"),
  "ambiguous-name": fact("query", "a name is ambiguous"),
  "permission-denied": fact("query", "permission denied"),
  "read-only": fact("query", "a write was sent to a read-only session, transaction or file"),
  "stale-statement": fact("query", "a prepared statement is no longer valid", "statement"),
  "no-rows": fact("query", "the query gave no row where one was required"),
  "too-many-rows": fact("query", "the query gave more than one row where one was required"),

  "authentication-failed": fact("connection", "the server refused the credentials", "never", "evict"),
  "tls-failed": fact("connection", "the TLS connection could not be established", "never", "evict"),
  "undefined-database": fact("connection", "the database does not exist", "never", "evict"),
  "cannot-connect": fact("connection", "no connection could be made", "reconnect", "evict"),
  "cannot-open": fact("connection", "the database file could not be opened", "never", "evict"),
  "connection-lost": fact("connection", "the connection was lost", "reconnect", "evict"),
  "server-unavailable": fact("connection", "the server is starting, stopping or moving", "reconnect", "evict"),
  "read-only-target": fact("connection", "the server is no longer writable", "reconnect", "evict-host"),
  "resources-exhausted": fact("connection", "the server has run out of a resource", "transaction"),
  corrupt: fact("connection", "the database is damaged, or is not a database", "never", "evict"),

  deadlock: fact("concurrency", "the transaction was chosen to end a deadlock", "transaction"),
  "serialization-failure": fact("concurrency", "a concurrent transaction got in the way", "transaction"),
  "lock-timeout": fact("concurrency", "a lock was not granted in time", "transaction"),

  timeout: fact("timeout", "the time limit of the call has passed"),
  aborted: fact("timeout", "the call was aborted by its signal"),
  cancelled: fact("timeout", "the server cancelled the statement"),
  "acquire-timeout": fact("timeout", "no connection became free in time", "transaction"),
  "queue-full": fact("timeout", "too many callers wait for a connection", "transaction"),

  "transaction-failed": fact("transaction", "the transaction has failed and must be rolled back"),
  "transaction-state": fact("transaction", "the transaction is not in a state that allows this"),
  "rolled-back": fact("transaction", "the transaction was rolled back instead of committed", "transaction"),
  "outcome-unknown": fact("transaction", "it is not known whether the work was committed", "outcome-unknown", "evict"),

  configuration: fact("configuration", "the configuration is not valid"),
  "driver-missing": fact("configuration", "the package of the engine is not installed"),

  usage: fact("usage", "the call is not valid"),
  closed: fact("usage", "it is closed"),
  unsupported: fact("usage", "the engine cannot do this"),

  internal: fact("unknown", "the engine reports a fault of its own", "never", "evict"),
  unknown: fact("unknown", "the engine reports an error of a kind that is not known here"),
};

/** Every kind there is, in the order of the reference page. */
export const errorKinds: readonly ErrorKind[] = Object.keys(kindFacts) as ErrorKind[];
