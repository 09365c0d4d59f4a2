export type {
  DateUnit,
  Dialect,
  DialectName,
  FunctionTable,
  LockRequest,
  LockText,
  Page,
  PageText,
  ReturningText,
  RowChange,
  SavepointSyntax,
  StatementEffects,
  UpsertRequest,
  Version,
} from "./dialect.ts";
export { atLeast, type Feature, type FeatureTable } from "./features.ts";
export type { LexicalRules, PlaceholderForm, QuoteRule } from "./lexical-rules.ts";
export { scanPlaceholders, type ScannedText } from "./portable-placeholders.ts";
export {
  formatPortableType,
  javascriptValues,
  parsePortableType,
  type JavaScriptValue,
  type PortableKind,
  type PortableType,
} from "./portable-type.ts";
export { mariadbDialect } from "./mariadb/mariadb-dialect.ts";
export { mssqlDialect } from "./mssql/mssql-dialect.ts";
export { mysqlDialect } from "./mysql/mysql-dialect.ts";
export { oracleDialect } from "./oracle/oracle-dialect.ts";
export { postgresDialect } from "./postgres/postgres-dialect.ts";
export { sqliteDialect } from "./sqlite/sqlite-dialect.ts";
export { tokenize, type Token, type TokenKind } from "./tokenizer.ts";
export type { TypeMap } from "./type-map.ts";
