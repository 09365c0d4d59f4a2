import { mssqlDialect, type Version } from "@db/core";
import { DummyDriver, Kysely, MssqlAdapter, MssqlIntrospector } from "kysely";
import { MssqlQueryCompiler } from "../../src/index.ts";

/** A Kysely that compiles for a SQL Server of a version and runs nothing. */
export function mssqlKysely<Schema>(version: Version): Kysely<Schema> {
  return new Kysely({
    dialect: {
      createDriver: () => new DummyDriver(),
      createQueryCompiler: () => new MssqlQueryCompiler((feature) => mssqlDialect.supports(feature, version)),
      createAdapter: () => new MssqlAdapter(),
      createIntrospector: (db) => new MssqlIntrospector(db),
    },
  });
}
