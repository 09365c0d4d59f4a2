import type { DatabaseError, DocumentExplanation } from "@db/core";
import type { ChangeLog } from "../changes/change-log.ts";
import type { UpdateForm } from "../changes/update-form.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { UpdatePlan } from "../update/update-plan.ts";
import type { Filter } from "../filter/filter.ts";
import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";

/** The limits of one call: they reach the store's own engine. */
export interface StoreCall {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** What a collection is besides its documents. */
export interface CollectionInfo {
  readonly name: string;
  readonly type: "collection" | "view";
  /** As given at its creation: `validator`, `capped`, `viewOn`, `pipeline`, `collation` and so on. */
  readonly options: Document;
}

/** An index as `listIndexes` tells of it: `{ v, key, name, ... }` with its options. */
export interface IndexInfo {
  readonly name: string;
  readonly key: Document;
  readonly options: Document;
}

/** What a store has read. */
export interface StoreRead {
  /** Documents in batches, with backpressure: nothing is read ahead of what is asked for but one batch. */
  readonly batches: AsyncIterable<readonly Document[]>;
  /**
   * The same in the form that programs get (`exportDocument`), where the store can make it at less cost. Only one of both
   * is read.
   */
  readonly exported?: AsyncIterable<readonly Document[]>;
  /** All of it in that form, where it has been read already; then it need not be iterated. */
  readonly all?: readonly Document[];
  /**
   * How many of the stages, from the first, the store has done exactly. The rest is evaluated on what it gave. A store
   * that did a `$match` in part only (a superset) does not count it. A store may leave out fields that the rest does not
   * need (see `neededFields`).
   */
  readonly done: number;
}

/** How a store reads: see core's `DocumentExplanation`. */
export type StoreExplanation = Pick<
  DocumentExplanation,
  "prefiltered" | "statement" | "indexes" | "fullScan" | "cost" | "plan"
> & {
  /** As {@link StoreRead.done}, as far as it is known before anything is read. */
  readonly done: number;
  /** How many of those, from the first, are done whatever the values are that are met. */
  readonly certain: number;
};

/** One document that takes the place of another; both have the same `_id`. */
export interface Replacement {
  readonly id: unknown;
  readonly document: Document;
}

/** How far an insert came. */
export interface InsertOutcome {
  /** How many documents were inserted, from the first. */
  readonly inserted: number;
  /** Why the next one was not. */
  readonly error: DatabaseError | undefined;
}

/** What a store has built of indexes that are not made yet: its own names for it, by the names of the indexes. */
export interface BuiltIndexes {
  readonly relations: ReadonlyMap<string, string>;
}

/** What an update asks for. */
export interface UpdateRequest {
  readonly filter: Filter;
  readonly plan: UpdatePlan;
  readonly multi: boolean;
  readonly settings: QuerySettings;
}

/** What a delete asks for. */
export interface DeleteRequest {
  readonly filter: Filter;
  readonly settings: QuerySettings;
  /** How many documents at most; all unless given. Where there are several, those that others have locked may be passed over. */
  readonly limit: number | undefined;
}

/**
 * Where documents are kept: what an engine must be able to do, so that everything else of MongoDB's language is done
 * above it. Every method belongs to one transaction of the store and sees what came before in it.
 */
export interface StoreTransaction {
  /**
   * Keeps other transactions from writing to collections, and from changing what they are, until this one ends; asked
   * before anything of them is read. Absent where transactions run one after another.
   */
  lockCollections?(names: readonly string[]): Promise<void>;
  collection(name: string): Promise<CollectionInfo | undefined>;
  collections(): Promise<readonly CollectionInfo[]>;
  /** Rejects with code 48 when there is one of that name. */
  createCollection(info: CollectionInfo): Promise<void>;
  /** Sets the options anew. */
  changeCollection(info: CollectionInfo): Promise<void>;
  /** Gives whether there was one. */
  dropCollection(name: string): Promise<boolean>;
  renameCollection(from: string, to: string): Promise<void>;

  indexes(collection: string): Promise<readonly IndexInfo[]>;
  /**
   * Makes indexes that are new and checked; rejects with code 11000 when the documents there are not unique. `built` is what
   * `DocumentStore.buildIndexes` has done for some of them.
   */
  createIndexes(collection: string, indexes: readonly IndexInfo[], built?: BuiltIndexes): Promise<void>;
  /** Sets the options of an index that has this name; its key and what makes it unique stay. */
  changeIndex(collection: string, index: IndexInfo): Promise<void>;
  dropIndexes(collection: string, names: readonly string[]): Promise<void>;

