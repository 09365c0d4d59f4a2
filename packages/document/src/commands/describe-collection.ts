import { calculateObjectSize, Int32 } from "bson";
import { documentError } from "../errors.ts";
import { defaultSettings } from "../settings.ts";
import type { DocumentStore, StoreTransaction } from "../store/store.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";

type Describe = (
  store: DocumentStore,
  transaction: StoreTransaction,
  collection: string,
  options: Document,
) => Promise<readonly Document[]>;

const describers: Readonly<Record<string, Describe>> = {
  $collStats: describeStatistics,
  $indexStats: describeIndexes,
  $planCacheStats: describePlans,
};

/** The documents of `$collStats`, `$indexStats` and `$planCacheStats`; code 238 for another stage. */
export async function describeCollection(
  store: DocumentStore,
  transaction: StoreTransaction,
  collection: string,
  what: string,
  options: Document,
): Promise<readonly Document[]> {
  const describe = describers[what];
  if (describe === undefined) throw documentError(238, `${what} is not supported`);
  return describe(store, transaction, collection, options);
}

/** Nothing keeps plans: there are none to tell of. */
async function describePlans(
  _store: DocumentStore,
  transaction: StoreTransaction,
  collection: string,
): Promise<readonly Document[]> {
  if ((await transaction.collection(collection)) === undefined) {
    throw documentError(50933, "$planCacheStats needs a collection that exists");
  }
  return [];
}

async function describeIndexes(
  _store: DocumentStore,
  transaction: StoreTransaction,
  collection: string,
): Promise<readonly Document[]> {
  const indexes = await transaction.indexes(collection);
  return indexes.map(({ name, key, options }) => ({ name, key, spec: { v: new Int32(2), key, name, ...options } }));
}

async function describeStatistics(
  store: DocumentStore,
  transaction: StoreTransaction,
  collection: string,
  options: Document,
): Promise<readonly Document[]> {
  const found = await transaction.collection(collection);
  if (found === undefined) throw documentError(26, "$collStats needs a collection that exists");
  if (found.type === "view") throw documentError(166, "$collStats is not for views");
  const answer: Document = { ns: `${store.databaseName}.${collection}`, localTime: new Date() };
  if (isDocument(fieldOf(options, "count"))) answer["count"] = new Int32(await transaction.count(collection));
  if (isDocument(fieldOf(options, "storageStats"))) {
    let [count, size] = [0, 0];
    const { batches } = await transaction.read(collection, [], defaultSettings());
    for await (const batch of batches) {
      count += batch.length;
      for (const document of batch) size += calculateObjectSize(document);
    }
    const indexes = await transaction.indexes(collection);
    answer["storageStats"] = {
      size: new Int32(size),
      count: new Int32(count),
      ...(count === 0 ? {} : { avgObjSize: new Int32(Math.trunc(size / count)) }),
      nindexes: new Int32(indexes.length),
      scaleFactor: new Int32(1),
    };
  }
  return [answer];
}
