import { documentError } from "../errors.ts";
import { parseFieldPath } from "../expression/field-names.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import { compareBytes, compare } from "../values/compare.ts";
import { isNumber } from "../values/numbers.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { metaOf, type Metadata } from "../metadata.ts";
import { sortKeyOf, type Direction } from "./sort-key.ts";
import { wholePart } from "./whole-part.ts";

/** What `$meta` can sort by: the metadata of that name, the highest first, and null where a document has none. */
type SortMeta = (typeof metas)[number];

const metas = [
  "textScore",
  "score",
  "searchScore",
  "vectorSearchScore",
  "geoNearDistance",
  "geoNearPoint",
  "randVal",
] as const;

/** One part of a sort: a field with a direction, or what `$meta` names. */
export type SortPart =
  | { readonly kind: "field"; readonly path: Path; readonly direction: Direction }
  | { readonly kind: "meta"; readonly meta: SortMeta };

/** A sort, parsed and checked; it has at least one part. */
export type Sort = readonly SortPart[];

const maxParts = 32;

/**
 * Reads a sort, of `$sort`, of a `find` or of an accumulator: `{ field: 1, other: -1, score: { $meta: "textScore" } }`.
 * Codes: 15973 no document, 15976 empty, 13103 more than 32 fields, 15974 a direction that is no number, 15975 one
 * that is neither 1 nor -1, 17312 a document that is no `$meta`, 9 one beside it, 31138 an unknown `$meta`, and those of field paths.
 */
export function parseSort(value: unknown): Sort {
  if (!isDocument(value)) throw documentError(15973, "a sort must be a document");
  const names = Object.keys(value);
  if (names.length === 0) throw documentError(15976, "a sort must have a field");
  const parts = names.map((name) => parsePart(name, value[name]));
  if (parts.filter((part) => part.kind === "field").length > maxParts) {
    throw documentError(13103, `a sort has more than ${maxParts} fields`);
  }
  return parts;
}

function parsePart(name: string, value: unknown): SortPart {
  if (isDocument(value)) return { kind: "meta", meta: parseMeta(value) };
  if (!isNumber(value)) throw documentError(15974, "a direction of a sort must be 1, -1 or a $meta");
  const direction = wholePart(value);
  if (direction !== 1 && direction !== -1) throw documentError(15975, "a direction of a sort must be 1 or -1");
  return { kind: "field", path: parseFieldPath(name), direction };
}

function parseMeta(value: Document): SortMeta {
  const names = Object.keys(value);
  if (names[0] !== "$meta") throw documentError(17312, "only $meta is allowed in a direction of a sort");
  if (names.length > 1) throw documentError(9, "a $meta of a sort has no other field");
  const meta = fieldOf(value, "$meta");
  const known = metas.find((name) => name === meta);
  if (known === undefined) throw documentError(31138, "a sort by an unknown $meta");
  return known;
}

/** Makes the keys of documents for a sort and orders them. */
interface SortKeys {
  keyOf(document: Document): readonly unknown[];
  compareKeys(left: readonly unknown[], right: readonly unknown[]): number;
}

function keysOf(sort: Sort, settings: QuerySettings): SortKeys {
  const { order } = settings.collation;
  const fields = sort.filter((part) => part.kind === "field");
  const paths = fields.map(({ path }) => path);
  const directions = fields.map(({ direction }) => direction);
  const signs = sort.map((part): Direction => (part.kind === "field" ? part.direction : -1));
  const strings = sort.map((part) => (part.kind === "field" ? order : compareBytes));
  return {
    keyOf: (document) => {
      const values = sortKeyOf(document, paths, directions, order);
      if (values.length === sort.length) return values;
      let next = 0;
      return sort.map((part) => (part.kind === "field" ? values[next++] : metaValue(part.meta, document, settings)));
    },
    compareKeys: (left, right) => {
      for (let n = 0; n < signs.length; n++) {
        const found = compare(left[n], right[n], strings[n]);
        if (found !== 0) return found * (signs[n] as Direction);
      }
      return 0;
    },
  };
}

/**
 * The order that a sort asks for. An array counts with its least item ascending and its greatest descending, a missing
 * field as null. Each document's key is made once. Throws code 2 for a document with parallel arrays.
 */
export function sortOrder(sort: Sort, settings: QuerySettings): (left: Document, right: Document) => number {
  const { keyOf, compareKeys } = keysOf(sort, settings);
  const keys = new WeakMap<Document, readonly unknown[]>();
  const known = (document: Document): readonly unknown[] => {
    const found = keys.get(document) ?? keyOf(document);
    keys.set(document, found);
    return found;
  };
  return (left, right) => compareKeys(known(left), known(right));
}

/** Documents in the order of {@link sortOrder}; equal ones stay as they came. */
export function sortDocuments(documents: readonly Document[], sort: Sort, settings: QuerySettings): Document[] {
  const { keyOf, compareKeys } = keysOf(sort, settings);
  const entries = documents.map((document) => ({ document, key: keyOf(document) }));
  entries.sort((left, right) => compareKeys(left.key, right.key));
  return entries.map(({ document }) => document);
}

function metaValue(meta: SortMeta, document: Document, settings: QuerySettings): unknown {
  if (meta === "randVal") return settings.random();
  return Object.hasOwn(metaOf(document), meta) ? metaOf(document)[meta as keyof Metadata] : null;
}
