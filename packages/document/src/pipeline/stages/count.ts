import { documentError } from "../../errors.ts";
import { setField, type Document } from "../../values/types.ts";
import { countValue } from "../accumulators/count.ts";
import { batchesFrom } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** One document that tells how many came; none when none came. */
export interface CountStage extends Stage {
  readonly name: "$count";
  readonly field: string;
}

/** A `$count` that has been parsed. */
export function countStage(field: string): CountStage {
  return {
    name: "$count",
    field,
    run: (source) =>
      batchesFrom(async function* () {
        let count = 0;
        for await (const batch of source) count += batch.length;
        if (count === 0) return;
        const document: Document = {};
        setField(document, field, countValue(count));
        yield [document];
      }),
  };
}

/**
 * Reads a `$count`: code 40156 for what is no string or empty, 40158 for a `$` in front, 40159 for a null character,
 * 40160 for a dot, 9039800 for `_id`.
 */
export const parseCount: StageParser = (value) => {
  if (typeof value !== "string") throw documentError(40156, "$count needs the name of a field");
  if (value === "") throw documentError(40157, "$count needs a name that is not empty");
  if (value.startsWith("$")) throw documentError(40158, "the name of $count begins with $");
  if (value.includes("\0")) throw documentError(40159, "the name of $count has a null character");
  if (value.includes(".")) throw documentError(40160, "the name of $count has a dot");
  if (value === "_id") throw documentError(9039800, "the name of $count cannot be _id");
  return [countStage(value)];
};
