import type { Engine, EngineName } from "../engine.ts";
import { h2 } from "./h2.ts";
import { valkey, redis } from "./key-value.ts";
import { mariadb } from "./mariadb.ts";
import { mongo } from "./mongo.ts";
import { mssql } from "./mssql.ts";
import { mysql } from "./mysql.ts";
import { oracle } from "./oracle.ts";
import { postgres } from "./postgres.ts";

/** Every engine of the lab, in the order of reports. */
export const engines: readonly Engine[] = [postgres, mysql, mariadb, mongo, valkey, redis, mssql, oracle, h2];

/** The engine of that name. */
export function engineNamed(name: EngineName): Engine {
  const found = engines.find((engine) => engine.name === name);
  if (found === undefined) throw new Error(`the lab has no engine "${name}"`);
  return found;
}
