export { DatabaseDialect } from "./database-dialect.ts";
export type { DatabaseDialectOptions } from "./database-driver.ts";
export { kyselyOf, type KyselyOfOptions } from "./kysely-of.ts";
export { MssqlQueryCompiler } from "./mssql/mssql-query-compiler.ts";
export { OracleQueryCompiler } from "./oracle/oracle-query-compiler.ts";
export { OracleIntrospector } from "./oracle/oracle-introspector.ts";
export { generateSchemaTypes, type SchemaTypesOptions } from "./schema-types/generate-schema-types.ts";
