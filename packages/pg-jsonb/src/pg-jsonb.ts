import { unsupported, usage, type DocumentDatabase, type RelationalDatabase } from "@db/core";
import { StoredDatabase } from "@db/document/engine";
import { PgJsonbStore } from "./store/pg-jsonb-store.ts";

/** The options of {@link pgJsonb}. */
export interface PgJsonbOptions {
  /** The schema that holds the collections, one table each; it is the database's name. `documents` unless given. */
  readonly schema?: string;
}

/**
 * A document database in a PostgreSQL database: a server, or PGlite in the process. Filters are compiled to conditions
 * that the server answers, with MongoDB's meaning; what cannot be is evaluated on what the server let through, in the
 * same transaction. The schema is made at the first call. Closing it leaves `db` open: that is its owner's. Throws kind
 * `unsupported` for a database of another dialect, and `usage` for a schema whose name has a text between two `$`.
 */
export function pgJsonb(db: RelationalDatabase, options: PgJsonbOptions = {}): DocumentDatabase {
  if (db.dialect.name !== "postgres") throw unsupported(db.engine, "documents in JSONB");
  const schema = options.schema ?? "documents";
  // The bodies of functions stand between such marks, and name the schema.
  if (/\$\w*\$/.test(schema)) throw usage("the name of the schema has a text between two dollar signs");
  return new StoredDatabase(new PgJsonbStore(db, schema));
}
