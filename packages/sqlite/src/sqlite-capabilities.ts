import type { Capabilities } from "@db/core";

/**
 * What SQLite can do through better-sqlite3. The client is synchronous, so a running statement cannot be stopped: limits
 * of a call are heeded while it waits for a connection or a lock, and between the batches of a stream.
 */
export const sqliteCapabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  isolationLevels: Object.freeze(["serializable"] as const),
  readOnlyTransactions: true,
  deferrableTransactions: false,
  immediateTransactions: true,
  transactionalDdl: true,
  cancel: false,
  stream: true,
  bulkInsert: true,
  atomicBulkInsert: false,
  returning: true,
  procedures: false,
  multipleResultSets: false,
  arrays: false,
  notifications: false,
  advisoryLocks: false,
  twoPhase: false,
  multipleHosts: false,
  replicationLag: false,
  tls: false,
  pipelining: false,
  concurrentSessions: true,
  booleans: true,
  decimals: true,
  // NaN is stored as null (sqlite.org, "Datatypes In SQLite"), so it is refused.
  specialFloats: false,
  nulCharacters: true,
  catalogue: true,
});
