import { harmlessKinds, lookUpFacts, socketErrorFacts, type ErrorFacts, type ErrorTable } from "@db/core";

/** Codes of "Appendix A. PostgreSQL Error Codes", exact ones. */
const codes: ErrorTable = {
  "23505": "unique-violation",
  "23503": "foreign-key-violation",
  "23001": "foreign-key-violation",
  "23502": "not-null-violation",
  "23514": "check-violation",
  "44000": "check-violation",
  "23P01": "exclusion-violation",
  "22001": "value-too-long",
  "22003": "value-out-of-range",
  "22008": "value-out-of-range",
  "22012": "division-by-zero",
  "42601": "syntax-error",
  "42000": "syntax-error",
  // A subquery that gives more than one row where one is meant.
  "21000": "syntax-error",
  "42P01": "undefined-table",
  "42703": "undefined-column",
  "42883": "undefined-object",
  "42704": "undefined-object",
  "3F000": "undefined-object",
  "34000": "undefined-object",
  "3D000": "undefined-database",
  "42P07": "duplicate-object",
  "42710": "duplicate-object",
  "42701": "duplicate-object",
  "42P04": "duplicate-object",
  "42P06": "duplicate-object",
  "42723": "duplicate-object",
  "42P05": "stale-statement",
  "42702": "ambiguous-name",
  "42725": "ambiguous-name",
  "42P09": "ambiguous-name",
  "42501": "permission-denied",
  "28000": "authentication-failed",
  "28P01": "authentication-failed",
  // A write inside a read-only transaction; on a server that lost its role it is `read-only-target`, see below.
  "25006": "read-only",
  "40001": "serialization-failure",
  "40P01": "deadlock",
  "40002": "serialization-failure",
  "40003": "outcome-unknown",
  "08007": "outcome-unknown",
  "55P03": "lock-timeout",
  "55006": { kind: "lock-timeout", retry: "transaction" },
  "57014": "cancelled",
  "57P01": "connection-lost",
  "57P02": "connection-lost",
  "57P05": "connection-lost",
  "25P03": "connection-lost",
  "25P04": "connection-lost",
  "57P03": "server-unavailable",
  "25P02": "transaction-failed",
  "25P01": "transaction-state",
  "25001": "transaction-state",
  "3B001": "transaction-state",
  "26000": "stale-statement",
  "53300": { kind: "resources-exhausted", retry: "reconnect", connection: "evict" },
  "0A000": { kind: "unsupported", connection: "keep" },
};

/** The classes that codes begin with, for codes that are not listed. */
const classes: ErrorTable = {
  "08": "connection-lost",
  "22": "invalid-value",
  "23": "check-violation",
  "25": "transaction-state",
  "28": "authentication-failed",
  "40": "serialization-failure",
  "42": "syntax-error",
  "53": "resources-exhausted",
  "58": "internal",
  XX: "internal",
};

/** What `pg` says without any code; its version is pinned. */
const texts: readonly (readonly [pattern: RegExp, facts: ErrorFacts])[] = [
  [
    /^Connection terminated|^Client has encountered a connection error|not queryable|^Query read timeout/,
    { kind: "connection-lost" },
  ],
  [
    /^The server does not support SSL|^There was an error establishing an SSL/,
    { kind: "tls-failed", message: "the server does not offer TLS" },
  ],
  [/^timeout expired$/, { kind: "cannot-connect", message: "the server did not answer in time" }],
  [
    /^SASL|^Password must be a string|password must be a string/,
    { kind: "authentication-failed", message: "the server wants a password that was not given, or refused it" },
  ],
];

/** Beyond those of every server: what PostgreSQL says of syntax and of itself names no value that was bound, nor does `raise`. */
const safeKinds: ReadonlySet<string> = new Set([...harmlessKinds, "syntax-error", "internal", "unknown"]);

interface ServerError {
  readonly code?: string;
  readonly message?: string;
  readonly severity?: string;
  readonly constraint?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly position?: string;
  readonly hint?: string;
}

/** Errors that came from a server which is no longer what it was when the session was opened. */
const readOnlyTargets = new WeakSet<object>();

/** Notes that a refused write means that the server has lost its role; its code alone does not tell. */
export function markReadOnlyTarget(error: object): void {
  readOnlyTargets.add(error);
}

/** Names what an error of `pg` means. */
export function classifyPostgresError(error: unknown): ErrorFacts {
  const given = (error ?? {}) as ServerError;
  const { code, message = "" } = given;
  if (given.severity !== undefined && code !== undefined) return classifyServerError(given, code, message);
  const known = socketErrorFacts(error) ?? texts.find(([pattern]) => pattern.test(message))?.[1];
  return known ?? { kind: "unknown", nativeCode: code };
}

function classifyServerError(given: ServerError, code: string, message: string): ErrorFacts {
  const facts: ErrorFacts = readOnlyTargets.has(given) ? { kind: "read-only-target" } : serverFacts(code, message);
  const fatal = given.severity === "FATAL" || given.severity === "PANIC";
  return {
    ...facts,
    nativeCode: code,
    sqlState: code,
    // After a fatal error the server has closed the connection.
    connection: fatal ? "evict" : facts.connection,
    transactionState: fatal ? "ended" : facts.transactionState,
    message: safeKinds.has(facts.kind) ? message : undefined,
    constraint: given.constraint,
    schema: given.schema,
    table: given.table,
    column: given.column,
    position: given.position === undefined ? undefined : Number(given.position),
  };
}

function serverFacts(code: string, message: string): ErrorFacts {
  // Only the text tells a stale plan from a missing feature (backend/utils/cache/plancache.c, since 8.3).
  if (code === "0A000" && message === "cached plan must not change result type") return { kind: "stale-statement" };
  // Raised by the server's rejection of writes in recovery (xact.c: PreventCommandDuringRecovery says so in its text).
  if (code === "25006" && message.endsWith("during recovery")) return { kind: "read-only-target" };
  return lookUpFacts(codes, code) ?? lookUpFacts(classes, code.slice(0, 2)) ?? { kind: "unknown" };
}
