import { documentError } from "../errors.ts";
import { isIndex, type Path } from "../path.ts";
import { compare, type StringOrder } from "../values/compare.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";

/** What a document is sorted by: one value for each path. An empty array is `undefined`, which comes before null. */
type SortKey = readonly unknown[];

/** 1 is ascending, -1 descending. */
export type Direction = 1 | -1;

/** How far a path has been followed: to its value, or to a value with some of the path left. */
type Reach =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly at: unknown; readonly rest: Path };

/** Orders keys, one direction for each value. */
function compareSortKeys(
  left: SortKey,
  right: SortKey,
  directions: readonly Direction[],
  strings: StringOrder,
): number {
  for (let n = 0; n < directions.length; n++) {
    const found = compare(left[n], right[n], strings);
    if (found !== 0) return found * (directions[n] as Direction);
  }
  return 0;
}

/**
 * The key that a document sorts by: of all keys that the items of arrays on its paths give, the first in the order
 * asked for. Paths through the same array take their values from the same item. Throws code 2 when two paths lead
 * through different arrays.
 */
export function sortKeyOf(
  document: Document,
  paths: readonly Path[],
  directions: readonly Direction[],
  strings: StringOrder,
): SortKey {
  const plain = plainKey(document, paths);
  if (plain !== undefined) return plain;
  let first: SortKey | undefined;
  expand(
    paths.map((rest) => ({ done: false, at: document, rest })),
    (key) => {
      if (first === undefined || compareSortKeys(key, first, directions, strings) < 0) first = key;
    },
  );
  return first ?? [];
}

/** The only key of a document without arrays on the paths; `undefined` when there is one. */
function plainKey(document: Document, paths: readonly Path[]): SortKey | undefined {
  const key: unknown[] = [];
  for (const path of paths) {
    let at: unknown = document;
    for (const part of path) {
      at = isDocument(at) ? fieldOf(at, part) : undefined;
      if (Array.isArray(at)) return undefined;
    }
    key.push(at ?? null);
  }
  return key;
}

/** Gives the key of every item of the array that the paths lead through, or the only one. */
function expand(from: readonly Reach[], give: (key: SortKey) => void): void {
  const reached = from.map(advance);
  const arrays = reached.flatMap((reach) => (reach.done ? [] : [reach.at]));
  const array = arrays[0] as readonly unknown[] | undefined;
  if (array === undefined) {
    give(reached.map((reach) => (reach as { value: unknown }).value));
    return;
  }
  if (arrays.some((other) => other !== array)) {
    throw documentError(2, "cannot sort by keys that lead through parallel arrays");
  }
  if (array.length === 0) {
    expand(
      reached.map((reach) => (reach.done ? reach : found(reach.rest.length === 0 ? undefined : null))),
      give,
    );
  }
  for (const item of array) {
    expand(
      reached.map((reach) => (reach.done ? reach : within(item, array, reach.rest))),
      give,
    );
  }
}

const found = (value: unknown): Reach => ({ done: true, value });

/** Follows a path through documents, until it ends, meets an array or has nothing. */
function advance(reach: Reach): Reach {
  if (reach.done) return reach;
  let { at } = reach;
  let taken = 0;
  for (const part of reach.rest) {
    if (!isDocument(at)) break;
    at = fieldOf(at, part);
    taken++;
  }
  const rest = reach.rest.slice(taken);
  if (Array.isArray(at)) return { done: false, at, rest };
  return found(rest.length === 0 ? (at ?? null) : null);
}

/** Goes into an item of an array. An item that is an array itself has no fields; as the end of a path it is a value. */
function within(item: unknown, array: readonly unknown[], rest: Path): Reach {
  const part = rest[0];
  if (part === undefined) return found(item);
  const named = isDocument(item) && Object.hasOwn(item, part);
  if (isIndex(part) && !named && Number(part) < array.length) {
    return { done: false, at: array[Number(part)], rest: rest.slice(1) };
  }
  return isDocument(item) ? { done: false, at: item, rest } : found(null);
}
