import type { Capabilities } from "@db/core";

/** What MySQL can do through `mysql2`. */
export const mysqlCapabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  isolationLevels: Object.freeze(["read-uncommitted", "read-committed", "repeatable-read", "serializable"] as const),
  readOnlyTransactions: true,
  deferrableTransactions: false,
  immediateTransactions: false,
  transactionalDdl: false,
  cancel: true,
  stream: true,
  bulkInsert: true,
  atomicBulkInsert: false,
  returning: false,
  procedures: true,
  multipleResultSets: true,
  arrays: false,
  notifications: false,
  advisoryLocks: true,
  // XA has to know the name when the transaction begins, so it has functions of its own.
  twoPhase: false,
  multipleHosts: true,
  replicationLag: false,
  tls: true,
  pipelining: false,
  concurrentSessions: true,
  booleans: true,
  decimals: true,
  specialFloats: false,
  nulCharacters: true,
  catalogue: true,
});

/** What MariaDB can do through `mysql2`. */
export const mariadbCapabilities: Capabilities = Object.freeze({ ...mysqlCapabilities, returning: true });
