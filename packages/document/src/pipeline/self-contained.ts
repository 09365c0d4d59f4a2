import type { Stage } from "./stage.ts";

/** The stages that look at nothing but the documents that come to them. */
const names: ReadonlySet<string> = new Set([
  "$match",
  "$project",
  "$findProjection",
  "$addFields",
  "$set",
  "$unset",
  "$replaceRoot",
  "$replaceWith",
  "$sort",
  "$skip",
  "$limit",
  "$count",
  "$group",
  "$sortByCount",
  "$unwind",
  "$bucket",
  "$bucketAuto",
  "$redact",
  "$sample",
  "$setWindowFields",
  "$densify",
  "$fill",
]);

/** Whether stages read one collection and nothing else: no other collection, and nothing of the database. */
export function selfContained(stages: readonly Stage[]): boolean {
  return stages.every(({ name }) => names.has(name));
}
