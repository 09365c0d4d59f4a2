import Database from "better-sqlite3";
import type { Admin } from "./admin.ts";

/** Over one connection of better-sqlite3, in the journal mode that every contestant uses. */
export async function openSqlite(file: string): Promise<Admin> {
  const db = new Database(file);
  db.pragma("journal_mode = wal");
  db.pragma("synchronous = normal");
  return {
    run: async (text) => void db.exec(text),
    rows: async (text) => db.prepare<[], Record<string, unknown>>(text).all(),
    close: async () => void db.close(),
  };
}
