import type { Contestant } from "../contestant.ts";
import { mysql2Pool } from "./mysql2-pool.ts";

/** mysql2's promise pool with prepared statements. */
export const contestant: Contestant = mysql2Pool("execute");
