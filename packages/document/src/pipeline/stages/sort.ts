import type { Document } from "../../values/types.ts";
import { batchesFrom, batchesOf, collected } from "../batches.ts";
import { parseSort, sortDocuments, type Sort } from "../sort.ts";
import type { Batches, Stage, StageContext } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Puts documents in order; those that are equal stay in the order in which they came. */
export interface SortStage extends Stage {
  readonly name: "$sort";
  readonly sort: Sort;
  /** As `run`, where only so many of the first are wanted: no more than twice as many are kept. */
  runTop(source: Batches, context: StageContext, wanted: number): Batches;
}

/** A `$sort` that has been parsed. */
export function sortStage(sort: Sort): SortStage {
  return {
    name: "$sort",
    sort,
    run: (source, { settings }) => collected(source, (documents) => sortDocuments(documents, sort, settings)),
    runTop: (source, { settings }, wanted) =>
      batchesFrom(async function* () {
        let kept: Document[] = [];
        for await (const batch of source) {
          kept = kept.concat(batch);
          if (kept.length > 2 * wanted + 1000) kept = sortDocuments(kept, sort, settings).slice(0, wanted);
        }
        yield* batchesOf(sortDocuments(kept, sort, settings).slice(0, wanted));
      }),
  };
}

/** Reads a `$sort`, with the codes of {@link parseSort}. */
export const parseSortStage: StageParser = (value) => [sortStage(parseSort(value))];
