import type { Database } from "better-sqlite3";
import type { Contestant } from "../../src/contestant.ts";
import { knexContestant } from "./knex.ts";

/** Knex over better-sqlite3, which takes no more than 500 of its rows in a statement. */
export const contestant: Contestant = knexContestant(
  (file) => ({
    client: "better-sqlite3",
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      afterCreate(db: Database, done: (error: Error | null, db: Database) => void) {
        db.pragma("journal_mode = wal");
        db.pragma("synchronous = normal");
        done(null, db);
      },
    },
  }),
  100,
);
