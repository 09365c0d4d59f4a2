import type { DocumentDatabase } from "@db/core";
import { MemoryStore } from "../memory/memory-store.ts";
import { StoredDatabase } from "./stored-database.ts";

/**
 * A document database in the memory of the process: for tests, and as the model of what other engines must answer. It is
 * gone when it is closed.
 */
export function memoryDatabase(options: { readonly databaseName?: string } = {}): DocumentDatabase {
  return new StoredDatabase(new MemoryStore(options.databaseName ?? "test"));
}
