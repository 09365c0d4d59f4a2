export { drivers } from "./drivers.ts";
export { mariadbCapabilities, mysqlCapabilities } from "./mysql-capabilities.ts";
export { mariadb, mariadbDriver, mysql, mysqlDriver } from "./mysql-driver.ts";
export {
  mysqlFields,
  type MysqlOptions,
  type ParsedMysqlOptions,
  type PreparedStatementMode,
} from "./mysql-options.ts";
