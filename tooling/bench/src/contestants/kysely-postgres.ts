import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import Cursor from "pg-cursor";
import type { Contestant } from "../contestant.ts";
import { kyselyContestant } from "./kysely.ts";

/** Kysely with its own dialect, over `pg`'s pool. */
export const contestant: Contestant = kyselyContestant(
  "postgres",
  (url) =>
    new Kysely({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 10 }), cursor: Cursor }),
    }),
);