  /**
   * Reads a collection through stages, as many as the store can do; what it can may depend on the values that it meets,
   * so it may have read by then. With `lock` what is read cannot change until the transaction ends, and documents are whole. A
   * collection that does not exist is empty.
   */
  read(
    collection: string,
    stages: readonly Stage[],
    settings: QuerySettings,
    options?: { readonly lock?: boolean },
  ): Promise<StoreRead>;
  /** How `read` would do the same; absent where there is nothing to tell but that everything is evaluated. */
  explain?(collection: string, stages: readonly Stage[], settings: QuerySettings): Promise<StoreExplanation>;
  /**
   * Inserts documents in their order up to the first that is refused (code 11000 by a unique index, 171 by two arrays in
   * a compound one). Those before it stay.
   */
  insert(collection: string, documents: readonly Document[]): Promise<InsertOutcome>;
  /**
   * Replaces documents that were read with `lock`, all of them or, when one is refused as by `insert`, none. `form` is how
   * it was asked for, for the record of changes.
   */
  replace(collection: string, replacements: readonly Replacement[], form?: UpdateForm): Promise<void>;
  /** Removes documents that were read with `lock`. */
  remove(collection: string, ids: readonly unknown[]): Promise<void>;
  /**
   * An update done by the engine in one statement; `undefined` when it cannot do this one with MongoDB's meaning, and
   * then nothing has happened. Upserts never come here.
   */
  update?(
    collection: string,
    request: UpdateRequest,
  ): Promise<{ readonly matched: number; readonly modified: number } | undefined>;
  /** A delete done by the engine in one statement; gives how many it removed, or `undefined` as `update` does. */
  delete?(collection: string, request: DeleteRequest): Promise<number | undefined>;
  /** Whether a collection that exists has no documents. */
  isEmpty(collection: string): Promise<boolean>;
  /** How many documents a collection has, from the engine's books. */
  count(collection: string): Promise<number>;
}

/** A single read cannot be answered so: the caller begins anew in a snapshot. See {@link DocumentStore.single}. */
export class NeedsSnapshot extends Error {
  override readonly name = "NeedsSnapshot";
}

/** What can be asked of a {@link DocumentStore.single}. */
export type SingleReader = Pick<StoreTransaction, "collection" | "indexes" | "read">;

/** A reading transaction that lasts until it is closed. */
export interface StoreSnapshot {
  readonly transaction: StoreTransaction;
  close(): Promise<void>;
}

/** A place for documents: {@link StoreTransaction}s, one at a time or several at once as its engine allows. */
export interface DocumentStore {
  /** The engine's name, for errors. */
  readonly engine: string;
  /** The database's name: the first part of a namespace. */
  readonly databaseName: string;
  /**
   * Whether there is one session for everybody: a cursor then reads everything when it is opened, since an open one would
   * keep all other calls waiting, those of the loop over it too.
   */
  readonly singleSession: boolean;
  /** Runs work in a transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>, call?: StoreCall): Promise<T>;
  /**
   * A view for one `read` of one collection, which the engine answers by one question and without a transaction; absent where
   * that is no quicker. What it tells of collections may be out of date. A read notices that, and whatever else it takes a snapshot
   * for, before it gives anything: it rejects with {@link NeedsSnapshot}, as its other methods may. There is nothing to close but what
   * a read has open, by the `return` of its iterator.
   */
  single?(call?: StoreCall): SingleReader;
  /**
   * Makes indexes beside all other work: asks `plan` which ones, builds beforehand what takes long, while others read and write, and then does
   * `work`, which makes them; absent where nobody has to wait for it. What was built for indexes that `work` did not make is given up. Both may
   * open transactions of their own.
   */
  readonly buildIndexes?:
    | (<T>(
        collection: string,
        steps: {
          readonly plan: () => Promise<readonly IndexInfo[]>;
          readonly work: (built: BuiltIndexes) => Promise<T>;
        },
        call?: StoreCall,
      ) => Promise<T>)
    | undefined;
  /** Opens a view of everything as it is now, for a cursor; it does not write. Whoever opens it closes it. */
  snapshot(call?: StoreCall): Promise<StoreSnapshot>;
  /**
   * The record of changes, for `watch`. Absent where the engine has none; throws kind `unsupported` where it is switched
   * off.
   */
  changeLog?(): ChangeLog;
  close(): Promise<void>;
}
