import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { isDocument, typeOf } from "../../values/types.ts";
import { mappingStage, type MappingStage } from "../mapping-stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Puts the document that an expression gives in place of each; `$replaceWith` is the same. */
export interface ReplaceRootStage extends MappingStage {
  readonly name: "$replaceRoot";
  readonly newRoot: Expression;
}

/** A `$replaceRoot` that has been parsed. It throws code 40228 for a document for which there is no document. */
function replaceRootStage(newRoot: Expression): ReplaceRootStage {
  return {
    ...mappingStage((document, settings) => {
      const value = evaluateExpression(newRoot, rootContext(document, settings));
      if (isDocument(value)) return value;
      throw documentError(40228, `the new root must be a document, not of type ${typeOf(value)}`);
    }),
    name: "$replaceRoot",
    newRoot,
  };
}

/** Reads a `$replaceRoot`: code 40229 for no document, 40230 for an unknown field, 40231 without `newRoot`. */
export const parseReplaceRoot: StageParser = (value, { scope }) => {
  if (!isDocument(value)) throw documentError(40229, "$replaceRoot needs a document");
  let newRoot: Expression | undefined;
  for (const [name, given] of Object.entries(value)) {
    if (name !== "newRoot") throw documentError(40230, `$replaceRoot has no option ${JSON.stringify(name)}`);
    newRoot = parseExpression(given, scope);
  }
  if (newRoot === undefined) throw documentError(40231, "$replaceRoot needs newRoot");
  return [replaceRootStage(newRoot)];
};

/** Reads a `$replaceWith`, whose operand is the expression. */
export const parseReplaceWith: StageParser = (value, { scope }) => [replaceRootStage(parseExpression(value, scope))];
