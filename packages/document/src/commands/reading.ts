import { documentError } from "../errors.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import { batchesOf, mapBatches } from "../pipeline/batches.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import type { Batches, PipelineHost, Stage } from "../pipeline/stage.ts";
import type { QuerySettings } from "../settings.ts";
import {
  NeedsSnapshot,
  type DocumentStore,
  type SingleReader,
  type StoreRead,
  type StoreTransaction,
} from "../store/store.ts";
import { exportDocument } from "../values/import-value.ts";
import type { Document } from "../values/types.ts";
import type { CommandContext } from "./command.ts";
import { cursorOfAll, cursorOver, type OpenCursor } from "./cursor-registry.ts";
import { describeCollection } from "./describe-collection.ts";
import { withTextIndex } from "./text-index.ts";
import { pipelineWriter } from "./pipeline-writer.ts";

/** How many views may stand on each other (https://www.mongodb.com/docs/manual/reference/limits). */
const maxViewDepth = 20;

/** What a pipeline gives: documents in the imported form, or `exported` as programs get them. One of both is read. */
export interface ReadBatches extends Batches {
  readonly exported: Batches;
  /** What the store gives in one go, exported; else what `exported` gives, which is then to be read. */
  readonly begin: () => Promise<readonly Document[] | Batches>;
}

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
): ReadBatches {
  const host: PipelineHost = {
    databaseName: store.databaseName,
    read: (name, inner, innerSettings) => read(store, transaction, name, inner, innerSettings),
    describe: (name, what, options) => describeCollection(store, transaction, name, what, options),
    writer: pipelineWriter(transaction, settings, bypassValidation),
  };
  const context = { settings, host };
  async function start(named: string): Promise<Started> {
    const [base, all] = await resolveView(transaction, named, stages);
    const bound = await withTextIndex(transaction, base, all);
    const found = await transaction.read(base, bound, settings);
    return { found, rest: bound.slice(found.done), base };
  }
  const evaluated = ({ found, rest, base }: Started): Batches =>
    runPipeline(rest, found.batches, { ...context, collection: base });
  const exportedOf = (started: Started): Batches =>
    started.rest.length === 0 && started.found.exported !== undefined
      ? started.found.exported
      : exportedBatches(evaluated(started));
  async function* run(exporting: boolean): AsyncGenerator<readonly Document[]> {
    if (collection === undefined) {
      const made = runPipeline(stages, nothing, { ...context, collection });
      yield* exporting ? exportedBatches(made) : made;
      return;
    }
    const started = await start(collection);
    yield* exporting ? exportedOf(started) : evaluated(started);
  }
  const exported: Batches = { [Symbol.asyncIterator]: () => run(true) };
  return {
    [Symbol.asyncIterator]: () => run(false),
    exported,
    async begin() {
      if (collection === undefined) return exported;
      const started = await start(collection);
      return started.rest.length === 0 && started.found.all !== undefined ? started.found.all : exportedOf(started);
    },
  };
}

/** What the store has read, and what is left to be evaluated. */
interface Started {
  readonly found: StoreRead;
  readonly rest: readonly Stage[];
  /** The collection, under all views. */
  readonly base: string;
}

function exportedBatches(batches: Batches): Batches {
  return mapBatches(batches, (batch) => batch.map(exportDocument));
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

/**
 * Opens a cursor over what `batches` makes of a transaction: the caller's, a single read, or a snapshot that the cursor
 * closes.
 */
export async function openCursor(
  context: CommandContext,
  collection: string | undefined,
  batches: (transaction: StoreTransaction) => Promise<ReadBatches>,
): Promise<OpenCursor> {
  const { store, transaction, call } = context;
  const namespace = `${store.databaseName}.${collection ?? "$cmd.aggregate"}`;
  const form = (made: ReadBatches): Batches => (context.exported === true ? made.exported : made);
  if (transaction !== undefined) return cursorOver(namespace, form(await batches(transaction)));
  const inSnapshot = (): Batches => snapshotBatches(context, async (inner) => form(await batches(inner)));
  let all: Batches | undefined;
  if (store.single !== undefined) {
    try {
      const made = await batches(transactionOf(store.single(call)));
      if (context.exported !== true) all = singleOr(made, inSnapshot);
      else {
        const first = await made.begin();
        if (!(Symbol.asyncIterator in first)) return cursorOfAll(namespace, first);
        all = singleOr(first, inSnapshot);
      }
    } catch (error) {
      if (!(error instanceof NeedsSnapshot)) throw error;
    }
  }
  all ??= await begun(inSnapshot());
  // One session for everybody would be kept from all others.
  return cursorOver(namespace, store.singleSession ? batchesOf(await collect(all)) : all);
}

/** A single reader in place of a transaction: whatever else is asked of one takes a snapshot. */
function transactionOf(reader: SingleReader): StoreTransaction {
  return new Proxy(reader, {
    get(target, name) {
      if (!(name in target)) {
        return () => {
          throw new NeedsSnapshot();
        };
      }
      const method = target[name as keyof SingleReader] as (...values: unknown[]) => unknown;
      return method.bind(target);
    },
  }) as StoreTransaction;
}

/** What a single read gives or, where it takes a snapshot for it, what one gives. */
async function* singleOr(single: Batches, inSnapshot: () => Batches): AsyncGenerator<readonly Document[]> {
  try {
    yield* single;
  } catch (error) {
    if (!(error instanceof NeedsSnapshot)) throw error;
    yield* inSnapshot();
  }
}

/** What is read of a snapshot, which is opened with the first batch, and closed behind the last or by `return`. */
async function* snapshotBatches(
  { store, call }: CommandContext,
  batches: (transaction: StoreTransaction) => Promise<Batches>,
): AsyncGenerator<readonly Document[]> {
  const snapshot = await store.snapshot(call);
  try {
    const made = await batches(snapshot.transaction);
    // The moment of the snapshot is that of the cursor, and what is wrong with the command shows.
    yield [];
    yield* made;
  } finally {
    await snapshot.close();
  }
}

/** Batches of which the first, an empty one, has been taken. */
async function begun(batches: Batches): Promise<Batches> {
  const iterator = batches[Symbol.asyncIterator]();
  await iterator.next();
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Everything that a pipeline gives, at once. */
export async function collect(batches: Batches): Promise<Document[]> {
  const all: Document[] = [];
  for await (const batch of batches) for (const document of batch) all.push(document);
  return all;
}
