import { createDatabase, sql, type DocumentDatabase, type RelationalDatabase } from "@db/core";
import { pgJsonb } from "@db/pg-jsonb";
import { pglite, postgres } from "@db/postgres";

/** PostgreSQL with a schema that is dropped when it is closed. */
export interface Schema {
  readonly documents: DocumentDatabase;
  readonly relational: RelationalDatabase;
  /** Drops the schema and ends the connections. */
  end(): Promise<void>;
}

/** A schema of a server; its changes are recorded. */
export function serverSchema(url: string, schema: string): Schema {
  return over(createDatabase(postgres({ url })), schema);
}

/** A schema of an embedded PostgreSQL of its own; its changes are recorded. */
export function embeddedSchema(schema: string): Schema {
  return over(createDatabase(pglite()), schema);
}

function over(relational: RelationalDatabase, schema: string): Schema {
  const documents = pgJsonb(relational, { schema, changes: "outbox" });
  return {
    documents,
    relational,
    async end() {
      await documents.close();
      await relational.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
      await relational.close();
    },
  };
}
