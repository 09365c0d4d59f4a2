import type { Contestant } from "../contestant.ts";
import { textsFor } from "../texts.ts";
import { pgPool } from "./pg-pool.ts";

const texts = textsFor("postgres");

/** `pg` in the ordinary way: its pool, text and values at each call. The measure of all others. */
export const contestant: Contestant = pgPool((key, values) => ({ text: texts[key], values }));
