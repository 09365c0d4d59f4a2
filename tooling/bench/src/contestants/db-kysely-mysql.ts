import { createDatabase } from "@db/core";
import { kyselyOf } from "@db/kysely";
import type { Contestant } from "../contestant.ts";
import { defineMysql } from "./define-mysql.ts";
import { kyselyContestant, type Tables } from "./kysely.ts";

/** Kysely over `@db/mysql`. */
export const contestant: Contestant = kyselyContestant("mysql", (place) =>
  kyselyOf<Tables>(createDatabase(defineMysql(place)), { closes: true }),
);
