import { Kysely, MysqlDialect } from "kysely";
import { createPool } from "mysql2";
import type { Contestant } from "../contestant.ts";
import { kyselyContestant } from "./kysely.ts";

/** Kysely with its own dialect, over mysql2's pool. */
export const contestant: Contestant = kyselyContestant(
  "mysql",
  (url) =>
    new Kysely({ dialect: new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 10, timezone: "Z" }) }) }),
);
