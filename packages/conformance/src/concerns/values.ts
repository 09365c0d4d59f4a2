import type { Kit } from "../kit.ts";
import { documents } from "./values/documents.ts";
import { moments } from "./values/moments.ts";
import { numbers } from "./values/numbers.ts";
import { texts, unbindable } from "./values/texts.ts";

/**
 * Every portable type, through a real table: extremes and random values, stored as parameters and by bulk insert, read
 * by query and by stream, found by their value. A type that the dialect lacks is refused.
 */
export function values(kit: Kit): void {
  numbers(kit);
  texts(kit);
  moments(kit);
  documents(kit);
  unbindable(kit);
}
