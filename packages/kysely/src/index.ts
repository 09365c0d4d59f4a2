export { DatabaseDialect, type DatabaseDialectOptions } from "./database-dialect.ts";
export { kyselyOf, type KyselyOfOptions } from "./kysely-of.ts";
