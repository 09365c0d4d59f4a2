import { parseCollation } from "../collation.ts";
import { documentError } from "../errors.ts";
import { matches } from "../filter/match.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { splitPath, type Path } from "../path.ts";
import { defaultSettings } from "../settings.ts";
import type { IndexInfo } from "../store/store.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { valueKey } from "../values/value-key.ts";

/** What an index holds of documents. */
export interface IndexKeys {
  /**
   * The keys of a document as texts, equal for equal keys: one for each item of an array in one of the fields, none
   * when a sparse or partial index leaves the document out. Code 171 when two fields hold arrays.
   */
  keysOf(document: Document): string[];
}

/**
 * How an index makes keys (https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey): a missing
 * field counts as null, arrays give a key for each item, an empty one a key of its own.
 */
export function indexKeys(index: IndexInfo): IndexKeys {
  const paths = Object.keys(index.key).map(splitPath);
  const collation = parseCollation(fieldOf(index.options, "collation"));
  const partial = fieldOf(index.options, "partialFilterExpression");
  const filter = isDocument(partial) ? parseFilter(partial, { variables: new Set() }) : undefined;
  const sparse = index.options["sparse"] === true;
  const settings = defaultSettings({ collation });
  return {
    keysOf(document) {
      if (filter !== undefined && !matches(filter, document, settings)) return [];
      const arrays = new Set<string>();
      const fields = paths.map((path) => fieldKeys(document, path, arrays, ""));
      if (arrays.size > 1 && !nested([...arrays])) {
        throw documentError(171, "an index cannot have arrays in two of its fields");
      }
      if (sparse && fields.every((keys) => keys.length === 1 && keys[0] === undefined)) return [];
      let keys = [""];
      for (const values of fields) {
        const parts = [...new Set(values.map((value) => valueKey(value ?? null, collation.key)))];
        keys = keys.flatMap((key) => parts.map((part) => `${key}|${part}`));
      }
      return keys;
    },
  };
}

/** Whether all arrays lie on one way down: `a` and `a.b`, not `a` and `b`. */
function nested(places: readonly string[]): boolean {
  const sorted = [...places].sort((left, right) => left.length - right.length);
  return sorted.every(
    (place, n) => n === 0 || place.startsWith(`${sorted[n - 1] as string}.`) || place === sorted[n - 1],
  );
}

/** The values that a path has in a document, `undefined` for a missing one; arrays on the way are noted by their places. */
function fieldKeys(value: unknown, path: Path, arrays: Set<string>, place: string): unknown[] {
  if (path.length === 0) {
    if (!Array.isArray(value)) return [value];
    arrays.add(place);
    return value.length === 0 ? [value] : value;
  }
  const [part, ...rest] = path as [string, ...string[]];
  if (isDocument(value)) return fieldKeys(fieldOf(value, part), rest, arrays, place === "" ? part : `${place}.${part}`);
  if (!Array.isArray(value)) return [undefined];
  arrays.add(place);
  if (/^\d+$/.test(part) && Number(part) < value.length) {
    return fieldKeys(value[Number(part)], rest, arrays, `${place}.${part}`);
  }
  const found = value.filter(isDocument).flatMap((item) => fieldKeys(item, path, arrays, place));
  return found.length === 0 ? [undefined] : found;
}
