import { Timestamp } from "bson";
import type { QuerySettings } from "../settings.ts";
import { fieldOf, setField, typeOf, type Document } from "../values/types.ts";
import { identical } from "./identical.ts";

/**
 * What a document becomes when another takes its place: the other with the `_id` in front, the document's own unless
 * the other has one. An empty timestamp at the top becomes the time now. Gives the same object when nothing changes.
 */
export function replaceDocument(document: Document, replacement: Document, settings: QuerySettings): Document {
  const updated: Document = {};
  const id = fieldOf(replacement, "_id") ?? fieldOf(document, "_id");
  if (id !== undefined) updated["_id"] = id;
  for (const name of Object.keys(replacement)) {
    if (name === "_id") continue;
    const value = replacement[name];
    setField(updated, name, isEmptyTimestamp(value) ? timestampOf(settings) : value);
  }
  return identical(document, updated) ? document : updated;
}

const isEmptyTimestamp = (value: unknown): boolean =>
  typeOf(value) === "timestamp" && (value as Timestamp).toBigInt() === 0n;

/** The time now as a timestamp. */
export function timestampOf(settings: QuerySettings): Timestamp {
  return settings.clusterTime ?? new Timestamp({ t: Math.floor(settings.now.getTime() / 1000), i: 1 });
}
