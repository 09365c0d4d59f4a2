export { drivers } from "./drivers.ts";
export { pglite, pgliteDriver, pgliteFields, type ParsedPgliteOptions, type PgliteOptions } from "./pglite-driver.ts";
export type { PgliteLike } from "./pglite-stream.ts";
export { pgliteCapabilities, postgresCapabilities } from "./postgres-capabilities.ts";
export { postgres, postgresDriver } from "./postgres-driver.ts";
export { postgresFields, type ParsedPostgresOptions, type PostgresOptions, type PreparedStatementMode } from "./postgres-options.ts";
export { range, type Range } from "./postgres-ranges.ts";
