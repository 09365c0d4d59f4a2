import type { Document } from "./values/types.ts";

/** What a stage or a search knows of a document beside its fields; `$meta` reads it. */
export interface Metadata {
  /** The score of `$text`. */
  readonly textScore?: unknown;
  readonly score?: unknown;
  readonly scoreDetails?: unknown;
  readonly searchScore?: unknown;
  /** The number that was drawn for the document. */
  readonly randVal?: unknown;
  /** The key of the index that found the document. */
  readonly indexKey?: unknown;
  readonly recordId?: unknown;
  /** The values that the document was sorted by. */
  readonly sortKey?: unknown;
}

const metadata = new WeakMap<Document, Metadata>();
const nothing: Metadata = {};

/** The metadata of a document; empty when it has none. */
export function metaOf(document: Document): Metadata {
  return metadata.get(document) ?? nothing;
}

/** Adds metadata to a document; what it had stays unless it is given anew. The document itself is not changed. */
export function setMeta(document: Document, given: Metadata): void {
  metadata.set(document, { ...metadata.get(document), ...given });
}

/** Gives a document made of another the other's metadata; returns it. */
export function keepMeta<T extends Document>(from: Document, to: T): T {
  const known = metadata.get(from);
  if (known !== undefined && from !== to) metadata.set(to, known);
  return to;
}
