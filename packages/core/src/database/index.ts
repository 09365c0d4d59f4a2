export { createDatabase } from "./create-database.ts";
export { defineDatabase, type DatabaseDefinition, type DefinedEndpoint } from "./definition.ts";
export { abortedError, type LimitOptions } from "./limits.ts";
export type {
  BulkInsertOptions,
  BulkRow,
  BulkRows,
  ExecuteResult,
  Queryable,
  QueryOptions,
  RowStreamOptions,
  TableName,
} from "./queryable.ts";
export type {
  CloseOptions,
  DatabaseSession,
  EndpointControl,
  ListenOptions,
  NotificationHandler,
  RelationalDatabase,
  Subscription,
} from "./relational-database.ts";
export type { RowStream } from "./row-stream.ts";
