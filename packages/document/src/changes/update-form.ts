import type { Push } from "../update/push.ts";
import type { Change, UpdatePlan } from "../update/update-plan.ts";

/**
 * How an update was asked for, as far as its change event tells. It is plain JSON, so that a store can write it down
 * beside the documents before and after. Of operators it has the paths in the order in which they took effect.
 */
export type UpdateForm = "replace" | "pipeline" | readonly TouchedPath[];

/** A path that an operator wrote to; its positional parts stand as they were given. Behind that of `$push` what it added. */
export type TouchedPath = readonly [path: readonly string[], push?: PushedItems];

/** A `$push` that may have added to the end only. */
export interface PushedItems {
  readonly count: number;
  /** Where, when it was told. */
  readonly at?: number;
}

/** The form of an update. */
export function updateForm(plan: UpdatePlan): UpdateForm {
  if (plan.kind !== "operators") return plan.kind;
  return plan.changes.filter(({ operator }) => operator !== "$setOnInsert").flatMap(touched);
}

function touched({ operator, path, operand }: Change): TouchedPath[] {
  if (operator === "$rename") return [[path], [operand as readonly string[]]];
  if (operator !== "$push") return [[path]];
  const { items, position, sort } = operand as Push;
  if (sort.length > 0 || items.length === 0) return [[path]];
  return [[path, position === undefined ? { count: items.length } : { count: items.length, at: position }]];
}
