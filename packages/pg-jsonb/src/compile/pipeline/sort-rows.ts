import { sql, type Statement } from "@db/core";
import { isIndex, type Path, type Sort, type SortStage } from "@db/document/engine";
import type { CompileContext } from "../indexed.ts";
import { sortOrder, withoutParallelArrays } from "../sort.ts";
import { plainNumber, plainRank, plainText } from "./plain-order.ts";
import { all, column, fenced, valueAt, type Rows } from "./rows.ts";

/**
 * How much a plan may take for granted of the values that it meets: `plain` that they have plain forms, so that PostgreSQL's own order
 * of numbers and texts is MongoDB's; `keyed` that no document has arrays at two fields of a sort; `nothing`.
 */
export type Trust = "plain" | "keyed" | "nothing";

/** A `$sort` of rows; `undefined` where the server cannot do it with this trust. */
export function sortRows(rows: Rows, { sort }: SortStage, context: CompileContext, trust: Trust): Rows | undefined {
  if (rows.order !== undefined || rows.limit !== undefined || rows.skip > 0) return undefined;
  const paths = freePaths(sort);
  if (paths === undefined) return undefined;
  if (trust === "plain" && !(rows.stored && hasIndex(sort, paths, context))) return byPlainValues(rows, sort);
  return rows.stored && rows.ok === undefined ? byKeys(rows, sort, paths, context, trust) : undefined;
}

/** The paths of a sort but those of `_id`, which is never an array; `undefined` for a sort that is the evaluator's. */
function freePaths(sort: Sort): readonly Path[] | undefined {
  const paths: Path[] = [];
  for (const part of sort) {
    if (part.kind !== "field" || part.path.some((name) => name === "" || isIndex(name))) return undefined;
    if (part.path[0] !== "_id") paths.push(part.path);
  }
  return paths;
}

/** Whether an index may give the order, and, of several fields, tell which documents have arrays there. */
function hasIndex(sort: Sort, paths: readonly Path[], context: CompileContext): boolean {
  const [first] = sort;
  if (first?.kind !== "field") return false;
  if (first.path.length === 1 && first.path[0] === "_id") return context.orderedIds;
  const { indexed } = context;
  const name = first.path.join(".");
  const held = indexed.get(name);
  if (held === undefined) return false;
  if (held !== (first.direction === 1 ? "_least" : "_greatest") && !context.scalar(name)) return false;
  return paths.length < 2 || paths.every((path) => indexed.has(path.join(".")));
}

/** By the functions of `key-functions.ts`: right for all values of one field. */
function byKeys(
  rows: Rows,
  sort: Sort,
  paths: readonly Path[],
  context: CompileContext,
  trust: Trust,
): Rows | undefined {
  const order = sortOrder(sort, context);
  if (order === undefined) return undefined;
  const name = (path: Path): string => path.join(".");
  const loose = paths.filter((path) => !context.indexed.has(name(path)) || !context.scalar(name(path)));
  if (loose.length < 2) return { ...rows, order };
  if (trust === "nothing") return undefined;
  return { ...rows, order, ok: withoutParallelArrays(loose, rows.from, rows.where, context) };
}

/** By PostgreSQL's order of numbers and texts, for values in their plain form. */
function byPlainValues(rows: Rows, sort: Sort): Rows | undefined {
  const columns: [string, Statement][] = [];
  const ranks: [string, Statement][] = [];
  const good: (Statement | undefined)[] = [];
  const order: Statement[] = [];
  for (const [n, part] of sort.entries()) {
    const at = part.kind === "field" ? valueAt(rows, part.path) : undefined;
    if (at === undefined || part.kind !== "field") return undefined;
    const [value, rank] = [column(`key${n}`), column(`rank${n}`)];
    columns.push([`key${n}`, at.value]);
    ranks.push([`key${n}`, value], [`rank${n}`, plainRank(value)]);
    if (at.free !== undefined) {
      columns.push([`free${n}`, at.free]);
      ranks.push([`free${n}`, column(`free${n}`)]);
      good.push(column(`free${n}`));
    }
    good.push(sql`${rank} > 0`);
    const direction = sql.raw(part.direction === 1 ? "asc" : "desc");
    order.push(...[rank, plainNumber(value, rank), plainText(value, rank)].map((key) => sql`${key} ${direction}`));
  }
  const inner = fenced(fenced(rows, columns), ranks);
  return { ...inner, ok: all([inner.ok, ...good]), order: sql`${sql.join([...order, ...inner.ties])}` };
}
