import { sqlite } from "@db/sqlite";
import type { Contestant } from "../contestant.ts";
import { oursByBatches } from "./db.ts";

/** `@db/sqlite` with its defaults, which are WAL and `synchronous = normal`. */
export const contestant: Contestant = oursByBatches((file) => sqlite({ file }));
