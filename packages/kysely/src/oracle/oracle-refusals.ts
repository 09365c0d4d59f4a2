import { refusalsOf, type Refusals } from "../refusals.ts";

const refusals: Refusals = refusalsOf("oracle");

/** Refuses what Oracle has no words for. @throws DatabaseError `unsupported`. */
export const refuse: Refusals["refuse"] = refusals.refuse;

/** Refuses parts of a query's tree that are set. @throws DatabaseError `unsupported`, naming the first. */
export const refuseParts: Refusals["refuseParts"] = refusals.refuseParts;
