import type { Contestant } from "../contestant.ts";
import { ours } from "./db.ts";
import { defineMariadb } from "./define-mysql.ts";

/** `@db/mysql` on MariaDB. */
export const contestant: Contestant = ours(defineMariadb);
