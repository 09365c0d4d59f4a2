import type { RelationalDatabase } from "@db/core";
import { Kysely, type KyselyConfig, type KyselyPlugin } from "kysely";
import { DatabaseDialect } from "./database-dialect.ts";
import { DatabaseDriver, type DatabaseDialectOptions } from "./database-driver.ts";
import { DatabaseExecutor } from "./database-executor.ts";

/** How `kyselyOf` makes a Kysely. */
export interface KyselyOfOptions extends DatabaseDialectOptions {
  /** Kysely's plugins. */
  readonly plugins?: readonly KyselyPlugin[] | undefined;
  /** Kysely's own logging. Each query then takes Kysely's longer way; core's events tell more and cost nothing. */
  readonly log?: KyselyConfig["log"] | undefined;
}

/**
 * A Kysely over a database of core. Pure: the first query connects. A query outside a transaction is an ordinary call of
 * the database; a transaction and `connection()` have a session while they last. `destroy()` ends the use through this
 * Kysely and leaves the database open, unless `closes` is set. Every query rejects with core's `DatabaseError`.
 */
export function kyselyOf<Schema>(database: RelationalDatabase, options: KyselyOfOptions = {}): Kysely<Schema> {
  const { log } = options;
  const plugins = [...(options.plugins ?? [])];
  const dialect = new DatabaseDialect(database, options);
  if (log !== undefined) return new Kysely<Schema>({ dialect, plugins, log });
  const driver = new DatabaseDriver(database, options);
  const parts = { database, driver, compiler: dialect.createQueryCompiler(), adapter: dialect.createAdapter() };
  return new Kysely<Schema>({
    config: { dialect, plugins },
    dialect,
    driver,
    executor: new DatabaseExecutor(parts, plugins),
  });
}
