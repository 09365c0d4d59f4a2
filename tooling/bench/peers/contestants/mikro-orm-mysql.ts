import { MikroORM } from "@mikro-orm/mysql";
import type { Contestant } from "../../src/contestant.ts";
import { entities, mikroOrmContestant } from "./mikro-orm.ts";

/** MikroORM over `@mikro-orm/mysql`. */
export const contestant: Contestant = mikroOrmContestant((url) =>
  MikroORM.init({ clientUrl: url, entities, pool: { min: 0, max: 10 }, timezone: "Z" }),
);
