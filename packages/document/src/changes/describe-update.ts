import { identical } from "../update/identical.ts";
import type { Document } from "../values/types.ts";
import { computeDiff } from "./compute-diff.ts";
import { describeDiff } from "./describe-diff.ts";
import { isEmptyDiff, type DiffDescription, type DocumentDiff } from "./document-diff.ts";
import { operatorDiff } from "./operator-diff.ts";
import type { UpdateForm } from "./update-form.ts";

/**
 * What an update's event tells: what changed, or that the whole document was replaced, or `undefined` when nothing changed
 * and there is no event. Operators, pipelines and replacements are told as MongoDB tells them; a pipeline whose
 * difference would be larger than the document counts as a replacement. What came about otherwise is compared.
 */
export function describeUpdate(
  before: Document,
  after: Document,
  form: UpdateForm | undefined,
): DiffDescription | "replace" | undefined {
  if (identical(before, after)) return undefined;
  if (form === "replace") return "replace";
  const diff = diffOf(before, after, form);
  return diff === undefined ? "replace" : describeDiff(diff);
}

function diffOf(
  before: Document,
  after: Document,
  form: Exclude<UpdateForm, "replace"> | undefined,
): DocumentDiff | undefined {
  if (form === "pipeline" || form === undefined) return computeDiff(before, after, form === "pipeline");
  const diff = operatorDiff(before, after, form);
  // Paths that do not account for the change are those of another statement.
  return isEmptyDiff(diff) ? computeDiff(before, after, false) : diff;
}
