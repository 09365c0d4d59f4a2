import { createDatabase } from "@db/core";
import { kyselyOf } from "@db/kysely";
import { sqlite } from "@db/sqlite";
import type { Contestant } from "../contestant.ts";
import { kyselyContestant, type Tables } from "./kysely.ts";

/** Kysely over `@db/sqlite`. */
export const contestant: Contestant = kyselyContestant("sqlite", (place) =>
  kyselyOf<Tables>(createDatabase(sqlite({ file: place })), { closes: true }),
);
