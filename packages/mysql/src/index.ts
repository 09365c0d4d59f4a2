export { advisoryLockKey, withAdvisoryLock, type AdvisoryLockOptions } from "./advisory-locks.ts";
export { drivers } from "./drivers.ts";
export { mariadbCapabilities, mysqlCapabilities } from "./mysql-capabilities.ts";
export { mariadb, mariadbDriver, mysql, mysqlDriver } from "./mysql-driver.ts";
export {
  mysqlFields,
  type MysqlOptions,
  type ParsedMysqlOptions,
  type PreparedStatementMode,
} from "./mysql-options.ts";
export {
  commitPrepared,
  preparedTransactions,
  prepareTransaction,
  rollbackPrepared,
  type PreparedTransaction,
} from "./two-phase.ts";
