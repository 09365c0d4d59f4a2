import type { Contestant } from "../contestant.ts";
import { oursByBatches } from "./db.ts";
import { defineMysql } from "./define-mysql.ts";

/** `@db/mysql`. */
export const contestant: Contestant = oursByBatches(defineMysql);
