import { sql, type Statement } from "@db/core";
import type { IndexInfo, Path } from "@db/document/engine";
import { isNumber, splitPath, toDouble } from "@db/document/engine";

/** How much of a key an index holds: an entry of a B-tree has at most 2,704 bytes (a page has 8 KiB), of all fields together. */
export const indexedLength = 128;

/** How many fields of an index are kept by keys, for the same reason: a character has up to four bytes. */
const maxFields = 5;

/** Which end of an array a document counts with: the least item where the index ascends, the greatest where it descends. */
export type KeyFunction = "_least" | "_greatest";

/** The paths that indexes have keys of, and by which function. */
export type IndexedPaths = ReadonlyMap<string, KeyFunction>;

/**
 * A path as a constant of SQL. An index serves only an expression that is the same as its own, so the path cannot be a
 * parameter. `undefined` for a path with other signs than letters, digits, `_`, `-` and spaces: it is never indexed.
 */
export function pathConstant(path: Path): Statement | undefined {
  if (path.length === 0 || !path.every((part) => /^[\p{L}\p{N}_ -]+$/u.test(part))) return undefined;
  return sql`${sql.raw(`'{${path.map((part) => `"${part}"`).join()}}'::text[]`)}`;
}

/** The expression that an index on a path holds, on the column `doc`. */
export function keyExpression(schema: string, way: KeyFunction, constant: Statement): Statement {
  return sql`(left(${sql.id(schema, way)}(doc, ${constant}), ${sql.raw(String(indexedLength))}) collate "C")`;
}

/** The server's whole key of a document's `_id`. */
export function keyExpressionOfAll(schema: string): Statement {
  return sql`(${sql.id(schema, "_least")}(doc, '{_id}'::text[]) collate "C")`;
}

/** Whether a document has an array on a path or at its end, as an index holds it. */
export function arrayExpression(schema: string, constant: Statement): Statement {
  return sql`${sql.id(schema, "_has_array")}(doc, ${constant})`;
}

/** The fields of an index that are kept by keys: none for one by text, hash or wildcard, or with a collation. */
export function keyedFields({ key, options }: IndexInfo): readonly (readonly [path: Path, way: KeyFunction])[] {
  if (options["collation"] !== undefined) return [];
  const fields: [Path, KeyFunction][] = [];
  for (const [name, direction] of Object.entries(key)) {
    const path = splitPath(name);
    if (!isNumber(direction) || pathConstant(path) === undefined) return [];
    fields.push([path, toDouble(direction) < 0 ? "_greatest" : "_least"]);
  }
  return fields.slice(0, maxFields);
}

/** The paths of a collection's indexes; where two differ in direction, the first counts. Hidden ones are left out. */
export function indexedPaths(indexes: readonly IndexInfo[]): IndexedPaths {
  const paths = new Map<string, KeyFunction>();
  for (const index of indexes) {
    if (index.name === "_id_" || index.options["hidden"] === true) continue;
    for (const [path, way] of keyedFields(index)) {
      const name = path.join(".");
      if (!paths.has(name)) paths.set(name, way);
    }
  }
  return paths;
}
