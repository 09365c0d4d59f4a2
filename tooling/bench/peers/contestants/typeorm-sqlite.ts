import type { Database } from "better-sqlite3";
import type { Contestant } from "../../src/contestant.ts";
import { typeormContestant } from "./typeorm.ts";

/** TypeORM over better-sqlite3. */
export const contestant: Contestant = typeormContestant("sqlite", (file) => ({
  type: "better-sqlite3",
  database: file,
  prepareDatabase(db: Database) {
    db.pragma("journal_mode = wal");
    db.pragma("synchronous = normal");
  },
}));
