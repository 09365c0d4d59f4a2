import type { Capabilities } from "@db/core";

/** What Oracle Database can do through `oracledb`. */
export const oracleCapabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  // What Oracle calls serializable is a snapshot: two transactions may each change what the other has read.
  isolationLevels: Object.freeze(["read-committed", "snapshot"] as const),
  readOnlyTransactions: true,
  deferrableTransactions: false,
  immediateTransactions: false,
  transactionalDdl: false,
  cancel: true,
  stream: true,
  bulkInsert: true,
  atomicBulkInsert: false,
  returning: true,
  procedures: true,
  multipleResultSets: true,
  arrays: false,
  notifications: false,
  advisoryLocks: true,
  // A global transaction has to know its name when it begins, so there are functions of its own.
  twoPhase: false,
  multipleHosts: true,
  replicationLag: false,
  tls: true,
  pipelining: false,
  concurrentSessions: true,
  // A digit works on every version.
  booleans: false,
  decimals: true,
  specialFloats: true,
  nulCharacters: true,
  catalogue: true,
});
