import type { Document } from "../values/types.ts";

/**
 * What makes one document of another, field by field, in the parts and the order that MongoDB keeps it in: an event lists
 * what was set before what was added, and both before what lies deeper.
 */
export interface DocumentDiff {
  readonly kind: "document";
  readonly updates: Map<string, unknown>;
  readonly inserts: Map<string, unknown>;
  readonly deletes: string[];
  readonly inner: Map<string, Diff>;
}

/** The same of an array. */
export interface ArrayDiff {
  readonly kind: "array";
  /** The new length, where it is shorter. */
  length: number | undefined;
  /** By index. */
  readonly items: Map<number, { readonly value: unknown } | Diff>;
}

/** The difference of two documents, or of two arrays. */
export type Diff = DocumentDiff | ArrayDiff;

/** One of a document that changes nothing yet. */
export const documentDiff = (): DocumentDiff => ({
  kind: "document",
  updates: new Map(),
  inserts: new Map(),
  deletes: [],
  inner: new Map(),
});

/** One of an array that changes nothing yet. */
export const arrayDiff = (): ArrayDiff => ({ kind: "array", length: undefined, items: new Map() });

/** Whether it changes nothing. */
export function isEmptyDiff(diff: Diff): boolean {
  if (diff.kind === "array") return diff.length === undefined && diff.items.size === 0;
  return diff.updates.size + diff.inserts.size + diff.deletes.length + diff.inner.size === 0;
}

/** As {@link import("@db/core").UpdateDescription}, its values in the imported form. */
export interface DiffDescription {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: { field: string; newSize: number }[];
}
