import { createDatabase } from "@db/core";
import { kyselyOf } from "@db/kysely";
import { postgres } from "@db/postgres";
import type { Contestant } from "../contestant.ts";
import { kyselyContestant, type Tables } from "./kysely.ts";

/** Kysely over `@db/postgres`. */
export const contestant: Contestant = kyselyContestant("postgres", (place) =>
  kyselyOf<Tables>(createDatabase(postgres({ url: place, tls: "disable" })), { closes: true }),
);
