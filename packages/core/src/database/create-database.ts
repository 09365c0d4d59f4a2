import { usage } from "../errors/index.ts";
import type { DatabaseDefinition } from "./definition.ts";
import type { RelationalDatabase } from "./relational-database.ts";
import { SqlDatabase } from "./sql-database.ts";

/**
 * Makes a database from what a driver's factory returns: `createDatabase(postgres({ url }))`. Pure: the first call
 * connects. The caller closes it.
 * @throws DatabaseError `usage` for anything else than a definition.
 */
export function createDatabase(definition: DatabaseDefinition): RelationalDatabase {
  const given = definition as Partial<DatabaseDefinition> | null | undefined;
  if (given?.driver === undefined || given.endpoints === undefined || given.settings === undefined) {
    throw usage("createDatabase takes what a driver's factory returns", "Call it as createDatabase(driver(options))");
  }
  return new SqlDatabase(definition);
}
