import { sqlite } from "@db/sqlite";
import type { Contestant } from "../contestant.ts";
import { ours } from "./db.ts";

/** `@db/sqlite` with its defaults, which are WAL and `synchronous = normal`. */
export const contestant: Contestant = ours((file) => sqlite({ file }));
