import type { ErrorKind } from "./error-kinds.ts";

/**
 * The kinds whose messages name objects, sessions and settings only, on every server: a driver may pass them on. Those of other
 * kinds may repeat a value that was bound.
 */
export const harmlessKinds: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  "undefined-table",
  "undefined-column",
  "undefined-object",
  "undefined-database",
  "duplicate-object",
  "ambiguous-name",
  "permission-denied",
  "authentication-failed",
  "read-only",
  "read-only-target",
  "lock-timeout",
  "deadlock",
  "serialization-failure",
  "cancelled",
  "connection-lost",
  "server-unavailable",
  "transaction-failed",
  "transaction-state",
  "stale-statement",
  "resources-exhausted",
  "unsupported",
]);
