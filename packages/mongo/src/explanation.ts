import type { AnyDocument, DocumentExplanation, FindOptions } from "@db/core";
import { engine } from "./mongo-errors.ts";

/** What the server's plan of some stages says, in this product's form: the server does all of them. */
export function explanation(plan: AnyDocument, stages: readonly string[]): DocumentExplanation {
  const indexes = new Set<string>();
  const seen = { fullScan: false };
  read(winningPlans(plan), indexes, seen);
  return {
    engine,
    pushed: stages,
    conditional: [],
    residual: [],
    prefiltered: false,
    statement: undefined,
    indexes: [...indexes],
    fullScan: seen.fullScan,
    cost: undefined,
    plan,
  };
}

/** The stages that a find with these options is. */
export function stagesOfFind({ sort, skip, limit, projection }: FindOptions<unknown>): string[] {
  const stages = { $match: true, $sort: sort, $skip: skip, $limit: limit, $project: projection };
  return Object.entries(stages).flatMap(([name, given]) => (given === undefined ? [] : [name]));
}

/** The plan that is taken, on each shard; those that were turned down tell nothing of the answer. */
function winningPlans(plan: unknown): unknown[] {
  if (typeof plan !== "object" || plan === null) return [];
  return Object.entries(plan).flatMap(([name, value]) => (name === "winningPlan" ? [value] : winningPlans(value)));
}

function read(plan: unknown, indexes: Set<string>, seen: { fullScan: boolean }): void {
  if (typeof plan !== "object" || plan === null) return;
  const { indexName, stage } = plan as { readonly indexName?: unknown; readonly stage?: unknown };
  if (typeof indexName === "string") indexes.add(indexName);
  if (stage === "COLLSCAN") seen.fullScan = true;
  for (const inner of Object.values(plan)) read(inner, indexes, seen);
}
