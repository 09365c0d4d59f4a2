import { sql, type Statement } from "@db/core";
import { isIndex, type Path, type Sort } from "@db/document/engine";
import type { CompileContext } from "./indexed.ts";
import { arrayExpression, indexedLength, keyExpression, pathConstant, type KeyFunction } from "./key-expression.ts";

/**
 * A sort as `order by`, by the functions of `key-functions.ts`; documents that are equal stay in the order they lie in.
 * `undefined` for what only the evaluator knows: metadata and paths by index. Of several fields it is the order only where no
 * document has arrays at two of them (see {@link withoutParallelArrays}). A field that an index has in this direction is
 * sorted by what the index holds first, so that the index gives the order and little is left to sort.
 */
export function sortOrder(sort: Sort, context: CompileContext): Statement | undefined {
  const { schema, indexed } = context;
  const parts: Statement[] = [];
  let unique = false;
  for (const part of sort) {
    if (part.kind !== "field" || part.path.some((name) => name === "" || isIndex(name))) return undefined;
    const plain: KeyFunction = part.direction === 1 ? "_least" : "_greatest";
    const direction = sql.raw(part.direction === 1 ? "asc" : "desc");
    if (part.path.length === 1 && part.path[0] === "_id" && context.orderedIds) {
      parts.push(sql`id ${direction}`);
      unique = true;
      break;
    }
    const constant = pathConstant(part.path);
    const name = part.path.join(".");
    const held = indexed.get(name);
    // Without arrays both ends are one, and an index is read from either end.
    const way = held !== undefined && held !== plain && context.scalar(name) ? held : plain;
    const whole = sql`${sql.id(schema, way)}(doc, ${constant ?? parameter(part.path)})`;
    if (constant !== undefined && held === way) {
      const key = keyExpression(schema, way, constant);
      // What the index holds is all of a key that is shorter, as that of a short text always is.
      const cut = sql`coalesce(length(doc #>> ${constant}) > 32, true) and length(${key}) = ${sql.raw(String(indexedLength))}`;
      parts.push(sql`${key} ${direction}`, sql`(case when ${cut} then ${whole} end) collate "C" ${direction}`);
    } else parts.push(sql`${whole} collate "C" ${direction}`);
  }
  return sql`${sql.join(unique ? parts : [...parts, sql`ctid`])}`;
}

/**
 * A condition that no document has arrays at two of some paths, of which each is then sorted by its own items. Where all have
 * indexes it is asked once of those, and else of each document.
 */
export function withoutParallelArrays(
  paths: readonly Path[],
  table: Statement,
  where: readonly Statement[],
  { schema, indexed }: CompileContext,
): Statement {
  const has = paths.map((path) => arrayExpression(schema, pathConstant(path) ?? parameter(path)));
  const isIndexed = paths.every((path) => pathConstant(path) !== undefined && indexed.has(path.join(".")));
  if (!isIndexed)
    return sql`(${sql.join(
      has.map((array) => sql`${array}::int`),
      " + ",
    )} < 2)`;
  const pairs = has.flatMap((left, n) => has.slice(n + 1).map((right) => sql`(${left} and ${right})`));
  const two = [...where, sql`(${sql.join(pairs, " or ")})`];
  return sql`(not exists (select 1 from ${table} where ${sql.join(two, " and ")}))`;
}

function parameter(path: Path): Statement {
  const names = path.map((name) => (name.startsWith("$") ? `$${name}` : name));
  return sql`array[${sql.join(names)}]::text[]`;
}
