import { postgres } from "@db/postgres";
import type { Contestant } from "../contestant.ts";
import { ours } from "./db.ts";

/** `@db/postgres` with its defaults; TLS as pg's default has it, off. */
export const contestant: Contestant = ours((url) => postgres({ url, tls: "disable" }));
