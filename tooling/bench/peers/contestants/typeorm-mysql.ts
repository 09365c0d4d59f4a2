import type { Contestant } from "../../src/contestant.ts";
import { typeormContestant } from "./typeorm.ts";

/** TypeORM over mysql2. */
export const contestant: Contestant = typeormContestant("mysql", (url) => ({
  type: "mysql",
  url,
  poolSize: 10,
  timezone: "Z",
}));
