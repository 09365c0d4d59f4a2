import { isDocument } from "./is-document.ts";
import { setField, type Path } from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";

/**
 * A copy of a document in which `change` has been done to every document that holds the last part of a path; arrays on the way are
 * gone through. The document itself when nothing was changed.
 */
export function changeAt(
  document: ExactDocument,
  path: Path,
  change: (holder: ExactDocument, name: string) => ExactDocument,
): ExactDocument {
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) return change(document, name);
  if (!Object.hasOwn(document, name)) return document;
  const value = document[name];
  const changed = changedValue(value, rest, change);
  return changed === value ? document : replaceField(document, name, { [name]: changed });
}

function changedValue(value: unknown, path: Path, change: Parameters<typeof changeAt>[2]): unknown {
  if (isDocument(value)) return changeAt(value, path, change);
  if (!Array.isArray(value)) return value;
  const items = value.map((item: unknown) => (isDocument(item) ? changeAt(item, path, change) : item));
  return items.some((item, n) => item !== value[n]) ? items : value;
}

/** A copy in which other fields stand where one stood; none takes it away. */
export function replaceField(document: ExactDocument, name: string, fields: ExactDocument): ExactDocument {
  const copy: ExactDocument = {};
  for (const own of Object.keys(document)) {
    if (own !== name) setField(copy, own, document[own]);
    else for (const made of Object.keys(fields)) setField(copy, made, fields[made]);
  }
  return copy;
}
