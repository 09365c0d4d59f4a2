import { usage, type AnyDocument, type ChangeEvent, type ChangeStream, type DocumentDatabase } from "@db/core";
import { Double } from "@db/document";
import { importDocument, valueKey } from "@db/document/engine";
import { deadLetter, reasonOf, refusedError } from "../copy/refused.ts";
import { ChunkRefused } from "../copy/write-chunk.ts";
import { findAll, insertAll, putAll, removeAll, setFields, type Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import type { SourceCollection } from "../plan/collections.ts";
import { deadLetterCollection, stateCollection } from "../state/state-names.ts";
import type { TransferState } from "../state/transfer-state.ts";
import type { ErrorPolicy } from "../transform/steps.ts";
import type { Transformation } from "../transform/transformation.ts";

/** A collection whose changes are followed. */
export interface FollowedCollection {
  readonly name: string;
  readonly as: string;
  readonly transformation: Transformation;
}

/** The collections of a transfer that can change, by their names in the source. */
export function followedCollections(
  collections: readonly SourceCollection[],
  transformations: ReadonlyMap<string, Transformation>,
): ReadonlyMap<string, FollowedCollection> {
  const followed = new Map<string, FollowedCollection>();
  for (const { choice, as, view } of collections) {
    if (view) continue;
    const transformation = transformations.get(choice.name) as Transformation;
    followed.set(choice.name, { name: choice.name, as, transformation });
  }
  return followed;
}

/** What carrying changes over needs. */
export interface ReplayContext {
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
  readonly state: TransferState;
  readonly transactions: boolean;
  readonly bypassValidation: boolean;
  readonly onError: ErrorPolicy;
  readonly call: Call;
  /** By their names in the source. */
  readonly collections: ReadonlyMap<string, FollowedCollection>;
}

/** How many changes are carried over at once. */
const batchSize = 500;

/** The changes of documents, by collection: which `_id`s to look at. */
type Changed = Map<string, Map<string, unknown>>;

/**
 * Reads changes until none comes for as long as the stream waits, at most {@link batchSize}, and carries them over: each
 * changed document is read from the source as it is now and put into the target, or removed there, and the stream's place is
 * written down with it. Doing so twice does nothing more. Gives how many changes there were.
 */
export async function replayChanges(context: ReplayContext, stream: ChangeStream, before: number): Promise<number> {
  const changed: Changed = new Map();
  let count = 0;
  while (count < batchSize) {
    const event = await stream.tryNext();
    if (event === undefined) break;
    count++;
    note(context, event, changed);
  }
  if (count > 0) await carryOver(context, changed, stream.resumeToken, before + count);
  return count;
}

const documentChanges: ReadonlySet<string> = new Set(["insert", "update", "replace", "delete"]);
const harmful: ReadonlySet<string> = new Set(["drop", "rename", "dropDatabase", "invalidate"]);

function note({ collections }: ReplayContext, event: ChangeEvent, changed: Changed): void {
  const name = event.ns?.coll;
  if (harmful.has(event.operationType) && (name === undefined || collections.has(name))) {
    throw usage(
      `the source had a ${event.operationType} while it was followed`,
      "collections must stay until the transfer is done: begin it anew",
    );
  }
  if (!documentChanges.has(event.operationType) || name === undefined || !collections.has(name)) return;
  const id = importDocument({ id: event.documentKey?.["_id"] })["id"];
  const ids = changed.get(name) ?? new Map<string, unknown>();
  ids.set(valueKey(id), id);
  changed.set(name, ids);
}

/** What is to be written for the changes of one collection. */
interface Writes {
  readonly as: string;
  readonly documents: readonly ExactDocument[];
  readonly removed: readonly unknown[];
  readonly letters: readonly ExactDocument[];
}

async function carryOver(
  context: ReplayContext,
  changed: Changed,
  token: AnyDocument | undefined,
  changes: number,
): Promise<void> {
  const writes: Writes[] = [];
  for (const [name, ids] of changed) writes.push(await currentOf(context, name, ids));
  const fields = { ...(token === undefined ? {} : { token }), changes: new Double(changes) };
  const { target, transactions, state, call } = context;
  const write = async (database: DocumentDatabase): Promise<void> => {
    for (const each of writes) await writeChanges(context, database, each);
    if (!(await setFields(database, stateCollection, { _id: state.id }, fields, call))) {
      throw usage("the state of this transfer is gone from the target");
    }
  };
  try {
    await (transactions ? target.transaction(write, call) : write(target));
  } catch (error) {
    if (!(error instanceof ChunkRefused)) throw error;
    const [refusal] = error.refusals;
    throw usage(`the target refused a changed document: ${refusal?.message ?? ""}`, "mend it in the source and resume");
  }
}

/** The documents that changed, as they are now; what is not there, or is left out, is to be removed. */
async function currentOf(context: ReplayContext, name: string, ids: ReadonlyMap<string, unknown>): Promise<Writes> {
  const { source, collections, onError, state, call } = context;
  const { as, transformation } = collections.get(name) as FollowedCollection;
  const found = await findAll(source, name, { _id: { $in: [...ids.values()] } }, call);
  const { outcomes } = await transformation.apply(found);
  const left = new Map(ids);
  const documents: ExactDocument[] = [];
  const letters: ExactDocument[] = [];
  for (const [n, outcome] of outcomes.entries()) {
    const document = found[n] as ExactDocument;
    if ("error" in outcome) {
      const reason = reasonOf(outcome.error);
      if (onError === "fail") throw refusedError(name, document, reason, outcome.error);
      if (onError === "dead-letter") letters.push(deadLetter(state.id, name, document, reason));
      continue;
    }
    const [made, ...more] = outcome.documents;
    if (made === undefined) continue;
    const key = valueKey(document["_id"]);
    if (more.length > 0 || valueKey(made["_id"]) !== key) {
      throw usage("changes cannot be followed through a transformation that changes an _id or makes several documents");
    }
    documents.push(made);
    left.delete(key);
  }
  return { as, documents, removed: [...left.values()], letters };
}

async function writeChanges(
  { transactions, bypassValidation, call }: ReplayContext,
  database: DocumentDatabase,
  { as, documents, removed, letters }: Writes,
): Promise<void> {
  if (transactions) {
    // In a transaction nobody sees what is gone for a moment, and two calls do for all.
    await removeAll(database, as, [...removed, ...documents.map(({ _id }) => _id)], call);
    refuse(await insertAll(database, as, documents, { bypassValidation }, call));
  } else {
    await removeAll(database, as, removed, call);
    refuse(await putAll(database, as, documents, { bypassValidation }, call));
  }
  await putAll(database, deadLetterCollection, letters, { bypassValidation: true }, call);
}

function refuse(refusals: Awaited<ReturnType<typeof insertAll>>): void {
  if (refusals.length > 0) throw new ChunkRefused(refusals);
}
