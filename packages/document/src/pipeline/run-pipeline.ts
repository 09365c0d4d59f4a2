import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";
import { isMappingStage } from "./mapping-stage.ts";
import type { Batches, Stage, StageContext } from "./stage.ts";
import type { LimitStage } from "./stages/limit.ts";
import type { SkipStage } from "./stages/skip.ts";
import type { SortStage } from "./stages/sort.ts";

/**
 * Sends documents through stages: each reads what the one before it gives, batch by batch. A `$sort` before a `$limit`
 * keeps no more documents than that asks for.
 */
export function runPipeline(stages: readonly Stage[], source: Batches, context: StageContext): Batches {
  return stages.reduce((batches, stage, n) => {
    const wanted = stage.name === "$sort" ? wantedAfter(stages, n) : undefined;
    return wanted === undefined ? stage.run(batches, context) : (stage as SortStage).runTop(batches, context, wanted);
  }, source);
}

/** How many documents are taken of a stage's when `$skip`s and a `$limit` follow it; `undefined` when all may be. */
function wantedAfter(stages: readonly Stage[], place: number): number | undefined {
  let skipped = 0;
  for (const stage of stages.slice(place + 1)) {
    if (stage.name === "$limit") return skipped + (stage as LimitStage).limit;
    if (stage.name !== "$skip") return undefined;
    skipped += (stage as SkipStage).skip;
  }
  return undefined;
}

/** One document through the stages of a pipeline update, all of which map. */
export function mapStages(stages: readonly Stage[], document: Document, settings: QuerySettings): Document {
  return stages.reduce((current, stage) => (isMappingStage(stage) ? stage.map(current, settings) : current), document);
}
