import type { Contestant } from "../../src/contestant.ts";
import { mysqlPlace } from "./mysql-place.ts";
import { knexContestant } from "./knex.ts";

/** Knex over mysql2. */
export const contestant: Contestant = knexContestant((url) => ({
  client: "mysql2",
  connection: { ...mysqlPlace(url), timezone: "Z" },
  pool: { min: 0, max: 10 },
}));
