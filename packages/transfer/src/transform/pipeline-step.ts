import { unsupported, usage, type PipelineStage } from "@db/core";
import {
  batchesOf,
  collectDocuments,
  defaultSettings,
  documentError,
  isMappingStage,
  parsePipeline,
  type PipelineHost,
  type QuerySettings,
  type Stage,
} from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";
import type { FieldStep } from "./field-steps.ts";
import type { CastType } from "./steps.ts";
import { changeAt, replaceField } from "./change-at.ts";
import { stepPath } from "./field-steps.ts";

/** Stages that look at one document alone, so that it does not matter which others come with it. */
const singleStages: ReadonlySet<string> = new Set([
  "$addFields",
  "$match",
  "$project",
  "$redact",
  "$replaceRoot",
  "$replaceWith",
  "$set",
  "$unset",
  "$unwind",
]);

/** A pipeline over one document: none, one or several come of it. */
export type PipelineStep = (document: ExactDocument) => Promise<readonly ExactDocument[]>;

/** Reads the pipeline of a step; kind `usage` for a stage that needs other documents, MongoDB's codes for its faults. */
export function pipelineStep(pipeline: readonly PipelineStage[], settings: QuerySettings): PipelineStep {
  for (const stage of pipeline) {
    const name = Object.keys(stage)[0] ?? "";
    if (!singleStages.has(name)) {
      throw usage(
        `a transformation cannot have the stage ${name}`,
        `it looks at one document alone: ${[...singleStages].join(", ")}`,
      );
    }
  }
  const stages = parsePipeline(pipeline, { variables: new Set() });
  return async (document) => {
    let documents: readonly ExactDocument[] = [document];
    for (const stage of stages) documents = await through(stage, documents, settings);
    return documents;
  };
}

async function through(
  stage: Stage,
  documents: readonly ExactDocument[],
  settings: QuerySettings,
): Promise<readonly ExactDocument[]> {
  if (isMappingStage(stage)) return documents.map((document) => stage.map(document, settings));
  return collectDocuments(stage.run(batchesOf(documents), { settings, host: noHost, collection: undefined }));
}

/** The stages that are allowed ask nothing of a database. */
const refuse = (): never => {
  throw unsupported("transfer", "a stage that reads or writes a collection");
};
const noHost: PipelineHost = {
  databaseName: "transfer",
  read: refuse,
  describe: refuse,
  writer: {
    replaceCollection: refuse,
    uniqueOn: refuse,
    findBy: refuse,
    insert: refuse,
    replace: refuse,
  },
};

/** The steps of `cast`: `$convert` of a value, of the items of an array each. */
export function castSteps(types: Readonly<Record<string, CastType>>): FieldStep[] {
  const settings = defaultSettings();
  return Object.entries(types).map(([given, to]) => {
    const path = stepPath(given, "cast");
    const [stage] = parsePipeline([{ $set: { v: { $convert: { input: "$v", to } } } }], { variables: new Set() });
    if (stage === undefined || !isMappingStage(stage)) throw documentError(2, `there is no type ${JSON.stringify(to)}`);
    const cast = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(cast) : value === null ? null : stage.map({ v: value }, settings)["v"];
    return (document) =>
      changeAt(document, path, (holder, name) =>
        Object.hasOwn(holder, name) ? replaceField(holder, name, { [name]: cast(holder[name]) }) : holder,
      );
  });
}
