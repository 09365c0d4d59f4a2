import { documentError } from "../../errors.ts";
import { isNumber } from "../../values/numbers.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { collected } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";
import { wholePart } from "../whole-part.ts";

/** So many documents, chosen by chance. */
export interface SampleStage extends Stage {
  readonly name: "$sample";
  readonly size: number;
}

/** A `$sample` that has been parsed. */
function sampleStage(size: number): SampleStage {
  return {
    name: "$sample",
    size,
    run: (source, { settings }) => collected(source, (documents) => choose(documents, size, settings.random)),
  };
}

/** Exchanges each place with a later one, as far as is needed. */
function choose(documents: Document[], size: number, random: () => number): Document[] {
  const wanted = Math.min(size, documents.length);
  for (let n = 0; n < wanted; n++) {
    const other = n + Math.floor(random() * (documents.length - n));
    [documents[n], documents[other]] = [documents[other] as Document, documents[n] as Document];
  }
  return documents.slice(0, wanted);
}

/**
 * Reads a `$sample`: code 28745 for no document, 28748 for an unknown field, 28746 for a size that is no number, 28747
 * for one that is not above 0, 28749 without one.
 */
export const parseSample: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(28745, "$sample needs a document");
  let size: number | undefined;
  for (const [name, given] of Object.entries(value)) {
    if (name !== "size") throw documentError(28748, `$sample has no option ${JSON.stringify(name)}`);
    if (!isNumber(given)) throw documentError(28746, "$sample.size must be a number");
    size = wholePart(given);
    if (size <= 0) throw documentError(28747, "$sample.size must be above 0");
  }
  if (size === undefined) throw documentError(28749, "$sample needs a size");
  return [sampleStage(size)];
};
