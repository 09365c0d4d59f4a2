export { advisoryLockKey, withAdvisoryLock, type AdvisoryLockOptions } from "./advisory-locks.ts";
export { drivers } from "./drivers.ts";
export { mssqlCapabilities } from "./mssql-capabilities.ts";
export { mssql, mssqlDriver } from "./mssql-driver.ts";
export { mssqlFields, type MssqlOptions, type ParsedMssqlOptions } from "./mssql-options.ts";
export { tableValue, type TableValue } from "./table-value.ts";
