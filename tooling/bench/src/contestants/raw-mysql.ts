import type { Contestant } from "../contestant.ts";
import { mysql2Pool } from "./mysql2-pool.ts";

/** mysql2 in the ordinary way: its promise pool, `query` with text and values. The measure of all others. */
export const contestant: Contestant = mysql2Pool("query");
