import type { DocumentDatabase } from "@db/core";
import type { Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import { readChunks, type Chunk, type ChunkSize } from "../ranges/chunk-reader.ts";
import { retrying, type Retry } from "../retry.ts";
import { addCounts, type Counts, type RangeState } from "../state/range-state.ts";
import type { TransferState } from "../state/transfer-state.ts";
import type { ErrorPolicy } from "../transform/steps.ts";
import type { Transformation } from "../transform/transformation.ts";
import { deadLetter, reasonOf, refusedError, type Reason } from "./refused.ts";
import { ChunkRefused, RangeMoved, writeChunk, type WriteRules } from "./write-chunk.ts";

/** What copying a collection's ranges needs. */
export interface CopyContext {
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
  readonly state: TransferState;
  readonly rules: WriteRules;
  readonly onError: ErrorPolicy;
  readonly retry: Retry;
  readonly call: Call;
  /** The collection's names. */
  readonly collection: string;
  readonly as: string;
  readonly transformation: Transformation;
  readonly size: ChunkSize;
  /** Told what each chunk added. */
  readonly onChunk: (added: Counts) => void;
  /** Whether the range is to be left as it is after this chunk: another one has failed. */
  readonly stopped: () => boolean;
}

/** A chunk with what became of each document. */
interface Prepared {
  readonly documents: readonly ExactDocument[];
  /** The place in the chunk that each document comes from. */
  readonly places: readonly number[];
  readonly refused: ReadonlyMap<number, Reason>;
  readonly leftOut: number;
  readonly reordered: number;
}

/** Copies what is left of a range, chunk by chunk. */
export async function copyRange(context: CopyContext, state: RangeState): Promise<void> {
  let current = state;
  while (!current.done) current = await copyFrom(context, current);
}

/** Copies from where a range is until it is done, or until it turns out to be elsewhere. */
async function copyFrom(context: CopyContext, from: RangeState): Promise<RangeState> {
  const { source, collection, size, retry, call } = context;
  let current = from;
  for await (const chunk of readChunks(source, collection, from.range, size, { ...call, retry }, from.last)) {
    const written = await writeWithPolicy(context, current, chunk);
    if (written === undefined) return context.state.range(current.id);
    current = written;
    if (context.stopped()) return { ...current, done: true };
  }
  const done = { ...current, done: true, chunks: current.chunks + 1 };
  return (await writeOnce(context, current, [], [], done)) ? done : context.state.range(current.id);
}

/** Writes a chunk, without what the policy takes out; gives the range behind it, or nothing when the range is elsewhere. */
async function writeWithPolicy(
  context: CopyContext,
  before: RangeState,
  chunk: Chunk,
): Promise<RangeState | undefined> {
  let prepared = await prepare(context, chunk);
  for (;;) {
    const { documents, refused, leftOut, reordered } = prepared;
    const deadLettered = context.onError === "dead-letter" ? refused.size : 0;
    const added: Counts = {
      read: chunk.documents.length,
      written: documents.length,
      leftOut,
      skipped: refused.size - deadLettered,
      deadLettered,
      reordered,
      bytes: chunk.bytes,
    };
    const after: RangeState = {
      ...before,
      last: (chunk.documents.at(-1) as ExactDocument)["_id"],
      chunks: before.chunks + 1,
      counts: addCounts(before.counts, added),
    };
    const letters =
      deadLettered === 0
        ? []
        : [...refused].map(([place, reason]) =>
            deadLetter(context.state.id, context.collection, chunk.documents[place] as ExactDocument, reason),
          );
    try {
      if (!(await writeOnce(context, before, documents, letters, after))) return undefined;
      context.onChunk(added);
      return after;
    } catch (error) {
      if (!(error instanceof ChunkRefused)) throw error;
      const left = await withoutRefused(context, before, chunk, prepared, error);
      if (left === undefined) return undefined;
      prepared = left;
    }
  }
}

async function prepare({ transformation, onError, collection }: CopyContext, chunk: Chunk): Promise<Prepared> {
  const { outcomes, reordered } = await transformation.apply(chunk.documents);
  const documents: ExactDocument[] = [];
  const places: number[] = [];
  const refused = new Map<number, Reason>();
  let leftOut = 0;
  for (const [place, outcome] of outcomes.entries()) {
    if ("error" in outcome) {
      const reason = reasonOf(outcome.error);
      if (onError === "fail") {
        throw refusedError(collection, chunk.documents[place] as ExactDocument, reason, outcome.error);
      }
      refused.set(place, reason);
      continue;
    }
    if (outcome.documents.length === 0) leftOut++;
    for (const document of outcome.documents) {
      documents.push(document);
      places.push(place);
    }
  }
  return { documents, places, refused, leftOut, reordered };
}

/** Takes out the documents that the target refused, with all that came of the same one; nothing when the range is elsewhere. */
async function withoutRefused(
  { state, onError, collection }: CopyContext,
  before: RangeState,
  chunk: Chunk,
  prepared: Prepared,
  { refusals }: ChunkRefused,
): Promise<Prepared | undefined> {
  // The chunk may be there: written by a step whose answer was lost, or by another process.
  if ((await state.range(before.id)).chunks !== before.chunks) return undefined;
  const refused = new Map(prepared.refused);
  for (const { index, code, message } of refusals) {
    const place = prepared.places[index] as number;
    const document = chunk.documents[place] as ExactDocument;
    if (onError === "fail") throw refusedError(collection, document, { code, message });
    refused.set(place, { code, message });
  }
  const kept = prepared.places.flatMap((place, n) => (refused.has(place) ? [] : [n]));
  return {
    ...prepared,
    documents: kept.map((n) => prepared.documents[n] as ExactDocument),
    places: kept.map((n) => prepared.places[n] as number),
    refused,
  };
}

/**
 * One write with its repetitions. Before each repetition the range is looked up, since the step before may have been done; gives
 * false when the range is somewhere else than before or after the chunk.
 */
async function writeOnce(
  { target, rules, state, retry, call, as }: CopyContext,
  before: RangeState,
  documents: readonly ExactDocument[],
  deadLetters: readonly ExactDocument[],
  after: RangeState,
): Promise<boolean> {
  try {
    return await retrying(retry, call.signal, async (attempt) => {
      if (attempt > 1) {
        const { chunks } = await state.range(before.id);
        if (chunks === after.chunks) return true;
        if (chunks !== before.chunks) return false;
      }
      await writeChunk(target, { collection: as, documents, deadLetters, after }, rules, call);
      return true;
    });
  } catch (error) {
    if (error instanceof RangeMoved) return false;
    throw error;
  }
}
