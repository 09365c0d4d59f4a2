import { limitStage } from "../pipeline/stages/limit.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import type { DeleteRequest, StoreTransaction } from "../store/store.ts";
import { readLocked } from "./change-documents.ts";

/** Removes documents that match, and gives how many: in the engine where it can, else those that are read with locks. */
export async function deleteMatching(
  transaction: StoreTransaction,
  collection: string,
  request: DeleteRequest,
): Promise<number> {
  const done = await transaction.delete?.(collection, request);
  if (done !== undefined) return done;
  const { filter, settings, limit } = request;
  const stages = [matchStage(filter), ...(limit === undefined ? [] : [limitStage(limit)])];
  const found = await readLocked(transaction, collection, stages, settings);
  if (found.length > 0)
    await transaction.remove(
      collection,
      found.map((document) => document["_id"]),
    );
  return found.length;
}
