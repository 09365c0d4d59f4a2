import type { PipelineStage } from "@db/core";
import type { ExactDocument } from "../exact/document.ts";

/** The types that a `cast` can make. */
export type CastType = "double" | "string" | "objectId" | "bool" | "date" | "int" | "long" | "decimal";

/** What a function makes of a document: one, several, or none. */
export type TransformResult = object | readonly object[] | undefined;

/**
 * One step of what is done to each document on its way. Paths are dotted; an array on the way is gone through, each document in
 * it changed. A document is never changed in place.
 *
 * - `rename`: a new name for the last part of each path; the field keeps its place. Refused where a field has that name already.
 * - `drop`: fields that are left out.
 * - `default`: values of fields that are missing; null is a value. Documents on the way are made.
 * - `cast`: another type, as `$convert` does it; null and missing fields stay. The items of an array are cast each.
 * - `split`: a text in parts, which take its place; what is left over stays in the last one.
 * - `pipeline`: stages that look at one document alone: `$set`, `$addFields`, `$unset`, `$project`, `$replaceRoot`, `$replaceWith`,
 *   `$match`, `$unwind`, `$redact`.
 * - a function: gets the document with bson's classes (`Int32`, `Double`, `Long`), and gives one, several, or `undefined` for none.
 */
export type TransformStep =
  | { readonly rename: Readonly<Record<string, string>> }
  | { readonly drop: readonly string[] }
  | { readonly default: Readonly<Record<string, unknown>> }
  | { readonly cast: Readonly<Record<string, CastType>> }
  | { readonly split: SplitStep }
  | { readonly pipeline: readonly PipelineStage[] }
  | ((document: ExactDocument) => TransformResult | Promise<TransformResult>);

/** A text field in several. */
export interface SplitStep {
  readonly path: string;
  /** What stands between the parts. */
  readonly separator: string;
  /** The new names, in the order of the parts; a part that is not there makes no field. */
  readonly into: readonly string[];
  /** Whether the field itself stays as well; false unless given. */
  readonly keep?: boolean;
}

/** What to do with a document that a step or the target refuses. */
export type ErrorPolicy = "fail" | "skip" | "dead-letter";
