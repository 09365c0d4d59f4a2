import { isIndex, type Path } from "../path.ts";
import { fieldOf, isDocument } from "../values/types.ts";

/**
 * Takes one value that a path leads to, and the index of the item that it was found in or at: in the first array that
 * was looked through on the way, which is not done with an array whose index is in the path. Gives whether it is
 * content: then nothing more is visited.
 */
export type Visit = (value: unknown, index: number | undefined) => boolean;

/** What becomes of an array at the end of a path: each item is visited and then the array (`items`), or only the array. */
export type Leaf = "items" | "whole";

/**
 * Visits every value that a filter's path leads to from a document, until `visit` is content; gives whether it was.
 * An array on the way is looked through, one level for each part of the path: its documents have the rest of the path,
 * and a part that is a number is an index as well. Where a document (or a scalar) has nothing at the path, `undefined`
 * is visited; an array without documents has nothing that could be missing, so nothing is visited.
 */
export function visitPath(start: unknown, path: Path, leaf: Leaf, visit: Visit): boolean {
  return walk(start, path, 0, leaf, visit, undefined);
}

function walk(start: unknown, path: Path, depth: number, leaf: Leaf, visit: Visit, outer: number | undefined): boolean {
  let value = start;
  for (let n = depth; n < path.length; n++) {
    if (Array.isArray(value)) return walkItems(value, path, n, leaf, visit, outer);
    if (!isDocument(value)) return visit(undefined, outer);
    value = fieldOf(value, path[n] as string);
  }
  if (leaf === "items" && Array.isArray(value)) {
    for (let n = 0; n < value.length; n++) if (visit(value[n], outer ?? n)) return true;
  }
  return visit(value, outer);
}

function walkItems(
  items: readonly unknown[],
  path: Path,
  depth: number,
  leaf: Leaf,
  visit: Visit,
  outer: number | undefined,
): boolean {
  const part = path[depth] as string;
  const index = isIndex(part) ? Number(part) : -1;
  const last = depth + 1 === path.length;
  for (let n = 0; n < items.length; n++) {
    const item = items[n];
    const place = outer ?? n;
    const inside = isDocument(item);
    if (inside && walk(item, path, depth, leaf, visit, place)) return true;
    if (n !== index) continue;
    // The part is the item's index. An array that it names is taken as it is and not looked through.
    if (last) {
      if (visit(item, outer)) return true;
    } else if (inside) {
      if (walk(item, path, depth + 1, leaf, visit, outer)) return true;
    } else if (Array.isArray(item) && walkItems(item, path, depth + 1, leaf, visit, outer)) return true;
  }
  return false;
}
