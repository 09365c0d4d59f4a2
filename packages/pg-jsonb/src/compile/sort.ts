import { sql, type Statement } from "@db/core";
import { isIndex, type Path, type Sort } from "@db/document/engine";
import type { CompileContext } from "./indexed.ts";
import { keyExpression, pathConstant, type KeyFunction } from "./key-expression.ts";

/**
 * A sort as `order by`, by the functions of `key-functions.ts`; documents that are equal stay in the order they lie in.
 * `undefined` for what only the evaluator knows: metadata, paths by index, and several fields, of which two could lead
 * through arrays. `_id` is never an array, so it may stand beside another. A field that an index has in this direction is
 * sorted by what the index holds first, so that the index gives the order and little is left to sort.
 */
export function sortOrder(sort: Sort, { schema, indexed }: CompileContext): Statement | undefined {
  const parts: Statement[] = [];
  let free = 0;
  for (const part of sort) {
    if (part.kind !== "field" || part.path.some((name) => name === "" || isIndex(name))) return undefined;
    if (part.path[0] !== "_id") free++;
    const way: KeyFunction = part.direction === 1 ? "_least" : "_greatest";
    const direction = sql.raw(part.direction === 1 ? "asc" : "desc");
    const constant = pathConstant(part.path);
    if (constant !== undefined && indexed.get(part.path.join(".")) === way) {
      parts.push(sql`${keyExpression(schema, way, constant)} ${direction}`);
    }
    parts.push(sql`${sql.id(schema, way)}(doc, ${constant ?? parameter(part.path)}) collate "C" ${direction}`);
  }
  return free > 1 ? undefined : sql`${sql.join([...parts, sql`ctid`])}`;
}

function parameter(path: Path): Statement {
  const names = path.map((name) => (name.startsWith("$") ? `$${name}` : name));
  return sql`array[${sql.join(names)}]::text[]`;
}
