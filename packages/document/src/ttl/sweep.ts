import { deleteMatching } from "../commands/delete-matching.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { defaultSettings } from "../settings.ts";
import type { CollectionInfo, DocumentStore, IndexInfo, StoreTransaction } from "../store/store.ts";
import { isNumber, toDouble, type NumberValue } from "../values/numbers.ts";
import { fieldOf, type Document } from "../values/types.ts";

/** How many documents a transaction of a sweep removes at most, so that none lasts long. */
const batchSize = 1000;

/** What a sweep removed. */
export interface SweepResult {
  readonly collection: string;
  /** The index by whose `expireAfterSeconds` they had expired. */
  readonly index: string;
  readonly removed: number;
}

/**
 * Removes the documents that have expired by an index with `expireAfterSeconds`: those with a date at its field, or in an array there, that is so
 * many seconds past (https://www.mongodb.com/docs/manual/core/index-ttl). Documents without a date never expire. In transactions of at most 1,000
 * documents each; gives what was removed, by index. Rejects as the store's transactions do; what was removed before stays so.
 */
export async function sweep(store: DocumentStore, now: Date = new Date()): Promise<readonly SweepResult[]> {
  const results: SweepResult[] = [];
  for (const [collection, index] of await expiringIndexes(store)) {
    let removed = 0;
    for (let last = batchSize; last === batchSize; removed += last) {
      last = await store.transaction((transaction) => removeExpired(transaction, collection, index, now));
    }
    if (removed > 0) results.push({ collection, index, removed });
  }
  return results;
}

async function expiringIndexes(store: DocumentStore): Promise<[collection: string, index: string][]> {
  const { transaction, close } = await store.snapshot();
  try {
    const found: [string, string][] = [];
    const collections = await transaction.collections();
    for (const { name } of collections.filter(({ type }: CollectionInfo) => type === "collection")) {
      for (const index of await transaction.indexes(name)) {
        if (secondsOf(index) !== undefined) found.push([name, index.name]);
      }
    }
    return found;
  } finally {
    await close();
  }
}

/** Removes some of the expired; the index is read anew, since it may have been changed or dropped meanwhile. */
async function removeExpired(
  transaction: StoreTransaction,
  collection: string,
  name: string,
  now: Date,
): Promise<number> {
  const index = (await transaction.indexes(collection)).find((known) => known.name === name);
  const seconds = index === undefined ? undefined : secondsOf(index);
  const [field] = Object.keys(index?.key ?? {});
  if (index === undefined || seconds === undefined || field === undefined) return 0;
  const expired: Document = { [field]: { $lte: new Date(now.getTime() - seconds * 1000) } };
  const partial = fieldOf(index.options, "partialFilterExpression") as Document | undefined;
  const filter = parseFilter(partial === undefined ? expired : { $and: [expired, partial] }, { variables: new Set() });
  return deleteMatching(transaction, collection, { filter, settings: defaultSettings({ now }), limit: batchSize });
}

function secondsOf({ options }: IndexInfo): number | undefined {
  const seconds = fieldOf(options, "expireAfterSeconds");
  if (!isNumber(seconds)) return undefined;
  const value = toDouble(seconds as NumberValue);
  return Number.isFinite(value) ? value : undefined;
}
