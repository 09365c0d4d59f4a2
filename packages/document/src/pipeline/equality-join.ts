import type { Filter } from "../filter/filter.ts";
import { matches } from "../filter/match.ts";
import { isIndex, type Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { valueKey } from "../values/value-key.ts";

/** The fields of a `$lookup` that must be equal. */
export interface Equality {
  readonly localField: Path;
  readonly foreignField: Path;
}

/** One of the values here is at the path. */
type EqualityFilter = Extract<Filter, { kind: "in" }>;

/** What a document of the other collection must match: one of a document's values, null where it has none. */
export function equalityFilter(document: Document, { localField, foreignField }: Equality): EqualityFilter {
  const values = valuesAt(document, localField);
  return { kind: "in", path: foreignField, values: values.length === 0 ? [null] : values, patterns: [] };
}

/**
 * For each filter the documents that match it, in their order. All filters have the path of `equality`. Most documents
 * are found by the keys of their values, so that not every filter is tried on every document.
 */
export function distribute(
  documents: readonly Document[],
  filters: readonly EqualityFilter[],
  { foreignField }: Equality,
  settings: QuerySettings,
): readonly (readonly Document[])[] {
  const keyOf = (value: unknown): string => valueKey(value, settings.collation.key);
  // By keys nothing is found that is missing, nor what an index and a name alike can mean.
  const byKey = !foreignField.some(isIndex);
  const places = new Map<string, number[]>();
  for (const [n, document] of byKey ? documents.entries() : []) {
    for (const key of new Set(valuesAt(document, foreignField, true).map(keyOf))) {
      const found = places.get(key);
      if (found === undefined) places.set(key, [n]);
      else found.push(n);
    }
  }
  return filters.map((filter) => {
    const fits = (document: Document): boolean => matches(filter, document, settings);
    if (!byKey || filter.values.some((value) => value === null)) return documents.filter(fits);
    const candidates = new Set(filter.values.flatMap((value) => places.get(keyOf(value)) ?? []));
    return [...candidates]
      .sort((left, right) => left - right)
      .map((n) => documents[n] as Document)
      .filter(fits);
  });
}

/**
 * The values at a path: items of arrays each on its own, and those on the way by their index where the path has one.
 * With `whole` an array at the end counts itself as well.
 */
function valuesAt(value: unknown, path: Path, whole = false): readonly unknown[] {
  const [part, ...rest] = path;
  if (Array.isArray(value)) {
    if (part === undefined) return whole ? [value, ...(value as unknown[])] : value;
    if (isIndex(part) && Number(part) < value.length) return valuesAt(value[Number(part)], rest, whole);
    return value.filter(isDocument).flatMap((item) => valuesAt(item, path, whole));
  }
  if (part !== undefined) return isDocument(value) ? valuesAt(fieldOf(value, part), rest, whole) : [];
  return value === undefined ? [] : [value];
}
