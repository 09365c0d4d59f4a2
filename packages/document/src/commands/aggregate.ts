import { documentError } from "../errors.ts";
import { findText } from "../filter/text-search.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { MatchStage } from "../pipeline/stages/match.ts";
import type { QuerySettings } from "../settings.ts";
import type { StoreTransaction } from "../store/store.ts";
import { isNumber, toDouble } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import { inTransaction, type Command, type CommandContext } from "./command.ts";
import { cursorAnswer, cursorOver, type OpenCursor } from "./cursor-registry.ts";
import { checkFields, collectionName, countField, documentField, flagField, givenField } from "./fields.ts";
import { checkHint } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { collect, openCursor, read, type ReadBatches } from "./reading.ts";

/** `aggregate` (https://www.mongodb.com/docs/manual/reference/command/aggregate). */
export const aggregate: Command = {
  name: "aggregate",
  writes: true,
  fields: {
    allowDiskUse: "bool",
    bypassDocumentValidation: "bool-like",
    collation: "object",
    cursor: "object",
    explain: "bool",
    hint: "hint",
    let: "object",
    pipeline: "array",
  },
  required: ["pipeline"],
  notNull: ["explain"],
  check: checkConcernsOfStages,
  async run(command, context) {
    const options = documentField(command, "cursor");
    checkFields(options, "cursor", { fields: { batchSize: "count" }, writes: true });
    if (flagField(command, "explain")) throw documentError(238, "aggregate.explain is not supported: use explain()");
    if (givenField(command, "cursor") === undefined) throw documentError(9, "aggregate needs the field cursor");
    return cursorAnswer(await openAggregate(command, context), context.cursors, countField(options, "batchSize"));
  },
};

/** Stages that tell of this server, whatever others have committed. */
const localStages = ["$listLocalSessions", "$planCacheStats", "$currentOp"];

/** Code 72 for a read concern that a stage has no meaning with, 323 for what the stable API leaves out. */
function checkConcernsOfStages(command: Document): void {
  const stages = (command["pipeline"] as readonly unknown[]).filter(isDocument);
  const level = fieldOf(documentField(command, "readConcern"), "level") ?? "local";
  const writes = stages.some((stage) => Object.hasOwn(stage, "$out") || Object.hasOwn(stage, "$merge"));
  if (writes && level === "linearizable") throw documentError(72, "a pipeline that writes cannot read linearizably");
  if (level !== "local" && localStages.some((name) => stages.some((stage) => Object.hasOwn(stage, name)))) {
    throw documentError(72, "a stage of this pipeline reads with the level local only");
  }
  if (flagField(command, "explain") && writes && givenField(command, "writeConcern") !== undefined) {
    throw documentError(9, "an aggregate that is explained takes no writeConcern");
  }
  if (fieldOf(command, "apiStrict") !== true) return;
  const latency = stages.some((stage) => Object.hasOwn(documentField(stage, "$collStats"), "latencyStats"));
  if (latency || flagField(command, "explain")) throw documentError(323, "this is not in version 1 of the API");
}

/** Opens the cursor of an `aggregate` whose fields have been checked. The caller closes it. */
export async function openAggregate(command: Document, context: CommandContext): Promise<OpenCursor> {
  const name = targetOf(command);
  const pipeline = command["pipeline"] as readonly unknown[];
  const batches = async (transaction: StoreTransaction, bypassValidation = false): Promise<ReadBatches> => {
    const { stages, settings } = await prepareAggregate(command, name, transaction);
    return read(context.store, transaction, name, stages, settings, bypassValidation);
  };
  const last = pipeline.at(-1);
  if (!isDocument(last) || !["$out", "$merge"].some((stage) => Object.hasOwn(last, stage))) {
    return openCursor(context, name, batches);
  }
  const bypass = flagField(command, "bypassDocumentValidation");
  await inTransaction(context, async (transaction) => collect(await batches(transaction, bypass)));
  return cursorOver(`${context.store.databaseName}.${name ?? "$cmd.aggregate"}`, {
    async *[Symbol.asyncIterator]() {},
  });
}

/** The stages of an `aggregate` whose fields have been checked, and its settings. `name` is the collection's. */
export async function prepareAggregate(
  command: Document,
  name: string | undefined,
  transaction: StoreTransaction,
): Promise<{ stages: readonly Stage[]; settings: QuerySettings }> {
  const collection = name === undefined ? undefined : await transaction.collection(name);
  const { settings, scope } = commandLanguage(command, collection);
  const stages = parsePipeline(command["pipeline"], scope, { place: name === undefined ? "database" : "top" });
  const hinted = name === undefined ? undefined : await checkHint(transaction, name, givenField(command, "hint"));
  const first = stages[0];
  if (hinted !== undefined && first?.name === "$match" && findText((first as MatchStage).filter) !== undefined) {
    throw documentError(2, "$text finds by the text index, not by a hint");
  }
  return { stages, settings };
}

/** The collection's name, or `undefined` for `aggregate: 1`, a pipeline over none. */
function targetOf(command: Document): string | undefined {
  const value = fieldOf(command, "aggregate");
  if (!isNumber(value)) return collectionName(command, "aggregate");
  if (toDouble(value) !== 1)
    throw documentError(2, `aggregate must be a collection's name or 1, not another ${typeOf(value)}`);
  return undefined;
}
