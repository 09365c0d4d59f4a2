import { documentError } from "../../errors.ts";
import { checkFieldName } from "../../expression/field-names.ts";
import { isDocument, setField, type Document } from "../../values/types.ts";
import { batchesFrom, batchesOf, collectDocuments } from "../batches.ts";
import { runPipeline } from "../run-pipeline.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Sends the same documents through several pipelines; one document has the results of all. */
export interface FacetStage extends Stage {
  readonly name: "$facet";
  readonly facets: readonly (readonly [field: string, stages: readonly Stage[]])[];
}

/** A `$facet` that has been parsed. */
function facetStage(facets: FacetStage["facets"]): FacetStage {
  return {
    name: "$facet",
    facets,
    run: (source, context) =>
      batchesFrom(async function* () {
        const documents = await collectDocuments(source);
        const result: Document = {};
        for (const [field, stages] of facets) {
          setField(result, field, await collectDocuments(runPipeline(stages, batchesOf(documents), context)));
        }
        yield [result];
      }),
  };
}

/**
 * Reads a `$facet`. Codes: 40169 no document or an empty one, 40170 a facet that is no array, 40171 a stage that is no
 * document, 40600 a stage that may not be in a facet, and those of field names and of pipelines.
 */
export const parseFacet: StageParser = (value, context) => {
  if (!isDocument(value) || Object.keys(value).length === 0) {
    throw documentError(40169, "$facet needs a document with at least one facet");
  }
  for (const [field, pipeline] of Object.entries(value)) {
    if (!Array.isArray(pipeline)) throw documentError(40170, "a facet must be a pipeline");
    if (!pipeline.every(isDocument)) throw documentError(40171, "a stage of a facet must be a document");
    checkFieldName(field);
  }
  return [facetStage(Object.entries(value).map(([field, pipeline]) => [field, context.parseInner(pipeline, "facet")]))];
};
