import type {
  CountStage,
  DistinctStage,
  FindProjectionStage,
  GroupStage,
  LimitStage,
  MatchStage,
  ProjectStage,
  SkipStage,
  SortStage,
  Stage,
  UnwindStage,
} from "@db/document/engine";
import { sql, type Statement } from "@db/core";
import type { CompileContext } from "../indexed.ts";
import { countRows } from "./count-rows.ts";
import { distinctRows } from "./distinct-rows.ts";
import { groupRows } from "./group-rows.ts";
import { matchRows } from "./match-rows.ts";
import { projectRows } from "./project-rows.ts";
import { readsScores } from "./reads-scores.ts";
import { storedRows, type Rows } from "./rows.ts";
import { sortRows, type Trust } from "./sort-rows.ts";
import { unwindRows } from "./unwind-rows.ts";

/** A pipeline's first stages as a query. */
export interface Compiled {
  readonly rows: Rows;
  /** How many stages it does. */
  readonly done: number;
  /** Whether it leaves documents out for the stage after those. */
  readonly prefiltered: boolean;
}

/** Compiles as many of a pipeline's first stages as the server can do with some trust in the values. */
export function compileStages(
  stages: readonly Stage[],
  table: Statement,
  context: CompileContext,
  trust: Trust,
): Compiled {
  let rows = storedRows(table);
  let best: Compiled = { rows, done: 0, prefiltered: false };
  for (const [n, stage] of stages.entries()) {
    // What a projection left out is still in the rows, for a stage that would look at it.
    if (rows.shown !== undefined && stage.name !== "$skip" && stage.name !== "$limit") break;
    if (stage.name === "$match") {
      const scores = readsScores(stages.slice(n + 1));
      const matched = matchRows(rows, stage as MatchStage, context, scores);
      if (matched?.exact === false && best.done === n) best = { rows: matched.rows, done: n, prefiltered: true };
      if (matched?.exact !== true) break;
      rows = matched.rows;
    } else {
      const next = stage.name === "$sort" && isForNothing(stages, n) ? rows : nextRows(rows, stage, context, trust);
      if (next === undefined) break;
      rows = next;
    }
    if (trust !== "plain" && rows.ok !== undefined && rows.order === undefined) break;
    if (isAnswer(rows)) best = { rows, done: n + 1, prefiltered: false };
  }
  return best;
}

function nextRows(rows: Rows, stage: Stage, context: CompileContext, trust: Trust): Rows | undefined {
  switch (stage.name) {
    case "$sort":
      return sortRows(rows, stage as SortStage, context, trust);
    case "$skip":
      return skipRows(rows, (stage as SkipStage).skip);
    case "$limit":
      return {
        ...rows,
        limit: Math.min(rows.limit ?? Number.POSITIVE_INFINITY, (stage as LimitStage).limit),
        spread: false,
      };
    case "$count":
      return countRows(bounded(rows), stage as CountStage);
    case "$group":
      return groupRows(bounded(rows), stage as GroupStage);
    case "$unwind":
      return unwindRows(bounded(rows), stage as UnwindStage);
    case "$project":
    case "$findProjection":
      return projectRows(rows, stage as ProjectStage | FindProjectionStage);
    case "$distinct":
      return distinctRows(rows, stage as DistinctStage);
    default:
      return undefined;
  }
}

function skipRows(rows: Rows, skip: number): Rows {
  // Of those up to the limit, fewer are left.
  const limit = rows.limit === undefined ? undefined : Math.max(0, rows.limit - skip);
  return { ...rows, skip: rows.skip + skip, limit };
}

/** Numbers that the server has: no table has so many rows. */
export function bounded(rows: Rows): Rows {
  const limit = rows.limit !== undefined && rows.limit > Number.MAX_SAFE_INTEGER ? undefined : rows.limit;
  if (rows.skip <= Number.MAX_SAFE_INTEGER) return { ...rows, limit };
  return { ...rows, where: [...rows.where, sql`false`], skip: 0, limit };
}

/** Whether rows can be the last that the server does: their documents are whole, and no more than there were, or limited. */
function isAnswer(rows: Rows): boolean {
  if (!rows.whole || rows.spread) return false;
  // Rows that are not good are seen as the first; what is skipped has to be taken out again (see `readStatement`).
  return rows.ok === undefined || rows.skip === 0 || rows.limit !== undefined;
}

/** Whether a sort only says which documents come first where nothing but their number counts. */
function isForNothing(stages: readonly Stage[], place: number): boolean {
  const sort = (stages[place] as SortStage).sort;
  // One with several fields is refused for some documents.
  if (sort.some((part) => part.kind !== "field") || sort.length > 1) return false;
  const after = stages.slice(place + 1).find(({ name }) => name !== "$skip" && name !== "$limit");
  return after?.name === "$count";
}
