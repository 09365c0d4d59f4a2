import { documentError } from "../errors.ts";
import type { IndexInfo } from "../store/store.ts";
import { equals } from "../values/compare.ts";
import { fieldOf } from "../values/types.ts";
import { sameKey } from "./same-key.ts";

/** How many indexes a collection may have (https://www.mongodb.com/docs/manual/reference/limits). */
const maxIndexes = 64;

/** The options that make two indexes of one key different ones. */
const identifying = ["collation", "partialFilterExpression", "sparse", "unique", "wildcardProjection"];

/**
 * Those of `wanted` that do not exist yet. Code 86 (IndexKeySpecsConflict) for a name that another index has, 85
 * (IndexOptionsConflict) for a key that an index of another name has, 67 for more than 64 indexes.
 */
export function newIndexes(existing: readonly IndexInfo[], wanted: readonly IndexInfo[]): IndexInfo[] {
  const all = [...existing];
  const fresh: IndexInfo[] = [];
  for (const index of wanted) {
    if (isExisting(all, index)) continue;
    if (Object.values(index.key).includes("text") && all.some(({ key }) => Object.values(key).includes("text"))) {
      throw documentError(85, "a collection has one text index at most");
    }
    all.push(index);
    fresh.push(index);
  }
  if (all.length > maxIndexes) throw documentError(67, `a collection has at most ${maxIndexes} indexes`);
  return fresh;
}

function isExisting(all: readonly IndexInfo[], index: IndexInfo): boolean {
  const namesake = all.find(({ name }) => name === index.name);
  if (namesake !== undefined) {
    if (!sameKey(namesake.key, index.key)) throw documentError(86, "another index has this name");
    if (!sameOptions(namesake, index, [...identifying, "expireAfterSeconds", "hidden"])) {
      throw documentError(86, "the index exists with other options");
    }
    return true;
  }
  const twin = all.find(
    ({ key, options }) => sameKey(key, index.key) && sameOptions({ ...index, options }, index, identifying),
  );
  if (twin === undefined) return false;
  if (twin.name === "_id_" || index.name === "_id_") return true;
  throw documentError(85, "an index of another name has this key");
}

function sameOptions(left: IndexInfo, right: IndexInfo, options: readonly string[]): boolean {
  return options.every((option) =>
    equals(fieldOf(left.options, option) ?? null, fieldOf(right.options, option) ?? null),
  );
}
