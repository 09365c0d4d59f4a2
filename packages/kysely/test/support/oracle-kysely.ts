import { oracleDialect, type Version } from "@db/core";
import { DummyDriver, Kysely, PostgresAdapter } from "kysely";
import { OracleQueryCompiler } from "../../src/index.ts";
import { OracleIntrospector } from "../../src/oracle/oracle-introspector.ts";

/** A Kysely that compiles for an Oracle of a version and runs nothing. */
export function oracleKysely<Schema>(version: Version): Kysely<Schema> {
  return new Kysely({
    dialect: {
      createDriver: () => new DummyDriver(),
      createQueryCompiler: () => new OracleQueryCompiler((feature) => oracleDialect.supports(feature, version)),
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new OracleIntrospector(db),
    },
  });
}
