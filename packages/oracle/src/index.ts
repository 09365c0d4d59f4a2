export { advisoryLockKey, withAdvisoryLock, type AdvisoryLockOptions } from "./advisory-locks.ts";
export { drivers } from "./drivers.ts";
export { readLob, writeLob, type LobValue } from "./large-objects.ts";
export { oracleCapabilities } from "./oracle-capabilities.ts";
export { oracle, oracleDriver } from "./oracle-driver.ts";
export {
  oracleFields,
  type OracleOptions,
  type OraclePrivilege,
  type ParsedOracleOptions,
  type ThickOptions,
} from "./oracle-options.ts";
export {
  commitPrepared,
  preparedTransactions,
  prepareTransaction,
  rollbackPrepared,
  type PreparedTransaction,
} from "./two-phase.ts";
