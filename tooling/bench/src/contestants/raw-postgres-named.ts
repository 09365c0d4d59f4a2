import type { Contestant } from "../contestant.ts";
import { textsFor } from "../texts.ts";
import { pgPool } from "./pg-pool.ts";

const texts = textsFor("postgres");

/** `pg` with its own named statements. */
export const contestant: Contestant = pgPool((key, values) => ({ name: key, text: texts[key], values }));
