import { documentError } from "../../errors.ts";
import { wholeNumber } from "../../values/numbers.ts";
import { batchesFrom } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Passes on so many documents and asks for no more. */
export interface LimitStage extends Stage {
  readonly name: "$limit";
  readonly limit: number;
}

/** A `$limit` that has been parsed. */
export function limitStage(limit: number): LimitStage {
  return {
    name: "$limit",
    limit,
    run: (source) =>
      batchesFrom(async function* () {
        let left = limit;
        for await (const batch of source) {
          yield batch.length > left ? batch.slice(0, left) : batch;
          left -= batch.length;
          if (left <= 0) return;
        }
      }),
  };
}

/** Reads a `$limit`: code 5107201 for what is no whole number or negative, 15958 for 0. */
export const parseLimit: StageParser = (value) => {
  const limit = wholeNumber(value);
  if (limit === undefined || limit < 0n)
    throw documentError(5107201, "$limit needs a whole number that is not negative");
  if (limit === 0n) throw documentError(15958, "$limit must be above 0");
  return [limitStage(Number(limit))];
};
