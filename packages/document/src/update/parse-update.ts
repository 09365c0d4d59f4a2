import type { Collation } from "../collation.ts";
import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import { importDocument } from "../values/import-value.ts";
import { isDocument, typeOf } from "../values/types.ts";
import { parseArrayFilters } from "./array-filters.ts";
import { parseChanges } from "./parse-changes.ts";
import type { UpdatePlan } from "./update-plan.ts";

/** What an update is parsed by. */
export interface UpdateOptions {
  readonly scope: ExpressionScope;
  /** The filters that `$[name]` in paths refer to. */
  readonly arrayFilters?: readonly unknown[] | undefined;
  /** Whether it is for all documents that match. */
  readonly multi: boolean;
  /** That of the query; array filters and `$pull` compare by it when they are evaluated. */
  readonly collation?: Collation | undefined;
}

/**
 * Parses and checks an update: a document of operators, a document that takes the place of another, or a pipeline.
 * Throws code 9 (FailedToParse) for an operator that is not known and an operand of the wrong form, 2 for an operand
 * that an operator cannot have, 40 for two changes of one path, 52 for a replacement with a field that begins with `$`,
 * 56 for an empty part of a path, and the codes of pipelines and filters.
 */
export function parseUpdate(value: unknown, options: UpdateOptions): UpdatePlan {
  const withFilters = (options.arrayFilters?.length ?? 0) > 0;
  if (Array.isArray(value)) {
    if (withFilters) throw documentError(9, "arrayFilters cannot be given for an update that is a pipeline");
    return { kind: "pipeline", stages: parsePipeline(value, options.scope, { place: "update" }) };
  }
  if (!isDocument(value)) {
    throw documentError(9, `an update must be a document or a pipeline, not a ${typeOf(value)}`);
  }
  const names = Object.keys(value);
  if (names[0]?.startsWith("$") === true) {
    const arrayFilters = parseArrayFilters(options.arrayFilters ?? [], options.scope);
    return { kind: "operators", changes: parseChanges(importDocument(value), { ...options, arrayFilters }) };
  }
  if (options.multi) throw documentError(9, "an update of several documents cannot be a replacement");
  if (withFilters) throw documentError(9, "arrayFilters cannot be given for an update that is a replacement");
  if (names.some((name) => name.startsWith("$"))) {
    throw documentError(52, "a field of a replacement cannot begin with $; a pipeline with $replaceWith can make one");
  }
  return { kind: "replace", document: importDocument(value) };
}
