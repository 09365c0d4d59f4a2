import { documentError } from "../errors.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import { batchesOf } from "../pipeline/batches.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import type { Batches, PipelineHost, Stage } from "../pipeline/stage.ts";
import type { QuerySettings } from "../settings.ts";
import type { DocumentStore, StoreTransaction } from "../store/store.ts";
import type { Document } from "../values/types.ts";
import { inSnapshot, type CommandContext } from "./command.ts";
import { cursorOver, type OpenCursor } from "./cursor-registry.ts";
import { describeCollection } from "./describe-collection.ts";
import { withTextIndex } from "./text-index.ts";
import { pipelineWriter } from "./pipeline-writer.ts";

/** How many views may stand on each other (https://www.mongodb.com/docs/manual/reference/limits). */
const maxViewDepth = 20;

/**
 * Runs stages over a collection or a view: the store does as many as it can, the evaluator the rest, in the same
 * transaction. `bypassValidation` counts for what `$out` and `$merge` write.
 */
export function read(
  store: DocumentStore,
  transaction: StoreTransaction,
  collection: string | undefined,
  stages: readonly Stage[],
  settings: QuerySettings,
  bypassValidation = false,
): Batches {
  const host: PipelineHost = {
    databaseName: store.databaseName,
    read: (name, inner, innerSettings) => read(store, transaction, name, inner, innerSettings),
    describe: (name, what, options) => describeCollection(store, transaction, name, what, options),
    writer: pipelineWriter(transaction, settings, bypassValidation),
  };
  return {
    async *[Symbol.asyncIterator]() {
      if (collection === undefined) {
        yield* runPipeline(stages, nothing, { settings, host, collection });
        return;
      }
      const [base, all] = await resolveView(transaction, collection, stages);
      const bound = await withTextIndex(transaction, base, all);
      const { batches, done } = transaction.read(base, bound, settings);
      yield* runPipeline(bound.slice(done), batches, { settings, host, collection: base });
    },
  };
}

const nothing: Batches = {
  async *[Symbol.asyncIterator]() {},
};

/** Stages that tell of a collection itself. */
const describing = ["$collStats", "$indexStats", "$planCacheStats"];

/** The collection under a view, and the stages of all views on the way before the given ones. */
export async function resolveView(
  transaction: StoreTransaction,
  collection: string,
  stages: readonly Stage[],
): Promise<[string, readonly Stage[]]> {
  let all = stages;
  let base = collection;
  for (let depth = 0; ; depth++) {
    const info = await transaction.collection(base);
    if (info?.type !== "view") return [base, all];
    if (depth === 0 && describing.includes(stages[0]?.name ?? "")) {
      throw documentError(166, `${stages[0]?.name} is for collections, not for views`);
    }
    if (depth === maxViewDepth) throw documentError(165, "views stand on each other too deeply");
    all = [...parsePipeline(info.options["pipeline"] ?? [], { variables: new Set() }, { place: "view" }), ...all];
    base = String(info.options["viewOn"]);
  }
}

/** Opens a cursor over what `batches` makes of a transaction: the caller's, or a snapshot that the cursor closes. */
export async function openCursor(
  context: CommandContext,
  collection: string | undefined,
  batches: (transaction: StoreTransaction) => Promise<Batches> | Batches,
): Promise<OpenCursor> {
  const namespace = `${context.store.databaseName}.${collection ?? "$cmd.aggregate"}`;
  if (context.transaction !== undefined) return cursorOver(namespace, await batches(context.transaction));
  if (context.store.singleSession) {
    const documents = await inSnapshot(context, async (transaction) => collect(await batches(transaction)));
    return cursorOver(namespace, batchesOf(documents));
  }
  const snapshot = await context.store.snapshot(context.call);
  try {
    return cursorOver(namespace, await batches(snapshot.transaction), () => snapshot.close());
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}

/** Everything that a pipeline gives, at once. */
export async function collect(batches: Batches): Promise<Document[]> {
  const all: Document[] = [];
  for await (const batch of batches) for (const document of batch) all.push(document);
  return all;
}
