import { identical } from "../update/identical.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { arrayDiff, documentDiff, isEmptyDiff, type ArrayDiff, type Diff, type DocumentDiff } from "./document-diff.ts";
import type { PushedItems, TouchedPath } from "./update-form.ts";

/** The paths that operators wrote to, part by part. `push` is of a path that ends here. */
interface Touched {
  readonly parts: Map<string, Touched>;
  push?: PushedItems | undefined;
}

/** Under this name are all positional parts: which items they met, the items tell. */
const positional = "$";

/**
 * The difference that update operators made: what they wrote to is told whole, whatever of it is new, and a part that had
 * to be made on the way to it is told from where it begins.
 */
export function operatorDiff(before: Document, after: Document, paths: readonly TouchedPath[]): DocumentDiff {
  return diffOfDocuments(before, after, treeOf(paths));
}

function treeOf(paths: readonly TouchedPath[]): Touched {
  const root: Touched = { parts: new Map() };
  for (const [path, push] of paths) {
    let node = root;
    for (const part of path) {
      const name = part.startsWith("$") ? positional : part;
      const next = node.parts.get(name) ?? { parts: new Map() };
      node.parts.set(name, next);
      node = next;
    }
    node.push = push;
  }
  return root;
}

function diffOfDocuments(before: Document, after: Document, touched: Touched): DocumentDiff {
  const diff = documentDiff();
  for (const [name, node] of touched.parts) {
    const [old, value] = [fieldOf(before, name), fieldOf(after, name)];
    if (value === undefined) {
      if (old !== undefined) diff.deletes.push(name);
    } else if (old === undefined) diff.inserts.set(name, value);
    else if (!identical(old, value)) {
      const inner = innerDiff(old, value, node);
      if (inner === undefined) diff.updates.set(name, value);
      else diff.inner.set(name, inner);
    }
  }
  return diff;
}

function diffOfArrays(before: readonly unknown[], after: readonly unknown[], touched: Touched): ArrayDiff {
  const diff = arrayDiff();
  for (const [index, value] of after.entries()) {
    const node = merged(touched.parts.get(String(index)), touched.parts.get(positional));
    if (node === undefined || (index < before.length && identical(before[index], value))) continue;
    const inner = index < before.length ? innerDiff(before[index], value, node) : undefined;
    diff.items.set(index, inner ?? { value });
  }
  return diff;
}

/** The difference within a value; `undefined` for one that is told whole. */
function innerDiff(before: unknown, after: unknown, touched: Touched): Diff | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (touched.push !== undefined) return appended(before, after, touched.push);
    if (touched.parts.size === 0) return undefined;
    return full(diffOfArrays(before, after, touched));
  }
  if (touched.parts.size === 0 || !isDocument(before) || !isDocument(after)) return undefined;
  return full(diffOfDocuments(before, after, touched));
}

/** What a `$push` added to the end of an array that had items before; `undefined` when it did something else too. */
function appended(before: readonly unknown[], after: readonly unknown[], push: PushedItems): Diff | undefined {
  const { count, at } = push;
  if (before.length === 0 || after.length !== before.length + count) return undefined;
  if (at !== undefined && at <= before.length) return undefined;
  const diff = arrayDiff();
  for (let index = before.length; index < after.length; index++) diff.items.set(index, { value: after[index] });
  return diff;
}

/** A difference that tells something: else the paths are not those of this change, and the value is told whole. */
function full<D extends Diff>(diff: D): D | undefined {
  return isEmptyDiff(diff) ? undefined : diff;
}

function merged(one: Touched | undefined, other: Touched | undefined): Touched | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const parts = new Map(one.parts);
  for (const [name, node] of other.parts) parts.set(name, merged(parts.get(name), node) as Touched);
  return { parts, push: one.push ?? other.push };
}
