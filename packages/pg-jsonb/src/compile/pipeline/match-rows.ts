import { sql } from "@db/core";
import type { Filter, MatchStage } from "@db/document/engine";
import { cautiousContext } from "../assumptions.ts";
import { filterPredicate } from "../filter.ts";
import type { CompileContext } from "../indexed.ts";
import { fenced, itemColumns, patchedDoc, type Rows } from "./rows.ts";

/** Rows after a `$match`, and whether they are those that match or, else, at least those. */
export interface Matched {
  readonly rows: Rows;
  readonly exact: boolean;
}

/** A `$match` of rows, of which later stages may read scores; `undefined` where the server cannot tell which rows match. */
export function matchRows(
  rows: Rows,
  { filter }: MatchStage,
  context: CompileContext,
  scores: boolean,
): Matched | undefined {
  if (rows.order !== undefined || rows.skip > 0 || rows.limit !== undefined) return undefined;
  if (rows.stored) {
    const { sql: condition, exact } = filterPredicate(filter, context, scores);
    if (condition === undefined) return undefined;
    return { rows: { ...rows, where: [...rows.where, condition] }, exact };
  }
  // The column `id` and the indexes are those of the table alone.
  if (namesId(filter)) return undefined;
  const { sql: condition, exact } = filterPredicate(filter, cautiousContext(context.schema, new Map()));
  if (condition === undefined || !exact) return undefined;
  const source = rows.items.length === 0 ? rows : withItems(rows);
  const kept = source.ok === undefined ? condition : sql`((${source.ok}) is not true or ${condition})`;
  return { rows: { ...source, where: [...source.where, kept] }, exact };
}

/** Rows whose `doc` has the items in it. */
function withItems(rows: Rows): Rows {
  const patched = fenced(rows, [["patched", patchedDoc(rows)]]);
  const others = [...patched.ties, ...itemColumns(rows), ...(rows.ok === undefined ? [] : [sql`ok`])];
  return { ...patched, from: sql`(select ${sql.join([sql`patched as doc`, ...others])} from ${patched.from}) rows` };
}

function namesId(filter: Filter): boolean {
  switch (filter.kind) {
    case "and":
    case "or":
    case "nor":
      return filter.filters.some(namesId);
    case "not":
      return namesId(filter.filter);
    default:
      return "path" in filter && filter.path[0] === "_id";
  }
}
