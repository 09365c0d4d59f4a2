import { fileURLToPath } from "node:url";
import { configJsonSchema, type JsonSchema } from "@db/core";
import { drivers as mysqlDrivers } from "@db/mysql";
import { drivers as postgresDrivers } from "@db/postgres";
import { drivers as sqliteDrivers } from "@db/sqlite";

/** Where the schema of `db.yaml` is published. */
export const schemaFile: string = fileURLToPath(
  new URL("../../../packages/core/schema/db.schema.json", import.meta.url),
);

/** The schema of a configuration file with the options of every engine that has a package. */
export function completeSchema(): JsonSchema {
  const drivers = [...sqliteDrivers, ...postgresDrivers, ...mysqlDrivers];
  return configJsonSchema(Object.fromEntries(drivers.map(({ engine, fields }) => [engine, fields])));
}
