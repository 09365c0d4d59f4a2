import { documentError, isIndex } from "@db/document/engine";
import type { ExactDocument } from "./document.ts";

/**
 * Refuses what JavaScript cannot hold (code 2): a date further than 8.64e15 ms from 1970, which a client reads as an invalid one and
 * would write as another. Gives whether a document has a name that looks like an array's index beside others: JavaScript puts
 * those first.
 */
export function checkDocument(document: ExactDocument): boolean {
  return walk(document);
}

function walk(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw documentError(2, "the document has a date that JavaScript cannot hold");
    return false;
  }
  if (Array.isArray(value)) {
    let found = false;
    for (const item of value) if (walk(item)) found = true;
    return found;
  }
  if ("_bsontype" in value || ArrayBuffer.isView(value)) return false;
  const names = Object.keys(value);
  // Names like indexes stand first, so the first one tells.
  let found = names.length > 1 && isIndex(names[0] as string);
  for (const name of names) if (walk((value as ExactDocument)[name])) found = true;
  return found;
}
