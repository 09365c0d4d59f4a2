import { hash } from "node:crypto";
import { serialize } from "bson";
import type { ExactDocument } from "./document.ts";

/**
 * The one form of a document: BSON's bytes (https://bsonspec.org/spec.html), which tell `int` from `double`, 1.0 from 1.00 and
 * the order of fields.
 */
export function canonicalBytes(document: ExactDocument): Uint8Array {
  return serialize(document, { ignoreUndefined: false });
}

/** SHA-256 of a document's bytes. */
export function documentHash(document: ExactDocument): Buffer {
  return hash("sha256", canonicalBytes(document), "buffer");
}

/** Whether two documents are the same, to the last type and the order of their fields. */
export function sameDocument(left: ExactDocument, right: ExactDocument): boolean {
  return Buffer.compare(canonicalBytes(left), canonicalBytes(right)) === 0;
}
