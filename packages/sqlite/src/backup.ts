import type { LimitOptions, RelationalDatabase } from "@db/core";
import type Database from "better-sqlite3";

/** How a backup is made. */
export interface BackupOptions extends LimitOptions {
  /** Told how many pages there are and how many remain. */
  readonly onProgress?: ((progress: { readonly totalPages: number; readonly remainingPages: number }) => void) | undefined;
}

/**
 * Copies a SQLite database to a file while it is in use ("SQLite Backup API"). Other calls go on; the copy is that of
 * one moment. Rejects with `cannot-open` when the file cannot be written.
 */
export async function backup(database: RelationalDatabase, file: string, options: BackupOptions = {}): Promise<void> {
  const { onProgress, ...limits } = options;
  await database.native(async (client) => {
    await (client as Database.Database).backup(file, {
      progress: (progress) => {
        onProgress?.(progress);
        return 500;
      },
    });
  }, limits);
}
