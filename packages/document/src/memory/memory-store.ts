import type { ChangeLog } from "../changes/change-log.ts";
import { documentError } from "../errors.ts";
import { batchesOf } from "../pipeline/batches.ts";
import type {
  CollectionInfo,
  DocumentStore,
  IndexInfo,
  StoreCall,
  StoreSnapshot,
  StoreTransaction,
} from "../store/store.ts";
import type { Document } from "../values/types.ts";
import { Int32 } from "bson";
import { valueKey } from "../values/value-key.ts";
import { MemoryChangeLog, withChange, type PendingChange } from "./memory-change-log.ts";
import { MemoryCollection } from "./memory-collection.ts";

/** What a transaction did, to be undone from the last to the first. */
type Undo = (() => void)[];

/**
 * Documents in the memory of the process, for tests and as the model that other engines are held to. Transactions run
 * one after another and are undone when they reject. A cursor reads what was there when it was opened.
 */
export class MemoryStore implements DocumentStore {
  readonly engine = "memory";
  readonly singleSession = false;
  readonly databaseName: string;
  readonly #collections = new Map<string, MemoryCollection>();
  readonly #changes = new MemoryChangeLog(this.#collections);
  #last: Promise<unknown> = Promise.resolve();

  constructor(databaseName: string) {
    this.databaseName = databaseName;
  }

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>, call: StoreCall = {}): Promise<T> {
    const run = this.#last.then(async () => {
      call.signal?.throwIfAborted();
      const undo: Undo = [];
      const changes: PendingChange[] = [];
      try {
        const result = await work(this.#open(undo, (change) => withChange(changes, change)));
        this.#changes.append(changes);
        return result;
      } catch (error) {
        for (const step of undo.toReversed()) step();
        throw error;
      }
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async snapshot(): Promise<StoreSnapshot> {
    await this.#last;
    return { transaction: this.#open([], () => {}), close: async () => {} };
  }

  async close(): Promise<void> {
    await this.#last;
    this.#collections.clear();
  }

  changeLog(): ChangeLog {
    return this.#changes;
  }

  #get(name: string): MemoryCollection {
    const found = this.#collections.get(name);
    if (found === undefined) throw documentError(26, "the collection does not exist");
    return found;
  }

  #open(undo: Undo, record: (change: PendingChange) => void): StoreTransaction {
    const all = this.#collections;
    const get = (name: string): MemoryCollection => this.#get(name);
    return {
      collection: async (name) => all.get(name)?.info,
      collections: async () => [...all.values()].map(({ info }) => info),
      async createCollection(info: CollectionInfo) {
        if (all.has(info.name)) throw documentError(48, "the collection exists");
        const made = new MemoryCollection(info);
        if (info.type === "collection") made.addIndex(idIndex(info));
        all.set(info.name, made);
        undo.push(() => all.delete(info.name));
      },
      async changeCollection(info) {
        const collection = get(info.name);
        const before = collection.info;
        collection.info = info;
        undo.push(() => (collection.info = before));
      },
      async dropCollection(name) {
        const collection = all.get(name);
        if (collection === undefined) return false;
        all.delete(name);
        undo.push(() => all.set(name, collection));
        if (collection.info.type === "collection") record({ kind: "drop", collection: name });
        return true;
      },
      async renameCollection(from, to) {
        const collection = get(from);
        const before = collection.info;
        all.delete(from);
        collection.info = { ...before, name: to };
        all.set(to, collection);
        record({ kind: "rename", collection: from, to });
        undo.push(() => {
          all.delete(to);
          collection.info = before;
          all.set(from, collection);
        });
      },
      indexes: async (name) => all.get(name)?.indexes ?? [],
      async createIndexes(name, indexes) {
        const collection = get(name);
        for (const index of indexes) {
          collection.addIndex(index);
          undo.push(() => collection.removeIndex(index.name));
        }
      },
      async changeIndex(name, index) {
        const collection = get(name);
        const before = collection.indexes.find((other) => other.name === index.name) as IndexInfo;
        collection.changeIndex(index);
        undo.push(() => collection.changeIndex(before));
      },
      async dropIndexes(name, names) {
        const collection = get(name);
        for (const index of collection.indexes.filter((other) => names.includes(other.name))) {
          collection.removeIndex(index.name);
          undo.push(() => collection.addIndex(index));
        }
      },
      read: async (name) => ({ batches: batchesOf([...(all.get(name)?.documents.values() ?? [])]), done: 0 }),
      async insert(name, documents) {
        const collection = get(name);
        for (const [inserted, document] of documents.entries()) {
          const error = collection.insert(document);
          if (error !== undefined) return { inserted, error };
          undo.push(() => collection.remove(document["_id"]));
          record({ kind: "insert", collection: name, after: document, incarnation: collection });
        }
        return { inserted: documents.length, error: undefined };
      },
      async replace(name, replacements, form) {
        const collection = get(name);
        const done: (() => void)[] = [];
        const changes: PendingChange[] = [];
        for (const { id, document } of replacements) {
          const before = collection.documents.get(valueKey(id)) as Document;
          const error = collection.replace(id, document);
          if (error !== undefined) {
            for (const step of done.toReversed()) step();
            throw error;
          }
          done.push(() => collection.replace(id, before));
          changes.push({ kind: "update", collection: name, before, after: document, form, incarnation: collection });
        }
        undo.push(...done);
        for (const change of changes) record(change);
      },
      async remove(name, ids) {
        const collection = get(name);
        for (const id of ids) {
          const document = collection.remove(id);
          if (document === undefined) continue;
          undo.push(() => collection.insert(document));
          record({ kind: "delete", collection: name, before: document, incarnation: collection });
        }
      },
      isEmpty: async (name) => (all.get(name)?.documents.size ?? 0) === 0,
      count: async (name) => all.get(name)?.documents.size ?? 0,
    };
  }
}

function idIndex(info: CollectionInfo): IndexInfo {
  const collation = info.options["collation"];
  return { name: "_id_", key: { _id: new Int32(1) }, options: collation === undefined ? {} : { collation } };
}
