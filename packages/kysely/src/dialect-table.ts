import type { DialectName, RelationalDatabase } from "@db/core";
import {
  MssqlAdapter,
  MssqlIntrospector,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseIntrospector,
  type DialectAdapter,
  type Kysely,
  type QueryCompiler,
  type SchemaMetadata,
} from "kysely";
import { MssqlQueryCompiler } from "./mssql/mssql-query-compiler.ts";
import { OracleAdapter } from "./oracle/oracle-adapter.ts";
import { OracleIntrospector } from "./oracle/oracle-introspector.ts";
import { OracleQueryCompiler } from "./oracle/oracle-query-compiler.ts";

/** What Kysely has for one family of engines. */
export interface DialectParts {
  readonly compiler: (database: RelationalDatabase) => QueryCompiler;
  readonly adapter: (database: RelationalDatabase) => DialectAdapter;
  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  readonly introspector: (db: Kysely<any>) => DatabaseIntrospector;
}

/** MariaDB has `returning` where MySQL has none. */
class MariadbAdapter extends MysqlAdapter {
  override get supportsReturning(): boolean {
    return true;
  }
}

/** MariaDB names a result's column as the query writes it, MySQL as its catalogue does; Kysely reads the latter. */
class MariadbIntrospector extends MysqlIntrospector {
  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  readonly #db: Kysely<any>;

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  constructor(db: Kysely<any>) {
    super(db);
    this.#db = db;
  }

  override async getSchemas(): Promise<SchemaMetadata[]> {
    return this.#db
      .selectFrom("information_schema.schemata")
      .select("schema_name as name")
      .$castTo<SchemaMetadata>()
      .execute();
  }
}

const mysql: DialectParts = {
  compiler: () => new MysqlQueryCompiler(),
  adapter: () => new MysqlAdapter(),
  introspector: (db) => new MysqlIntrospector(db),
};

/** The one place that knows dialects by their names. */
export const dialectTable: Readonly<Record<DialectName, DialectParts>> = {
  oracle: {
    compiler: (database) => new OracleQueryCompiler((feature) => database.supports(feature)),
    adapter: (database) => new OracleAdapter(database),
    introspector: (db) => new OracleIntrospector(db),
  },
  postgres: {
    compiler: () => new PostgresQueryCompiler(),
    adapter: () => new PostgresAdapter(),
    introspector: (db) => new PostgresIntrospector(db),
  },
  mysql,
  mariadb: {
    ...mysql,
    adapter: () => new MariadbAdapter(),
    introspector: (db) => new MariadbIntrospector(db),
  },
  mssql: {
    compiler: (database) => new MssqlQueryCompiler((feature) => database.supports(feature)),
    adapter: () => new MssqlAdapter(),
    introspector: (db) => new MssqlIntrospector(db),
  },
  // A migration's transaction takes SQLite's write lock when it begins, which keeps other migrators out.
  sqlite: {
    compiler: () => new SqliteQueryCompiler(),
    adapter: () => new SqliteAdapter(),
    introspector: (db) => new SqliteIntrospector(db),
  },
};
