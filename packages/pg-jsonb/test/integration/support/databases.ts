import { afterAll } from "@jest/globals";
import { createDatabase, sql, type DocumentDatabase, type RelationalDatabase } from "@db/core";
import { pglite } from "@db/postgres";
import { pgJsonb, type PgJsonbOptions } from "../../../src/index.ts";

/** One PGlite for a file of tests, closed after them. */
export function embedded(): {
  relational(): RelationalDatabase;
  documents(schema: string, options?: PgJsonbOptions): DocumentDatabase;
} {
  const database = createDatabase(pglite());
  const schemas = new Set<string>();
  afterAll(async () => {
    for (const schema of schemas) await database.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await database.close();
  });
  return {
    relational: () => database,
    documents(schema, options = {}) {
      schemas.add(schema);
      return pgJsonb(database, { ...options, schema });
    },
  };
}
