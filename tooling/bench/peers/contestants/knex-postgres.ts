import type { Contestant } from "../../src/contestant.ts";
import { knexContestant } from "./knex.ts";

/** Knex over `pg`. */
export const contestant: Contestant = knexContestant((url) => ({
  client: "pg",
  connection: url,
  pool: { min: 0, max: 10 },
}));
