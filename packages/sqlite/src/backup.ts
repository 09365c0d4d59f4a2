import {
  databaseError,
  DatabaseError,
  parseDuration,
  usage,
  type LimitOptions,
  type RelationalDatabase,
} from "@db/core";
import Database from "better-sqlite3";
import { classifySqliteError } from "./sqlite-errors.ts";

/** How a backup is made. */
export interface BackupOptions extends LimitOptions {
  /** Told how many pages there are and how many remain. */
  readonly onProgress?:
    | ((progress: { readonly totalPages: number; readonly remainingPages: number }) => void)
    | undefined;
}

/** Pages copied before the event loop has its turn: 2 MB of the usual size. */
const pagesAtATime = 500;

/**
 * Copies a SQLite database to a file while it is in use ("SQLite Backup API"). The copy is that of one moment; a file that
 * is there already is overwritten. A file is read on a connection of its own, so that with the journal mode `wal` readers
 * and the writer go on meanwhile; a database in memory has one connection, for which other calls wait.
 * Rejects with `cannot-open` when the copy cannot be written, `timeout` or `aborted`; then the copy is of no use.
 */
export async function backup(database: RelationalDatabase, file: string, options: BackupOptions = {}): Promise<void> {
  if (database.engine !== "sqlite") throw usage(`backup copies SQLite databases, not those of ${database.engine}`);
  const { onProgress, ...limits } = options;
  const check = limitCheck(limits);
  check();
  const progress = (state: Database.BackupMetadata): number => {
    onProgress?.(state);
    check();
    return pagesAtATime;
  };
  const { database: source = ":memory:" } = await database.server(limits);
  if (source === ":memory:") {
    await database.native((client) => copy(client as Database.Database, file, progress), limits);
    return;
  }
  let client: Database.Database | undefined;
  try {
    client = new Database(source, { readonly: true, fileMustExist: true });
    // In WAL mode an open read keeps the moment, and nobody waits for it; otherwise it would hold up the writer.
    if (client.pragma("journal_mode", { simple: true }) === "wal")
      client.exec("begin; select 1 from sqlite_schema limit 1");
    await copy(client, file, progress);
  } catch (error) {
    throw typed(error);
  } finally {
    client?.close();
  }
}

async function copy(
  client: Database.Database,
  file: string,
  progress: (state: Database.BackupMetadata) => number,
): Promise<void> {
  try {
    await client.backup(file, { progress });
  } catch (error) {
    throw typed(error);
  }
}

function typed(error: unknown): DatabaseError {
  return DatabaseError.is(error)
    ? error
    : databaseError({ ...classifySqliteError(error), engine: "sqlite", cause: error });
}

/** Gives a function that throws when the limits are exceeded. */
function limitCheck({ signal, timeout }: LimitOptions): () => void {
  const patience = timeout === undefined ? 0 : parseDuration(timeout);
  if (patience === undefined) throw usage("timeout is not a duration", 'Give milliseconds, or text such as "5s"');
  const deadline = patience > 0 ? performance.now() + patience : Infinity;
  return () => {
    if (signal?.aborted === true) throw databaseError({ kind: "aborted", engine: "sqlite", cause: signal.reason });
    if (performance.now() >= deadline) throw databaseError({ kind: "timeout", engine: "sqlite" });
  };
}
