import { documentError, unsupportedFeature } from "../errors.ts";
import { findText } from "../filter/text-search.ts";
import { batchesOf, collectDocuments } from "../pipeline/batches.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import type { PipelineHost, Stage } from "../pipeline/stage.ts";
import { stageRules } from "../pipeline/stage-rules.ts";
import type { MatchStage } from "../pipeline/stages/match.ts";
import { defaultSettings } from "../settings.ts";
import { identical } from "../update/identical.ts";
import { isDocument, type Document } from "../values/types.ts";

/** The stages that the pipeline of a change stream may have (https://www.mongodb.com/docs/manual/changeStreams). */
const allowed: ReadonlySet<string> = new Set([
  "$addFields",
  "$match",
  "$project",
  "$redact",
  "$replaceRoot",
  "$replaceWith",
  "$set",
  "$unset",
]);

/**
 * Reads the pipeline of a change stream. Throws with code 20 (IllegalOperation) for a stage that it may not have, 17313 for
 * a `$text`, and those of `parsePipeline`.
 */
export function parseChangePipeline(pipeline: readonly unknown[]): readonly Stage[] {
  if (Array.isArray(pipeline)) for (const stage of pipeline) refuseOther(stage);
  const stages = parsePipeline(pipeline, { variables: new Set() });
  for (const stage of stages) {
    if (stage.name === "$match" && findText((stage as MatchStage).filter) !== undefined) {
      throw documentError(17313, "$text can stand in the first stage of a pipeline only");
    }
  }
  return stages;
}

function refuseOther(stage: unknown): void {
  const names = isDocument(stage) ? Object.keys(stage) : [];
  const name = names[0];
  if (name === undefined || names.length > 1 || allowed.has(name)) return;
  if (name === "$changeStreamSplitLargeEvent") throw unsupportedFeature(name);
  if (Object.hasOwn(stageRules, name)) throw documentError(20, `${name} is not permitted in a change stream`);
}

/** No stage of a change stream asks for other collections. */
const noHost: PipelineHost = {
  databaseName: "",
  read: refuseReading,
  describe: refuseReading,
  get writer() {
    return refuseReading();
  },
};

function refuseReading(): never {
  throw documentError(20, "a change stream cannot read collections");
}

/**
 * An event as the pipeline leaves it; `undefined` when it is filtered out. Throws with code 280 (ChangeStreamFatalError) when
 * its `_id`, the resume token, has changed.
 */
export async function shapeEvent(stages: readonly Stage[], event: Document): Promise<Document | undefined> {
  if (stages.length === 0) return event;
  const context = { settings: defaultSettings(), host: noHost, collection: undefined };
  const [shaped] = await collectDocuments(runPipeline(stages, batchesOf([event]), context));
  if (shaped !== undefined && !identical(shaped["_id"], event["_id"])) {
    throw documentError(280, "the pipeline has changed _id, the resume token, which must stay as it is");
  }
  return shaped;
}
