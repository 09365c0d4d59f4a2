import { createDatabase } from "@db/core";
import { kyselyOf } from "@db/kysely";
import type { Contestant } from "../contestant.ts";
import { defineMariadb } from "./define-mysql.ts";
import { kyselyContestant, type Tables } from "./kysely.ts";

/** Kysely over `@db/mysql` on MariaDB. */
export const contestant: Contestant = kyselyContestant("mysql", (place) =>
  kyselyOf<Tables>(createDatabase(defineMariadb(place)), { closes: true }),
);
