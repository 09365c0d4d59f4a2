import { Double } from "bson";
import { documentError } from "../../errors.ts";
import type { Filter } from "../../filter/filter.ts";
import { matches } from "../../filter/match.ts";
import { parseFilter } from "../../filter/parse-filter.ts";
import { findText, textScore, type TextFilter } from "../../filter/text-search.ts";
import { setMeta } from "../../metadata.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { mapBatches } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Keeps the documents that match; a `$text` gives them its score. */
export interface MatchStage extends Stage {
  readonly name: "$match";
  readonly filter: Filter;
}

/** A `$match` that has been parsed. */
export function matchStage(filter: Filter): MatchStage {
  return {
    name: "$match",
    filter,
    run: (source, { settings }) => {
      const text = findText(filter);
      return mapBatches(source, (batch) => {
        const found = batch.filter((document) => matches(filter, document, settings));
        return text === undefined ? found : found.map((document) => scored(text, document));
      });
    },
  };
}

/** A copy with the score, as the document itself may be the store's. */
function scored(filter: TextFilter, document: Document): Document {
  const copy = { ...document };
  const score = textScore(filter, document);
  if (score !== undefined) setMeta(copy, { textScore: new Double(score) });
  return copy;
}

/** Reads a `$match`: code 15959 for what is no document, and the filter's own codes. */
export const parseMatch: StageParser = (value, { scope }) => {
  if (!isDocument(value)) throw documentError(15959, "$match needs a document");
  return [matchStage(parseFilter(value, scope, { near: false, where: false }))];
};
