import { sql, type Statement } from "@db/core";
import { neededFields, type QuerySettings, type Stage } from "@db/document/engine";
import type { CompileContext } from "../compile/indexed.ts";
import { bounded, compileStages, type Compiled } from "../compile/pipeline/compile-stages.ts";
import { clauses } from "../compile/pipeline/rows.ts";
import type { Trust } from "../compile/pipeline/sort-rows.ts";
import { readStatement, type ReadRow } from "../compile/pipeline/statement.ts";

/** What the server does of a pipeline: its first stages, in one statement. */
export interface ReadPlan {
  readonly statement: Statement<ReadRow>;
  /** How many stages are done. */
  readonly done: number;
  /** Whether documents are left out for the stage after those. */
  readonly prefiltered: boolean;
  /** Whether the first row tells if the statement knows all values that it met. */
  readonly guarded: boolean;
  /** How many rows there are at most; `undefined` where any number is possible. */
  readonly most: number | undefined;
  /** The same for so many rows at most, where the first rows cost no more than their part of all; else `undefined`. */
  start(rows: number): Statement<ReadRow> | undefined;
}

const trusts: readonly Trust[] = ["plain", "keyed", "nothing"];

/**
 * Plans the first stages of a pipeline: from the plan that takes most for granted of the values to one that is right for all of them,
 * the only one without a guard.
 */
export function planRead(stages: readonly Stage[], table: Statement, context: CompileContext): readonly ReadPlan[] {
  const plans: ReadPlan[] = [];
  for (const trust of trusts) {
    const compiled = compileStages(stages, table, context, trust);
    const plan = planOf(compiled, stages);
    plans.push(plan);
    if (!plan.guarded) break;
  }
  return plans;
}

function planOf({ rows: unbounded, done, prefiltered }: Compiled, stages: readonly Stage[]): ReadPlan {
  const rows = bounded(unbounded);
  const needed = rows.shown ?? neededFields(stages.slice(done));
  return {
    statement: readStatement(rows, needed),
    done,
    prefiltered,
    guarded: rows.ok !== undefined,
    most: rows.few ? 1 : rows.limit,
    start(limit) {
      const early = rows.stored && rows.order === undefined && rows.ok === undefined && rows.limit === undefined;
      return early ? readStatement({ ...rows, limit }, needed) : undefined;
    },
  };
}

/** Plans a read of whole documents that are locked: those that match, or the first in an order. */
export function planLocked(
  stages: readonly Stage[],
  table: Statement,
  context: CompileContext,
): Pick<ReadPlan, "statement" | "done"> {
  const { rows, done } = compileStages(stages, table, context, "nothing");
  // Many locks are taken in one order, so that writers at the same time never wait for each other in a circle.
  const unordered = rows.order === undefined && rows.limit === undefined ? sql` order by id` : sql.empty;
  const statement = sql<ReadRow>`select doc::text as doc from ${table}${clauses(rows)}${unordered} for update`;
  return { statement, done };
}

/** The stages that the server may do. A collation changes what is equal and what is greater: only the evaluator knows how. */
export function knownStages(stages: readonly Stage[], { collation }: QuerySettings): readonly Stage[] {
  return collation.key === undefined ? stages : [];
}
