import { documentError } from "../../errors.ts";
import type { Expression, ExpressionScope } from "../../expression/expression.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { checkVariableName } from "../../expression/variables.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { checkCollectionName } from "../collection-names.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { StageParser } from "../stage-parser.ts";
import { lookupStage } from "./lookup.ts";

/**
 * Reads a `$lookup`. Codes: 9 no document, a `from` that is no string, none where there is no `$documents`, or fields
 * that do not go together; 73 a wrong name in `from`; 40415, 14 and 40414 for unknown, wrong and missing options; 9 a
 * wrong name in `let`; 51047 a stage that may not be within it; and those of field paths and expressions.
 */
export const parseLookup: StageParser = (value, context) => {
  if (!isDocument(value)) throw documentError(9, "$lookup needs a document");
  const from = readFrom(value);
  checkSpec(
    value,
    "$lookup",
    { from: "any", as: "string", localField: "string", foreignField: "string", let: "object", pipeline: "array" },
    ["as"],
  );
  // A field with an empty name counts as not given.
  const localField = (specField(value, "localField") ?? "") as string;
  const foreignField = (specField(value, "foreignField") ?? "") as string;
  const pipeline = specField(value, "pipeline");
  if ((localField === "") !== (foreignField === "")) {
    throw documentError(9, "$lookup needs both localField and foreignField, or neither");
  }
  if (pipeline === undefined && localField === "") {
    throw documentError(9, "$lookup needs a pipeline, or localField and foreignField");
  }
  if (pipeline === undefined && specField(value, "let") !== undefined) {
    throw documentError(9, "$lookup.let needs a pipeline");
  }
  const as = parseFieldPath(String(value["as"]));
  const equality =
    localField === ""
      ? undefined
      : { localField: parseFieldPath(localField), foreignField: parseFieldPath(foreignField) };
  const [variables, scope] = parseLet((specField(value, "let") ?? {}) as Document, context.scope);
  const stages = pipeline === undefined ? undefined : context.parseInner(pipeline, "lookup", scope);
  return [lookupStage({ from, as, equality, let: variables, pipeline: stages })];
};

function readFrom(value: Document): string | undefined {
  const from = specField(value, "from");
  if (typeof from === "string") {
    checkCollectionName(from, "$lookup");
    return from;
  }
  if (from !== undefined) throw documentError(9, "$lookup.from must be a collection's name");
  const pipeline = specField(value, "pipeline");
  const first: unknown = Array.isArray(pipeline) ? pipeline[0] : undefined;
  if (isDocument(first) && Object.hasOwn(first, "$documents")) return undefined;
  throw documentError(9, "$lookup without from needs a pipeline that begins with $documents");
}

/** The variables of a `let` and the scope in which they are known; code 9 for a wrong name. */
export function parseLet(
  value: Document,
  scope: ExpressionScope,
): readonly [variables: readonly (readonly [string, Expression])[], inner: ExpressionScope] {
  const variables = Object.entries(value).map(([name, given]): readonly [string, Expression] => {
    checkVariableName(name);
    return [name, parseExpression(given, scope)];
  });
  return [variables, { ...scope, variables: new Set([...scope.variables, ...variables.map(([name]) => name)]) }];
}
