import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { parseSort } from "../pipeline/sort.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Stage } from "../pipeline/stage.ts";
import { findProjectionStage } from "../pipeline/stages/find-projection.ts";
import { limitStage } from "../pipeline/stages/limit.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import { skipStage } from "../pipeline/stages/skip.ts";
import { sortStage } from "../pipeline/stages/sort.ts";
import { findText } from "../filter/text-search.ts";
import { parseProjection } from "../projection/parse-projection.ts";
import type { Document } from "../values/types.ts";
import type { QuerySettings } from "../settings.ts";
import type { StoreTransaction } from "../store/store.ts";
import type { Command, CommandContext } from "./command.ts";
import { cursorAnswer, type OpenCursor } from "./cursor-registry.ts";
import { collectionName, countField, documentField, flagField, givenField } from "./fields.ts";
import { checkHint, indexedOnly } from "./hint.ts";
import { commandLanguage, type CommandLanguage } from "./query-options.ts";
import { openCursor, read } from "./reading.ts";

/** `find` (https://www.mongodb.com/docs/manual/reference/command/find). */
export const find: Command = {
  name: "find",
  writes: false,
  fields: {
    allowDiskUse: "bool-like",
    allowPartialResults: "bool-like",
    awaitData: "bool-like",
    batchSize: "count",
    collation: "object",
    filter: "object",
    hint: "hint",
    let: "object",
    limit: "count",
    max: "object",
    min: "object",
    noCursorTimeout: "bool-like",
    oplogReplay: "bool-like",
    projection: "object",
    returnKey: "bool-like",
    showRecordId: "bool-like",
    singleBatch: "bool-like",
    skip: "count",
    sort: "object",
    tailable: "bool-like",
    term: "number",
  },
  notNull: ["filter", "projection", "sort", "hint", "limit", "skip"],
  async run(command, context) {
    const cursor = await openFind(command, context);
    return cursorAnswer(cursor, context.cursors, countField(command, "batchSize"), flagField(command, "singleBatch"));
  },
};

/** Refused by name: they ask for something this engine has no meaning for. */
const unsupported = ["tailable", "awaitData", "returnKey", "showRecordId"];

/** Opens the cursor of a `find` whose fields have been checked. The caller closes it. */
export async function openFind(command: Document, context: CommandContext): Promise<OpenCursor> {
  const name = collectionName(command, "find");
  for (const field of unsupported) {
    if (flagField(command, field)) throw documentError(238, `find.${field} is not supported`);
  }
  for (const field of ["min", "max"]) {
    if (givenField(command, field) === undefined) continue;
    if (givenField(command, "hint") === undefined) throw documentError(51173, `find.${field} needs a hint`);
    throw documentError(238, `find.${field} is not supported`);
  }
  return openCursor(context, name, async (transaction) => {
    const { stages, settings } = await prepareFind(command, name, transaction);
    return read(context.store, transaction, name, stages, settings);
  });
}

/** The stages of a `find` whose fields have been checked, and its settings. */
export async function prepareFind(
  command: Document,
  name: string,
  transaction: StoreTransaction,
): Promise<{ stages: readonly Stage[]; settings: QuerySettings }> {
  const collection = await transaction.collection(name);
  const language = commandLanguage(command, collection);
  const hinted = await checkHint(transaction, name, givenField(command, "hint"));
  const narrowed = hinted === undefined ? [] : indexedOnly(hinted, language.scope);
  const text = findText(parseFilter(documentField(command, "filter"), language.scope)) !== undefined;
  const natural = Object.hasOwn(documentField(command, "sort"), "$natural");
  if (text && (hinted !== undefined || natural)) {
    throw documentError(2, "$text finds by the text index, not by a hint or in the order that documents lie in");
  }
  const [match, ...rest] = findStages(command, language, collection?.type === "view") as [Stage, ...Stage[]];
  return { stages: [match, ...narrowed, ...rest], settings: language.settings };
}

/** The stages that a find is: match, sort, skip, limit, project. A view takes only what a pipeline does. */
function findStages(command: Document, { scope }: CommandLanguage, view: boolean): Stage[] {
  const filter = parseFilter(documentField(command, "filter"), scope);
  const stages: Stage[] = [matchStage(filter)];
  const sort = documentField(command, "sort");
  const natural = Object.hasOwn(sort, "$natural");
  if (Object.keys(sort).length > 0 && !natural) stages.push(sortStage(parseSort(sort)));
  const skip = countField(command, "skip") ?? 0;
  if (skip > 0) stages.push(skipStage(skip));
  const limit = countField(command, "limit") ?? 0;
  if (limit > 0) stages.push(limitStage(limit));
  const projection = documentField(command, "projection");
  if (Object.keys(projection).length === 0) return stages;
  if (view) {
    return [...stages, ...parsePipeline([{ $project: projection }], scope)];
  }
  return [...stages, findProjectionStage(parseProjection(projection, { scope, find: true }), filter)];
}
