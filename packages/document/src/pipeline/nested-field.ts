import type { Path } from "../path.ts";
import { fieldOf, isDocument, setField, type Document } from "../values/types.ts";

/** The value at a path through documents only; `undefined` where an array or a scalar is in the way. */
export function nestedField(document: Document, path: Path): unknown {
  let at: unknown = document;
  for (const part of path) {
    if (!isDocument(at)) return undefined;
    at = fieldOf(at, part);
  }
  return at;
}

/** A copy with a value at a path. What is no document on the way is replaced by one. */
export function withNestedField(document: Document, path: Path, value: unknown): Document {
  const [name, ...rest] = path;
  if (name === undefined) return document;
  const copy = { ...document };
  const inner = fieldOf(document, name);
  setField(copy, name, rest.length === 0 ? value : withNestedField(isDocument(inner) ? inner : {}, rest, value));
  return copy;
}

/** A copy without what is at a path through documents. */
export function withoutNestedField(document: Document, path: Path): Document {
  const [name, ...rest] = path;
  if (name === undefined || !Object.hasOwn(document, name)) return document;
  const copy = { ...document };
  const inner = document[name];
  if (rest.length === 0) delete copy[name];
  else if (isDocument(inner)) setField(copy, name, withoutNestedField(inner, rest));
  return copy;
}
