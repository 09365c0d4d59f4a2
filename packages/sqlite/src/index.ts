export { backup, type BackupOptions } from "./backup.ts";
export { sqliteCapabilities } from "./sqlite-capabilities.ts";
export { drivers, sqlite, sqliteDriver } from "./sqlite-driver.ts";
export { sqliteFields, type ParsedSqliteOptions, type SqliteOptions } from "./sqlite-options.ts";
