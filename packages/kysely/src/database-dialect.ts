import type { RelationalDatabase } from "@db/core";
import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely";
import { DatabaseAdapter } from "./database-adapter.ts";
import { DatabaseDriver } from "./database-driver.ts";
import { dialectTable, type DialectParts } from "./dialect-table.ts";

/** How Kysely uses a database. */
export interface DatabaseDialectOptions {
  /** Whether `kysely.destroy()` closes the database as well. Default: false, for whoever made it closes it. */
  readonly closes?: boolean | undefined;
}

/**
 * Kysely's dialect over any relational database of core: `new Kysely({ dialect: new DatabaseDialect(db) })`. Statements
 * go through core's pools, routing, limits and events, and reject with core's `DatabaseError`. Use `kyselyOf` where
 * nothing needs a dialect: it spares each query Kysely's lending of a connection.
 */
export class DatabaseDialect implements Dialect {
  readonly #database: RelationalDatabase;
  readonly #closes: boolean;
  readonly #parts: DialectParts;

  constructor(database: RelationalDatabase, options: DatabaseDialectOptions = {}) {
    this.#database = database;
    this.#closes = options.closes ?? false;
    this.#parts = dialectTable[database.dialect.name];
  }

  createDriver(): Driver {
    return new DatabaseDriver(this.#database, this.#closes);
  }

  createQueryCompiler(): QueryCompiler {
    return this.#parts.compiler(this.#database);
  }

  createAdapter(): DialectAdapter {
    return new DatabaseAdapter(this.#parts.adapter(this.#database), this.#database);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return this.#parts.introspector(db);
  }
}
