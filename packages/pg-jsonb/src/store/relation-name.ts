import { createHash } from "node:crypto";

/**
 * The table of a collection: its name where that can be a table's name beside ours, else one made of its hash. PostgreSQL
 * cuts names at 63 bytes (https://www.postgresql.org/docs/current/sql-syntax-lexical.html), and suffixes need room.
 */
export function relationName(collection: string): string {
  if (Buffer.byteLength(collection) <= 48 && !collection.startsWith("_")) return collection;
  return `_${createHash("sha256").update(collection).digest("hex").slice(0, 32)}`;
}

/** The table that holds the keys of a collection's unique indexes. */
export function keysRelation(collection: string): string {
  return `_keys_${relationName(collection)}`;
}

/** The index over whole documents, which finds a value at any path. */
export function documentIndex(collection: string): string {
  return `_doc_${relationName(collection)}`;
}
