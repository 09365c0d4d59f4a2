import { calculateObjectSize, ObjectId } from "bson";
import { documentError } from "../errors.ts";
import { fieldOf, isDocument, setField, typeOf, type Document } from "../values/types.ts";

/** A new document as it is stored: `_id` comes first, and is made when there is none. */
export function withId(document: Document): Document {
  const stored: Document = { _id: Object.hasOwn(document, "_id") ? document["_id"] : new ObjectId() };
  for (const name of Object.keys(document)) if (name !== "_id") setField(stored, name, document[name]);
  checkId(stored["_id"]);
  return stored;
}

/** Code 53 (InvalidIdField) for an `_id` that is an array, a regular expression or undefined, 52 for `$` names in it. */
function checkId(id: unknown): void {
  const type = typeOf(id);
  if (type === "array" || type === "regex" || type === "undefined") {
    throw documentError(53, `_id cannot be of type ${type}`);
  }
  if (isDocument(id) && Object.keys(id).some((name) => name.startsWith("$"))) {
    throw documentError(52, "_id must not have fields whose names begin with $");
  }
}

/** How deeply documents may be nested (https://www.mongodb.com/docs/manual/reference/limits). */
const maxDepth = 180;

/** Refuses a document that is nested too deeply, with code 15 (Overflow). */
export function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > maxDepth) throw documentError(15, `documents are nested more than ${maxDepth} levels deep`);
  if (Array.isArray(value)) for (const item of value) checkDepth(item, depth + 1);
  else if (isDocument(value)) for (const name of Object.keys(value)) checkDepth(fieldOf(value, name), depth + 1);
}

/** The largest document (https://www.mongodb.com/docs/manual/reference/limits). */
const maxDocumentSize = 16 * 1024 * 1024;

/** Refuses a document that is nested too deeply, with code 15, or too large, with code 10334 (BSONObjectTooLarge). */
export function checkStored(document: Document): void {
  checkDepth(document);
  if (calculateObjectSize(document) > maxDocumentSize) {
    throw documentError(10334, "the document would be larger than 16 MiB");
  }
}
