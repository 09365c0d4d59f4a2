import { postgres } from "@db/postgres";
import type { Contestant } from "../contestant.ts";
import { oursByBatches } from "./db.ts";

/** `@db/postgres` with its defaults; TLS as pg's default has it, off. */
export const contestant: Contestant = oursByBatches((url) => postgres({ url, tls: "disable" }));
