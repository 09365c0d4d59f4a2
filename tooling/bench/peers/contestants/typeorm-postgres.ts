import type { Contestant } from "../../src/contestant.ts";
import { typeormContestant } from "./typeorm.ts";

/** TypeORM over `pg`. */
export const contestant: Contestant = typeormContestant("postgres", (url) => ({
  type: "postgres",
  url,
  poolSize: 10,
}));
