import type { Contestant } from "../../src/contestant.ts";
import { userOf } from "../../src/rows.ts";

/** A contestant of no engine that answers the point select as it should. */
export const right: Contestant = { open: () => undefined, close: () => undefined, point: (id) => userOf(id) };
