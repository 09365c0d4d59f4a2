import { sql, type Statement } from "@db/core";
import type { LimitStage, MatchStage, SkipStage, SortStage, Stage } from "@db/document/engine";
import { filterPredicate } from "../compile/filter.ts";
import type { CompileContext } from "../compile/indexed.ts";
import { sortOrder } from "../compile/sort.ts";

/** What the server does of a pipeline: its first stages, as far as they are exact. */
export interface ReadPlan {
  /** Conditions on `doc`; one that is a superset is among them, and its stage not among those that are done. */
  readonly conditions: readonly Statement[];
  /** What stands behind `order by`. */
  readonly order: Statement | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
  /** How many stages are done. */
  readonly done: number;
}

/** Plans as many of a pipeline's first stages as the server can do: matches, then a sort, then skips and limits. */
export function planRead(stages: readonly Stage[], context: CompileContext): ReadPlan {
  const conditions: Statement[] = [];
  let done = 0;
  for (; stages[done]?.name === "$match"; done++) {
    const { sql: condition, exact } = filterPredicate((stages[done] as MatchStage).filter, context);
    if (condition !== undefined) conditions.push(condition);
    if (!exact) return { conditions, order: undefined, skip: 0, limit: undefined, done };
  }
  let order: Statement | undefined;
  if (stages[done]?.name === "$sort") {
    order = sortOrder((stages[done] as SortStage).sort, context);
    if (order === undefined) return { conditions, order, skip: 0, limit: undefined, done };
    done++;
  }
  let [skip, limit]: [number, number | undefined] = [0, undefined];
  for (; done < stages.length; done++) {
    const stage = stages[done] as Stage;
    if (stage.name === "$skip" && limit === undefined) skip += (stage as SkipStage).skip;
    else if (stage.name === "$limit") limit = Math.min(limit ?? Number.POSITIVE_INFINITY, (stage as LimitStage).limit);
    else break;
  }
  // No table has so many rows, and the server has no such number.
  if (skip > Number.MAX_SAFE_INTEGER) return { conditions: [sql`false`], order, skip: 0, limit, done };
  if (limit !== undefined && limit > Number.MAX_SAFE_INTEGER) limit = undefined;
  return { conditions, order, skip, limit, done };
}
