import type { DocumentDatabase } from "@db/core";
import { MemoryStore } from "../memory/memory-store.ts";
import { Sweeper } from "../ttl/sweeper.ts";
import { StoredDatabase } from "./stored-database.ts";

/** The options of {@link memoryDatabase}. */
export interface MemoryDatabaseOptions {
  /** What the database is called in names of collections. Default: `test`. */
  readonly databaseName?: string;
  /** Milliseconds between two sweeps of what indexes with `expireAfterSeconds` let expire; 0 never sweeps. Default: 60,000. */
  readonly sweepInterval?: number;
}

/**
 * A document database in the memory of the process: for tests, and as the model of what other engines must answer. It is
 * gone when it is closed.
 * @throws DatabaseError `usage` for an interval that is no whole number from 0.
 */
export function memoryDatabase(options: MemoryDatabaseOptions = {}): DocumentDatabase {
  const store = new MemoryStore(options.databaseName ?? "test");
  return new StoredDatabase(store, { sweeper: new Sweeper(store, options.sweepInterval) });
}
