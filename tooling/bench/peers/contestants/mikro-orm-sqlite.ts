import { MikroORM } from "@mikro-orm/sqlite";
import type { Contestant } from "../../src/contestant.ts";
import { entities, mikroOrmContestant } from "./mikro-orm.ts";

/** MikroORM over `@mikro-orm/sqlite`. */
export const contestant: Contestant = mikroOrmContestant(async (file) => {
  const orm = await MikroORM.init({ dbName: file, entities, forceUtcTimezone: true });
  await orm.em.getConnection().execute("pragma journal_mode = wal");
  await orm.em.getConnection().execute("pragma synchronous = normal");
  return orm;
});
