import { trusted } from "../guard/trusted.ts";
import { createHash } from "node:crypto";
import { usage, type AnyDocument, type Filter } from "@db/core";
import { EJSON } from "bson";
import { evaluateFieldPath } from "../expression/field-path.ts";
import { splitPath } from "../path.ts";
import { rankOfType, typeRank } from "../values/compare.ts";
import { importDocument, importValue } from "../values/import-value.ts";
import { isNumber, toDouble, type NumberValue } from "../values/numbers.ts";
import { typeNumbers, typeOf, type BsonType } from "../values/types.ts";

/** A sort with `_id` at its end, so that no two documents are equal in it. */
export type TotalSort = readonly (readonly [path: string, direction: 1 | -1])[];

/** Makes a sort total. Throws kind `usage` for a part that is no direction. */
export function totalSort(sort: Readonly<Record<string, unknown>>): TotalSort {
  const parts = Object.entries(sort).map(([path, direction]): [string, 1 | -1] => {
    if (direction !== 1 && direction !== -1) throw usage("pages need a sort by fields: 1 or -1 for each");
    return [path, direction];
  });
  return parts.some(([path]) => path === "_id") ? parts : [...parts, ["_id", 1]];
}

/**
 * Where a page ended, as a text to give to a client: the sort's values of its last document, and a hash of the sort and the
 * filter, so that it is not used with others. It is not secret and not signed: whoever has it can read those values.
 */
export function tokenOf(document: AnyDocument, sort: TotalSort, shape: string): string {
  const values = sort.map(([path]) => {
    const value = evaluateFieldPath(importDocument(document), splitPath(path)) ?? null;
    // An array sorts by one of its items, and no filter compares with a regular expression.
    if (["array", "regex"].includes(typeOf(value))) {
      throw usage(`pages cannot be sorted by ${path}: it holds a value of type ${typeOf(value)}`);
    }
    return value;
  });
  return Buffer.from(EJSON.stringify({ shape, values }, { relaxed: false })).toString("base64url");
}

/** Reads a token's values. Throws kind `usage` for what is no token, or one of another query. */
export function readToken(token: string, sort: TotalSort, shape: string): unknown[] {
  let read: unknown;
  try {
    read = EJSON.parse(Buffer.from(token, "base64url").toString(), { relaxed: false });
  } catch {
    throw usage("this is no token of a page");
  }
  const { shape: tokenShape, values } = read as { shape?: unknown; values?: unknown };
  if (tokenShape !== shape || !Array.isArray(values) || values.length !== sort.length) {
    throw usage("the token is one of another query: its filter or its sort differs");
  }
  return values.map(importValue);
}

/** A hash of a query's filter and sort. */
export function shapeOf(filter: AnyDocument, sort: TotalSort): string {
  const text = EJSON.stringify({ filter: importDocument(filter), sort }, { relaxed: false });
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

/** The filter for what comes after a document in a total sort: for each part, equal in those before and further in it. */
export function afterFilter(sort: TotalSort, values: readonly unknown[]): Filter {
  const branches = sort.map(([path, direction], n) => ({
    $and: [
      ...sort.slice(0, n).map(([before], at) => ({ [before]: { $eq: values[at] } })),
      further(path, direction, values[n]),
    ],
  }));
  return marked({ $or: branches });
}

/** Marks all operators of a filter that was made here; what they compare with is no filter. */
function marked(filter: AnyDocument): AnyDocument {
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith("$") && Array.isArray(value)) value.forEach(marked);
    else if (!name.startsWith("$")) trusted(value as object);
  }
  return trusted(filter);
}

/** Values beyond one: of its own kind by comparison, and all of the kinds that come after it. */
function further(path: string, direction: 1 | -1, value: unknown): AnyDocument {
  const rank = typeRank(value);
  const kinds = kindsBeyond(rank, direction);
  const options: AnyDocument[] = [];
  if (isNumber(value)) options.push(...numbersBeyond(path, direction, value));
  else if (value !== null) options.push({ [path]: { [direction === 1 ? "$gt" : "$lt"]: value } });
  if (kinds.length > 0) options.push({ [path]: { $type: kinds } });
  // What is missing sorts with null.
  const nullRank = typeRank(null);
  if (direction === -1 ? rank > nullRank : rank < nullRank) options.push({ [path]: { $eq: null } });
  return options.length === 1
    ? (options[0] as AnyDocument)
    : { $or: options.length === 0 ? [{ $alwaysFalse: 1 }] : options };
}

/** Numbers beyond one. NaN sorts below all of them, and in a filter it is neither greater nor less than any. */
function numbersBeyond(path: string, direction: 1 | -1, value: NumberValue): AnyDocument[] {
  const isNaN = Number.isNaN(toDouble(value));
  if (direction === 1) return [{ [path]: isNaN ? { $type: "number", $ne: Number.NaN } : { $gt: value } }];
  return isNaN ? [] : [{ [path]: { $lt: value } }, { [path]: { $eq: Number.NaN } }];
}

/** The numbers of the types that come after a place in the order of types, in a direction; null is asked for apart. */
function kindsBeyond(rank: number, direction: 1 | -1): number[] {
  return Object.entries(typeNumbers).flatMap(([type, number]) => {
    const other = rankOfType(type as BsonType);
    return type !== "null" && (direction === 1 ? other > rank : other < rank) ? [number] : [];
  });
}
