import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { ParsedSqliteOptions } from "./sqlite-options.ts";

/** Opens a connection of the client with everything the options ask for. Closes it again when that fails. */
export function openClient(options: ParsedSqliteOptions): Database.Database {
  if (!options.memory && options.mode === "read-write-create") mkdirSync(dirname(options.file), { recursive: true });
  const client = new Database(options.file, {
    readonly: options.mode === "read-only",
    fileMustExist: options.mode !== "read-write-create" && !options.memory,
    // Waiting for a lock inside the client would block the process; the session waits instead.
    timeout: 0,
  });
  try {
    configure(client, options);
    options.onConnect?.(client);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Applies the pragmas of the options; also what a reset brings a connection back to. */
export function configure(client: Database.Database, options: ParsedSqliteOptions): void {
  // Before the first table is made, or it has no effect.
  if (options.autoVacuum !== undefined && options.mode !== "read-only") client.pragma(`auto_vacuum = ${options.autoVacuum}`);
  if (options.mode !== "read-only") client.pragma(`journal_mode = ${options.journalMode}`);
  // Reading the header finds a file that is no database now instead of at the first statement.
  else client.pragma("schema_version");
  client.pragma(`synchronous = ${options.synchronous}`);
  client.pragma(`foreign_keys = ${options.foreignKeys ? "on" : "off"}`);
  if (options.cacheSize !== undefined) client.pragma(`cache_size = ${-Math.max(1, Math.round(options.cacheSize / 1024))}`);
  client.pragma(`query_only = ${options.reader ? "on" : "off"}`);
}
