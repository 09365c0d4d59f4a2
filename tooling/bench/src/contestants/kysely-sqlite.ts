import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Contestant } from "../contestant.ts";
import { kyselyContestant } from "./kysely.ts";

/** Kysely with its own dialect, over better-sqlite3. */
export const contestant: Contestant = kyselyContestant("sqlite", (file) => {
  const database = new Database(file);
  database.pragma("journal_mode = wal");
  database.pragma("synchronous = normal");
  return new Kysely({ dialect: new SqliteDialect({ database }) });
});
