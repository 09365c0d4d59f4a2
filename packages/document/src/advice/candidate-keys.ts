import type { QueryShape } from "./query-shape.ts";

/** The fields of an index, in order. */
export type IndexKey = readonly (readonly [path: string, direction: 1 | -1])[];

/** How an index would serve a query, by the rule of equality, sort, range. */
export interface Candidate {
  readonly key: IndexKey;
  /** How many of the first fields are asked for by equality: their order among each other is free. */
  readonly equal: number;
  readonly rule: string;
}

/** MongoDB's advisor stops there; an engine may keep fewer. */
const maxFields = 16;

/**
 * The indexes that a query would be served by, one for each way to match: fields by equality first, those of the sort next, ranges last
 * (https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline). A list of values counts as equality where nothing is
 * sorted, since an index gives no order across several values. None for a way that no index helps.
 */
export function candidateKeys({ ways, sort }: QueryShape): readonly Candidate[] {
  const all = ways.length === 0 ? [new Map()] : ways;
  return all.flatMap((way) => {
    const paths = (use: string): string[] => [...way].flatMap(([path, found]) => (found === use ? [path] : [])).sort();
    // One `_id` is one document.
    if (way.get("_id") === "equality") return [];
    const equal = [...paths("equality"), ...(sort.length === 0 ? paths("in") : [])];
    const sorted = sort.filter(([path]) => !equal.includes(path));
    const later = [...(sort.length === 0 ? [] : paths("in")), ...paths("range")].filter(
      (path) => !equal.includes(path) && !sorted.some(([other]) => other === path),
    );
    const key: IndexKey = [
      ...equal.map((path) => [path, 1] as const),
      ...sorted,
      ...later.map((path) => [path, 1] as const),
    ].slice(0, maxFields) as IndexKey;
    if (key.length === 0 || (key.length === 1 && key[0]?.[0] === "_id")) return [];
    const parts = [
      ...(equal.length > 0 ? ["equality"] : []),
      ...(sorted.length > 0 ? ["sort"] : []),
      ...(later.length > 0 ? ["range"] : []),
    ];
    return [{ key, equal: equal.length, rule: parts.join(", ") }];
  });
}

/** Whether an index serves all that another would: its first fields are the other's, or they are those backwards where nothing is equal. */
export function serves(index: IndexKey, { key, equal }: Candidate): boolean {
  if (index.length < key.length) return false;
  const names = (fields: IndexKey): string =>
    fields
      .map(([path]) => path)
      .sort()
      .join("\u0000");
  if (names(index.slice(0, equal)) !== names(key.slice(0, equal))) return false;
  const rest = key.slice(equal);
  const same = (turn: 1 | -1): boolean =>
    rest.every(([path, direction], n) => {
      const [other, way] = index[equal + n] as IndexKey[number];
      return other === path && way === direction * turn;
    });
  return same(1) || same(-1);
}
