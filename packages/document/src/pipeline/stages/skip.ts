import { documentError } from "../../errors.ts";
import { wholeNumber } from "../../values/numbers.ts";
import { batchesFrom } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Leaves out so many documents. */
export interface SkipStage extends Stage {
  readonly name: "$skip";
  readonly skip: number;
}

/** A `$skip` that has been parsed. */
export function skipStage(skip: number): SkipStage {
  return {
    name: "$skip",
    skip,
    run: (source) =>
      batchesFrom(async function* () {
        let left = skip;
        for await (const batch of source) {
          if (batch.length > left) yield left > 0 ? batch.slice(left) : batch;
          left = Math.max(0, left - batch.length);
        }
      }),
  };
}

/** Reads a `$skip`: code 5107200 for what is no whole number or negative. */
export const parseSkip: StageParser = (value) => {
  const skip = wholeNumber(value);
  if (skip === undefined || skip < 0n) throw documentError(5107200, "$skip needs a whole number that is not negative");
  return [skipStage(Number(skip))];
};
