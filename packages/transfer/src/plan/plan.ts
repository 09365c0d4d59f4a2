import { isKind, type DocumentDatabase } from "@db/core";
import type { Call } from "../exact/commands.ts";
import { findChunk } from "../exact/commands.ts";
import { readOptions, type Settings, type TransferOptions } from "../options.ts";
import { planRanges } from "../ranges/plan-ranges.ts";
import { Transformation } from "../transform/transformation.ts";
import { Census, type PathTypes } from "./census.ts";
import { sourceCollections, type SourceCollection } from "./collections.ts";
import { sampleRanges } from "./sample.ts";
import { hasTransactions, tryDocuments, tryIndexes, type Loss } from "./trial.ts";

/** What is to happen with one collection or view. */
export interface CollectionPlan {
  readonly name: string;
  /** Its name in the target. */
  readonly as: string;
  readonly kind: "collection" | "view";
  /** How many documents there are, from the engine's books. */
  readonly documents: number;
  /** How many documents the target's collection has already: 0 or 1, which stands for some. */
  readonly existing: number;
  /** The ranges of `_id`s that are copied at once. */
  readonly ranges: number;
  /** How many documents were looked at. */
  readonly sampled: number;
  readonly census: readonly PathTypes[];
  /** The indexes to make, and why one cannot be. */
  readonly indexes: readonly { readonly name: string; readonly refused: string | undefined }[];
  /** What of the sample the target does not hold as it came. */
  readonly losses: readonly Loss[];
  /** What to know before it is begun, in words. */
  readonly warnings: readonly string[];
}

/** What a transfer would do. */
export interface TransferPlan {
  readonly source: { readonly engine: string; readonly name: string };
  readonly target: { readonly engine: string; readonly name: string };
  /** Whether a chunk and its checkpoint are one transaction of the target. Else chunks are written so that twice is as once. */
  readonly transactions: boolean;
  /** Whether changes of the source can be followed. */
  readonly capture: boolean;
  readonly collections: readonly CollectionPlan[];
  readonly warnings: readonly string[];
}

/**
 * Looks at the source and tells what a transfer would do: how much there is, which types the paths have, which indexes are
 * made, and what the target would lose, found by writing a sample there and taking it back. Rejects with kind `usage` for wrong
 * options, and as the databases' calls do.
 */
export async function planTransfer(
  source: DocumentDatabase,
  target: DocumentDatabase,
  options: TransferOptions = {},
): Promise<TransferPlan> {
  const settings = readOptions(options);
  const call: Call = settings.signal === undefined ? {} : { signal: settings.signal };
  const transactions = await hasTransactions(target, call);
  const capture = await canWatch(source, call);
  const collections: CollectionPlan[] = [];
  for (const found of await sourceCollections(source, settings.collections, call)) {
    collections.push(await planCollection(source, target, found, transactions, settings, call));
  }
  return {
    source: { engine: source.engine, name: source.name },
    target: { engine: target.engine, name: target.name },
    transactions,
    capture,
    collections,
    warnings: [
      ...(transactions
        ? []
        : ["the target has no transactions: after a stop the last chunks are written again over what is there"]),
      ...(capture ? [] : ["the source keeps no record of changes: what is written while it is copied may be missed"]),
    ],
  };
}

/** The ranges that a collection of so many documents is cut into. */
export function rangeSizeFor(documents: number, { rangeSize, parallel }: Settings): number {
  return rangeSize ?? Math.max(5000, Math.ceil(documents / (parallel * 4)));
}

async function planCollection(
  source: DocumentDatabase,
  target: DocumentDatabase,
  found: SourceCollection,
  transactions: boolean,
  settings: Settings,
  call: Call,
): Promise<CollectionPlan> {
  const { choice, as, view, lostOptions, indexes } = found;
  const warnings = lostOptions.map((option) => `the option ${option} is not carried over`);
  const shared = { name: choice.name, as, kind: view ? "view" : "collection" } as const;
  if (view) {
    return {
      ...shared,
      documents: 0,
      existing: 0,
      ranges: 0,
      sampled: 0,
      census: [],
      indexes: [],
      losses: [],
      warnings,
    };
  }
  const transformation = new Transformation(choice.transform ?? []);
  const documents = await source.collection(choice.name).estimatedDocumentCount(call);
  const ranges = await planRanges(source, choice.name, rangeSizeFor(documents, settings), call);
  const sample = await sampleRanges(source, choice.name, ranges, settings.sampleSize, call);
  const census = new Census();
  for (const document of sample) census.add(document);
  const { outcomes, reordered } = await transformation.apply(sample);
  const made = outcomes.flatMap((outcome) => ("error" in outcome ? [] : outcome.documents));
  const failed = outcomes.length - outcomes.filter((outcome) => "documents" in outcome).length;
  if (failed > 0) warnings.push(`a transformation or check refuses ${failed} of ${sample.length} documents`);
  if (reordered > 0) {
    warnings.push(
      `${reordered} of ${sample.length} documents have names like array indexes beside others: these come first in the target`,
    );
  }
  if (census.truncated) warnings.push("there are more paths than are told of");
  const existing = (await findChunk(target, as, { filter: {}, limit: 1, idsOnly: true }, call)).length;
  const refused =
    settings.trial && settings.indexes ? await tryIndexes(target, indexes, transactions, call) : new Map();
  const losses = settings.trial ? await tryDocuments(target, made, transactions, call) : [];
  return {
    ...shared,
    documents,
    existing,
    ranges: ranges.length,
    sampled: sample.length,
    census: census.paths(),
    indexes: settings.indexes
      ? indexes.map(({ name }) => ({
          name: name as string,
          refused: refused.get(name as string) as string | undefined,
        }))
      : [],
    losses,
    warnings,
  };
}

/** Whether a database keeps a record of its changes: a stream is opened and closed again. */
async function canWatch(database: DocumentDatabase, call: Call): Promise<boolean> {
  try {
    const stream = database.watch([], call);
    try {
      await stream.open();
    } finally {
      await stream.close();
    }
    return true;
  } catch (error) {
    if (isKind(error, "unsupported")) return false;
    throw error;
  }
}
