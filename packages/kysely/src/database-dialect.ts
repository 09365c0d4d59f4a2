import type { RelationalDatabase } from "@db/core";
import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely";
import { DatabaseAdapter } from "./database-adapter.ts";
import { DatabaseDriver, type DatabaseDialectOptions } from "./database-driver.ts";
import { dialectTable, type DialectParts } from "./dialect-table.ts";

/**
 * Kysely's dialect over any relational database of core: `new Kysely({ dialect: new DatabaseDialect(db) })`. Statements
 * go through core's pools, routing, limits and events, and reject with core's `DatabaseError`. Use `kyselyOf` where
 * nothing needs a dialect: it spares each query Kysely's lending of a connection.
 */
export class DatabaseDialect implements Dialect {
  readonly #database: RelationalDatabase;
  readonly #options: DatabaseDialectOptions;
  readonly #parts: DialectParts;

  constructor(database: RelationalDatabase, options: DatabaseDialectOptions = {}) {
    this.#database = database;
    this.#options = options;
    this.#parts = dialectTable[database.dialect.name];
  }

  createDriver(): Driver {
    return new DatabaseDriver(this.#database, this.#options);
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
