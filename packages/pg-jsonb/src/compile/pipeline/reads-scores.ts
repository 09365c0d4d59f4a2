import type { FindProjectionStage, SortStage, Stage } from "@db/document/engine";

/** The stages that read no metadata of documents, whatever their operands are. */
const plain: ReadonlySet<string> = new Set(["$match", "$skip", "$limit", "$count", "$distinct", "$unwind"]);

/** Whether stages may read the scores of a search by text; of stages that are not known here they are taken to. */
export function readsScores(stages: readonly Stage[]): boolean {
  return stages.some((stage) => {
    if (stage.name === "$sort") return (stage as SortStage).sort.some(({ kind }) => kind !== "field");
    if (stage.name === "$findProjection") return (stage as FindProjectionStage).projection.root.computes;
    return !plain.has(stage.name);
  });
}
