import type { Contestant } from "../contestant.ts";
import { oursByBatches } from "./db.ts";
import { defineMariadb } from "./define-mysql.ts";

/** `@db/mysql` on MariaDB. */
export const contestant: Contestant = oursByBatches(defineMariadb);
