import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { batchesFrom, batchesOf } from "../batches.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Documents that the pipeline itself gives; it reads no collection. */
export interface DocumentsStage extends Stage {
  readonly name: "$documents";
  readonly expression: Expression;
}

/** Reads a `$documents`. When it runs, code 5858203 for what is no array, 40228 for an item that is no document. */
export const parseDocuments: StageParser = (value, { scope }) => [documentsStage(parseExpression(value, scope))];

/** A `$documents` that has been parsed. */
function documentsStage(expression: Expression): DocumentsStage {
  return {
    name: "$documents",
    expression,
    run: (_source, { settings }) =>
      batchesFrom(async function* () {
        const documents = evaluateExpression(expression, rootContext({}, settings));
        if (!Array.isArray(documents)) throw documentError(5858203, "$documents must give an array");
        if (!documents.every(isDocument)) throw documentError(40228, "an item of $documents is no document");
        yield* batchesOf(documents as Document[]);
      }),
  };
}
