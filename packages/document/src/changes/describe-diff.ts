import { setField } from "../values/types.ts";
import type { ArrayDiff, Diff, DiffDescription, DocumentDiff } from "./document-diff.ts";

/** A difference as an event tells it: by dotted paths. */
export function describeDiff(diff: DocumentDiff): DiffDescription {
  const description: DiffDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  describeDocument(diff, "", description);
  return description;
}

function describe(diff: Diff, path: string, into: DiffDescription): void {
  if (diff.kind === "document") describeDocument(diff, `${path}.`, into);
  else describeArray(diff, path, into);
}

function describeDocument(diff: DocumentDiff, prefix: string, into: DiffDescription): void {
  for (const fields of [diff.updates, diff.inserts]) {
    for (const [name, value] of fields) setField(into.updatedFields, prefix + name, value);
  }
  for (const name of diff.deletes) into.removedFields.push(prefix + name);
  for (const [name, inner] of diff.inner) describe(inner, prefix + name, into);
}

function describeArray(diff: ArrayDiff, path: string, into: DiffDescription): void {
  if (diff.length !== undefined) into.truncatedArrays.push({ field: path, newSize: diff.length });
  for (const [index, item] of [...diff.items].sort(([left], [right]) => left - right)) {
    if ("value" in item) setField(into.updatedFields, `${path}.${index}`, item.value);
    else describe(item, `${path}.${index}`, into);
  }
}
