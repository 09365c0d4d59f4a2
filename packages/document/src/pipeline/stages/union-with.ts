import { documentError } from "../../errors.ts";
import { isDocument } from "../../values/types.ts";
import { batchesFrom } from "../batches.ts";
import { checkCollectionName } from "../collection-names.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** All documents that come, and then those of another pipeline. */
export interface UnionWithStage extends Stage {
  readonly name: "$unionWith";
  /** `undefined` where the pipeline reads no collection: it begins with `$documents`. */
  readonly collection: string | undefined;
  readonly pipeline: readonly Stage[];
}

/** A `$unionWith` that has been parsed. */
function unionWithStage(collection: string | undefined, pipeline: readonly Stage[]): UnionWithStage {
  return {
    name: "$unionWith",
    collection,
    pipeline,
    run: (source, { host, settings }) =>
      batchesFrom(async function* () {
        yield* source;
        yield* host.read(collection, pipeline, settings);
      }),
  };
}

/**
 * Reads a `$unionWith`: a collection's name, or `{ coll, pipeline }`. Codes: 9 what is neither, or no `coll` without a
 * `$documents` first, 40415 an unknown option, 14 one of a wrong type, 73 a wrong name, 31441 a stage that may not be
 * within it.
 */
export const parseUnionWith: StageParser = (value, context) => {
  if (typeof value === "string") {
    checkCollectionName(value, "$unionWith");
    return [unionWithStage(value, [])];
  }
  if (!isDocument(value)) throw documentError(9, "$unionWith needs a collection's name or a document");
  checkSpec(value, "$unionWith", { coll: "string", pipeline: "array" });
  const collection = specField(value, "coll") as string | undefined;
  const pipeline = (specField(value, "pipeline") ?? []) as readonly unknown[];
  if (collection === undefined) {
    const first = pipeline[0];
    if (!isDocument(first) || !Object.hasOwn(first, "$documents")) {
      throw documentError(9, "$unionWith without coll needs a pipeline that begins with $documents");
    }
  } else checkCollectionName(collection, "$unionWith");
  return [unionWithStage(collection, context.parseInner(pipeline, "union"))];
};
