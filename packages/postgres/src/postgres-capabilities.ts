import type { Capabilities } from "@db/core";

/** What PostgreSQL can do through `pg`. */
export const postgresCapabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  isolationLevels: Object.freeze(["read-uncommitted", "read-committed", "repeatable-read", "serializable"] as const),
  readOnlyTransactions: true,
  deferrableTransactions: true,
  immediateTransactions: false,
  transactionalDdl: true,
  cancel: true,
  stream: true,
  bulkInsert: true,
  atomicBulkInsert: true,
  returning: true,
  procedures: true,
  multipleResultSets: true,
  arrays: true,
  notifications: true,
  advisoryLocks: true,
  twoPhase: true,
  multipleHosts: true,
  replicationLag: true,
  tls: true,
  pipelining: true,
  concurrentSessions: true,
  booleans: true,
  decimals: true,
  specialFloats: true,
  nulCharacters: false,
  catalogue: true,
});

/** What the embedded PGlite can do: PostgreSQL in the process, with one session and nobody to ask for a stop. */
export const pgliteCapabilities: Capabilities = Object.freeze({
  ...postgresCapabilities,
  cancel: false,
  // Each batch is a COPY of its own: the server in the process cannot wait for more of one.
  atomicBulkInsert: false,
  // The one session is the database's own, so there is no second one to listen on.
  notifications: false,
  twoPhase: false,
  multipleHosts: false,
  replicationLag: false,
  tls: false,
  pipelining: false,
  concurrentSessions: false,
});
