import { randomUUID } from "node:crypto";
import { DatabaseError, type DocumentDatabase } from "@db/core";
import { findAll, insertAll, type Call } from "../exact/commands.ts";
import { firstDifference } from "../exact/difference.ts";
import type { ExactDocument } from "../exact/document.ts";
import { sameDocument } from "../exact/canonical.ts";
import { valueKey } from "@db/document/engine";

/** What a target does not hold as it came. */
export interface Loss {
  /** What happens: it is refused, or it comes back as another. */
  readonly kind: "refused" | "changed";
  /** Where, in a changed document. */
  readonly path: string | undefined;
  /** How many documents of the sample. */
  readonly documents: number;
  /** The target's words for what it refuses. */
  readonly message: string | undefined;
}

/** Ends a transaction of which nothing is to stay. */
class RollBack extends Error {}

/** Whether a target has transactions: a single server of MongoDB has none. */
export async function hasTransactions(target: DocumentDatabase, call: Call): Promise<boolean> {
  try {
    await target.transaction(async (inner) => {
      await findAll(inner, trialName(), {}, call);
    }, call);
    return true;
  } catch (error) {
    if (DatabaseError.is(error) && (error.kind === "unsupported" || refusing.has(Number(error.nativeCode))))
      return false;
    throw error;
  }
}

/** MongoDB's codes for a server without transactions: IllegalOperation, NoSuchTransaction in one that is no replica set. */
const refusing: ReadonlySet<number> = new Set([20, 263]);

const trialName = (): string => `_transfer_trial_${randomUUID().replaceAll("-", "")}`;

/** Runs work on a collection that is gone afterwards: rolled back, or dropped where there are no transactions. */
async function onTrialCollection(
  target: DocumentDatabase,
  transactions: boolean,
  call: Call,
  work: (database: DocumentDatabase, collection: string) => Promise<void>,
): Promise<void> {
  const name = trialName();
  if (!transactions) {
    try {
      await work(target, name);
    } finally {
      await target.collection(name).drop(call);
    }
    return;
  }
  await target
    .transaction(async (inner) => {
      await work(inner, name);
      throw new RollBack();
    }, call)
    .catch((error: unknown) => {
      if (!(error instanceof RollBack)) throw error;
    });
}

/** Writes a sample into the target, reads it back, compares, and takes it away again. */
export async function tryDocuments(
  target: DocumentDatabase,
  documents: readonly ExactDocument[],
  transactions: boolean,
  call: Call,
): Promise<Loss[]> {
  const losses = new Map<string, { loss: Loss; documents: number }>();
  const lose = (kind: Loss["kind"], path: string | undefined, message: string | undefined): void => {
    const key = JSON.stringify([kind, path, message]);
    const found = losses.get(key) ?? { loss: { kind, path, message, documents: 0 }, documents: 0 };
    found.documents++;
    losses.set(key, found);
  };
  const tryThese = async (tried: readonly ExactDocument[]): Promise<void> => {
    if (tried.length === 0) return;
    try {
      await onTrialCollection(target, transactions, call, async (database, collection) => {
        const refused = await insertAll(database, collection, tried, { bypassValidation: true }, call);
        for (const { message } of refused) lose("refused", undefined, message);
        if (refused.length > 0 && transactions && refused.length === tried.length) return;
        const back = await findAll(database, collection, {}, call);
        const byId = new Map(back.map((document) => [valueKey(document["_id"]), document]));
        const places = new Set(refused.map(({ index }) => index));
        for (const [n, document] of tried.entries()) {
          const found = byId.get(valueKey(document["_id"]));
          if (places.has(n) || found === undefined || sameDocument(document, found)) continue;
          lose("changed", firstDifference(document, found), undefined);
        }
      });
    } catch (error) {
      if (!DatabaseError.is(error) || mustEnd(error)) throw error;
      // One that cannot even be sent ends the call for all: the halves tell which.
      if (tried.length === 1) {
        lose("refused", undefined, error.message);
        return;
      }
      const half = Math.ceil(tried.length / 2);
      await tryThese(tried.slice(0, half));
      await tryThese(tried.slice(half));
    }
  };
  for (let at = 0; at < documents.length; at += 100) await tryThese(documents.slice(at, at + 100));
  return [...losses.values()].map(({ loss, documents: count }) => ({ ...loss, documents: count }));
}

/** Makes each index on an empty collection and takes it away again; gives the target's words for those that it refuses. */
export async function tryIndexes(
  target: DocumentDatabase,
  indexes: readonly ExactDocument[],
  transactions: boolean,
  call: Call,
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  for (const index of indexes) {
    try {
      await onTrialCollection(target, transactions, call, async (database, collection) => {
        await database.command({ createIndexes: collection, indexes: [index] }, { types: "exact", ...call });
      });
    } catch (error) {
      if (!DatabaseError.is(error) || mustEnd(error)) throw error;
      refused.set(index["name"] as string, error.message);
    }
  }
  return refused;
}

/** An error that says nothing of the document: the connection is lost, the call was ended. */
function mustEnd(error: DatabaseError): boolean {
  return error.family === "connection" || ["aborted", "timeout", "closed"].includes(error.kind);
}
