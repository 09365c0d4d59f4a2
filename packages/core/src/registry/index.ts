export type { DocumentContext, DocumentDriver } from "./document-driver.ts";
export { driverRegistry, DriverRegistry } from "./driver-registry.ts";
export { openDatabases, type Databases, type OpenDatabasesOptions } from "./open-databases.ts";
