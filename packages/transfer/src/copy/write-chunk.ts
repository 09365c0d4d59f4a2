import type { DocumentDatabase } from "@db/core";
import { insertAll, putAll, removeAll, setFields, type Call, type Refusal } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import { progressFields, type RangeState } from "../state/range-state.ts";
import { deadLetterCollection, stateCollection } from "../state/state-names.ts";

/** How chunks are written into a target. */
export interface WriteRules {
  /** Whether the target has transactions: a chunk and its checkpoint are then one. */
  readonly transactions: boolean;
  /** Whether documents of the same `_id` that are there may be replaced. */
  readonly replace: boolean;
  readonly bypassValidation: boolean;
}

/** A chunk with all that is written with it. */
export interface ChunkWrite {
  /** The collection in the target. */
  readonly collection: string;
  readonly documents: readonly ExactDocument[];
  readonly deadLetters: readonly ExactDocument[];
  /** The range as it is once the chunk is written. */
  readonly after: RangeState;
}

/** Some documents of a chunk were refused; nothing of the chunk was written that counts. */
export class ChunkRefused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super("the target refused documents");
    this.refusals = refusals;
  }
}

/** Another process, or a step of ours whose answer was lost, has moved the range on. */
export class RangeMoved extends Error {}

/**
 * Writes a chunk and its checkpoint: in one transaction, or, where the target has none, so that doing it again does nothing more.
 * Rejects with {@link ChunkRefused} or {@link RangeMoved}.
 */
export async function writeChunk(
  target: DocumentDatabase,
  write: ChunkWrite,
  rules: WriteRules,
  call: Call,
): Promise<void> {
  if (rules.transactions) {
    await target.transaction((inner) => writeAtOnce(inner, write, rules, call), call);
    return;
  }
  await writeRepeatably(target, write, rules, call);
}

async function writeAtOnce(
  target: DocumentDatabase,
  { collection, documents, deadLetters, after }: ChunkWrite,
  { replace, bypassValidation }: WriteRules,
  call: Call,
): Promise<void> {
  if (replace)
    await removeAll(
      target,
      collection,
      documents.map(({ _id }) => _id),
      call,
    );
  const refusals = await insertAll(target, collection, documents, { bypassValidation }, call);
  if (refusals.length > 0) throw new ChunkRefused(refusals);
  await putAll(target, deadLetterCollection, deadLetters, { bypassValidation: true }, call);
  await advance(target, after, call);
}

/** Code of MongoDB for a key that is there already. */
const duplicateKey = 11000;

async function writeRepeatably(
  target: DocumentDatabase,
  { collection, documents, deadLetters, after }: ChunkWrite,
  { bypassValidation }: WriteRules,
  call: Call,
): Promise<void> {
  const refusals = await insertAll(target, collection, documents, { bypassValidation }, call);
  // Those that are there come from a run that was stopped before its checkpoint, or are to be replaced.
  const there = refusals.filter(({ code }) => code === duplicateKey);
  const others = refusals.filter(({ code }) => code !== duplicateKey);
  const again = there.map(({ index }) => documents[index] as ExactDocument);
  const still = await putAll(target, collection, again, { bypassValidation }, call);
  const refused = [...others, ...still.map((each) => ({ ...each, index: (there[each.index] as Refusal).index }))];
  if (refused.length > 0) throw new ChunkRefused(refused);
  await putAll(target, deadLetterCollection, deadLetters, { bypassValidation: true }, call);
  await advance(target, after, call);
}

/** The checkpoint. It is refused when the range is not where the chunk begins, so that a second process cannot write along. */
async function advance(target: DocumentDatabase, after: RangeState, call: Call): Promise<void> {
  const filter = { _id: after.id, chunks: after.chunks - 1 };
  if (!(await setFields(target, stateCollection, filter, progressFields(after), call))) throw new RangeMoved();
}
