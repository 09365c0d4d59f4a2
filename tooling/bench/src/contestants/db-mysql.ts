import type { Contestant } from "../contestant.ts";
import { ours } from "./db.ts";
import { defineMysql } from "./define-mysql.ts";

/** `@db/mysql`. */
export const contestant: Contestant = ours(defineMysql);
