import { visitPath } from "../../filter/visit-path.ts";
import type { Path } from "../../path.ts";
import { valueKey } from "../../values/value-key.ts";
import type { Document } from "../../values/types.ts";
import { batchesFrom, batchesOf } from "../batches.ts";
import type { Stage } from "../stage.ts";

/**
 * What the command `distinct` asks for: one document `{ value }` for each value of a path, in no order. The items of an
 * array count apart, one level deep; a missing value is none. No pipeline has it.
 */
export interface DistinctStage extends Stage {
  readonly name: "$distinct";
  readonly path: Path;
}

/** The values of a path as a stage. */
export function distinctStage(path: Path): DistinctStage {
  return {
    name: "$distinct",
    path,
    run: (source, { settings }) =>
      batchesFrom(async function* () {
        const found = new Map<string, unknown>();
        for await (const batch of source) {
          for (const document of batch) {
            for (const value of reachedValues(document, path)) {
              const key = valueKey(value, settings.collation.key);
              if (!found.has(key)) found.set(key, value);
            }
          }
        }
        yield* batchesOf([...found.values()].map((value) => ({ value })));
      }),
  };
}

/** The values of a path; those in an array apart, one level deep. A missing one is none. */
function reachedValues(document: Document, path: Path): unknown[] {
  const values: unknown[] = [];
  visitPath(document, path, "whole", (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}
