import { documentError, unsupportedFeature } from "../../errors.ts";
import { isDocument } from "../../values/types.ts";
import { batchesFrom } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** A stage of MongoDB's that is not evaluated. Where it may stand is checked, and then it is refused by its name. */
function refusedStage(name: string): Stage {
  return {
    name,
    run: () =>
      // oxlint-disable-next-line require-yield -- It never gets as far as that.
      batchesFrom(async function* () {
        throw unsupportedFeature(name);
      }),
  };
}

/** Reads a stage that takes a document; `code` is for anything else. */
function refused(name: string, code: number): StageParser {
  return (value) => {
    if (!isDocument(value)) throw documentError(code, `${name} needs a document`);
    return [refusedStage(name)];
  };
}

/** Reads a `$geoNear`: code 10065 for no document, then it is refused. */
export const parseGeoNear: StageParser = refused("$geoNear", 10065);

/** Reads a `$changeStream`: code 50808 for no document, 40573 as it needs a replica set. */
export const parseChangeStream: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(50808, "$changeStream needs a document");
  throw documentError(40573, "$changeStream needs a replica set");
};

/** Reads a stage of Atlas: code 31082, as there is no search here. */
export function parseSearch(name: string): StageParser {
  return () => {
    throw documentError(31082, `${name} needs MongoDB Atlas`);
  };
}
