import { DatabaseError } from "@db/core";
import { documentError } from "../errors.ts";
import type { CollectionInfo, StoreTransaction } from "../store/store.ts";

/**
 * The collection that a write is for. One that does not exist is made when `create` is set, as the first insert does.
 * Code 166 (CommandNotSupportedOnView) for a view.
 */
export async function writableCollection(
  transaction: StoreTransaction,
  name: string,
  create: boolean,
): Promise<CollectionInfo | undefined> {
  const found = await transaction.collection(name);
  if (found?.type === "view") throw documentError(166, "a view cannot be written to: write to the collection under it");
  if (found !== undefined || !create) return found;
  const made: CollectionInfo = { name, type: "collection", options: {} };
  try {
    await transaction.createCollection(made);
    return made;
  } catch (error) {
    if (!DatabaseError.is(error) || error.nativeCode !== 48) throw error;
    // Somebody else has made it since it was looked for.
    return writableCollection(transaction, name, false);
  }
}
