import { typeOf } from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";

/** Whether a value is a document: no array and no value of a type of its own. */
export function isDocument(value: unknown): value is ExactDocument {
  return typeof value === "object" && value !== null && typeOf(value) === "object";
}
