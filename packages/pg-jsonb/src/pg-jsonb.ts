import { unsupported, usage, type DocumentDatabase, type RelationalDatabase } from "@db/core";
import { StoredDatabase, Sweeper } from "@db/document/engine";
import { PgJsonbStore } from "./store/pg-jsonb-store.ts";

/** The options of {@link pgJsonb}. */
export interface PgJsonbOptions {
  /** The schema that holds the collections, one table each; it is the database's name. `documents` unless given. */
  readonly schema?: string;
  /**
   * Milliseconds between two sweeps of what indexes with `expireAfterSeconds` let expire; 0 never sweeps. Each process that has the
   * database open sweeps. Default: 60,000.
   */
  readonly sweepInterval?: number;
  /**
   * Whether changes are recorded, so that `watch` can tell of them: `off` unless given. With `outbox` triggers on all
   * collections write each change down, whoever makes it; commits that change documents then follow each other one by
   * one. The triggers stay when the database is opened without it.
   */
  readonly changes?: "outbox" | "off";
  /** How long changes are kept at least, in milliseconds; a day unless given. It is the schema's: the last who opens it says. */
  readonly changesRetention?: number;
}

const day = 86_400_000;

/**
 * A document database in a PostgreSQL database: a server, or PGlite in the process. Filters are compiled to conditions
 * that the server answers, with MongoDB's meaning; what cannot be is evaluated on what the server let through, in the
 * same transaction. The schema is made at the first call. Closing it leaves `db` open: that is its owner's. Throws kind
 * `unsupported` for a database of another dialect, and `usage` for a schema whose name has a text between two `$` and for
 * options that cannot be.
 */
export function pgJsonb(db: RelationalDatabase, options: PgJsonbOptions = {}): DocumentDatabase {
  if (db.dialect.name !== "postgres") throw unsupported(db.engine, "documents in JSONB");
  const schema = options.schema ?? "documents";
  // The bodies of functions stand between such marks, and name the schema.
  if (/\$\w*\$/.test(schema)) throw usage("the name of the schema has a text between two dollar signs");
  const store = new PgJsonbStore(db, schema, retentionOf(options));
  return new StoredDatabase(store, { sweeper: new Sweeper(store, options.sweepInterval) });
}

function retentionOf({ changes = "off", changesRetention }: PgJsonbOptions): number | undefined {
  if (changes !== "outbox" && changes !== "off") throw usage('changes must be "outbox" or "off"');
  if (changesRetention === undefined) return changes === "off" ? undefined : day;
  if (changes === "off") throw usage('changesRetention is for changes: "outbox"');
  if (!Number.isFinite(changesRetention) || changesRetention < 0) {
    throw usage("changesRetention must be a number of milliseconds from 0");
  }
  return changesRetention;
}
