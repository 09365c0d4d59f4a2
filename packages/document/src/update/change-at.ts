import { documentError } from "../errors.ts";
import { isIndex, type Path } from "../path.ts";
import { fieldOf, isDocument, setField, typeOf, type Document } from "../values/types.ts";

/** How many nulls an array may be filled up with at once. */
const maxPadding = 1_500_000;

/** What a value has under one part of an update's path: a field, or the item of an array by its index. */
export function childOf(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return isIndex(part) ? value[Number(part)] : undefined;
  return isDocument(value) ? fieldOf(value, part) : undefined;
}

/** The value at an update's path, without looking into the items of arrays; `undefined` where there is none. */
export function valueAt(document: Document, path: Path): unknown {
  let value: unknown = document;
  for (const part of path) {
    value = childOf(value, part);
    if (value === undefined) return undefined;
  }
  return value;
}

/**
 * A copy of a document with a value at a path; only what is on the way is copied. Documents are made where nothing is,
 * and an array is filled up with null. Throws code 28 where a scalar, or an array for a name, is in the way, and 34 for
 * an index that is too far beyond an array's end.
 */
export function withValue(document: Document, path: Path, value: unknown): Document {
  return put(document, path, 0, value) as Document;
}

function put(parent: unknown, path: Path, depth: number, value: unknown): unknown {
  const part = path[depth];
  if (part === undefined) return value;
  if (parent === undefined) parent = {};
  checkParent(parent, part, path);
  const child = put(childOf(parent, part), path, depth + 1, value);
  if (Array.isArray(parent)) return withItem(parent, Number(part), child);
  const copy = { ...(parent as Document) };
  setField(copy, part, child);
  return copy;
}

function withItem(items: readonly unknown[], index: number, item: unknown): unknown[] {
  if (index > items.length + maxPadding)
    throw documentError(34, `cannot fill up an array by more than ${maxPadding} items`);
  const copy = [...items];
  while (copy.length < index) copy.push(null);
  copy[index] = item;
  return copy;
}

function checkParent(parent: unknown, part: string, path: Path): void {
  if (isDocument(parent) || (Array.isArray(parent) && isIndex(part))) return;
  throw documentError(
    28,
    `cannot create the field ${JSON.stringify(part)} of ${JSON.stringify(path.join("."))}: its parent is of type ${typeOf(parent)}`,
  );
}

/** Refuses a path (code 28) that no value could be at, for something else is in the way. */
export function checkViable(document: Document, path: Path): void {
  let value: unknown = document;
  for (const part of path) {
    if (value === undefined) return;
    checkParent(value, part, path);
    value = childOf(value, part);
  }
}

/** A copy of a document without what is at a path. An array keeps its length: the item becomes null. */
export function withoutValue(document: Document, path: Path): Document {
  return remove(document, path, 0) as Document;
}

function remove(parent: unknown, path: Path, depth: number): unknown {
  const part = path[depth] as string;
  const child = childOf(parent, part);
  if (child === undefined) return parent;
  const last = depth + 1 === path.length;
  if (Array.isArray(parent)) return parent.with(Number(part), last ? null : remove(child, path, depth + 1));
  const copy = { ...(parent as Document) };
  if (last) delete copy[part];
  else setField(copy, part, remove(child, path, depth + 1));
  return copy;
}
