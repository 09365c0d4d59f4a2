import type { ChangeStream, WatchOptions } from "./change-stream.ts";
import type { AnyDocument, CollationOptions, Filter, PipelineStage, Projection, Sort, Update } from "./language.ts";
import type { BulkWriteResult, DeleteResult, DocumentExplanation, InsertResult, UpdateResult } from "./results.ts";

/** What every call of a document database takes. */
export interface DocumentCallOptions {
  /** Milliseconds; the engine is told to stop, and the call rejects with kind `timeout`. */
  readonly timeout?: number;
  /** Stops the call; it rejects with kind `aborted`. */
  readonly signal?: AbortSignal;
}

/** What reads take beside. */
export interface ReadOptions extends DocumentCallOptions {
  readonly collation?: CollationOptions;
  /** The index to use, by its name or key. Rejects with code 2 when there is none. */
  readonly hint?: string | AnyDocument;
  /** Variables for expressions: `$$name`. */
  readonly let?: AnyDocument;
  /** How many documents come at a time; 101 at first unless given. */
  readonly batchSize?: number;
}

/** The options of `find`. */
export interface FindOptions<T> extends ReadOptions {
  readonly projection?: Projection<T>;
  readonly sort?: Sort<T>;
  readonly skip?: number;
  readonly limit?: number;
}

/** The options of updates. */
export interface UpdateOptions extends DocumentCallOptions {
  /** Inserts a document made of the filter and the update when none matches. */
  readonly upsert?: boolean;
  readonly arrayFilters?: readonly AnyDocument[];
  readonly collation?: CollationOptions;
  readonly hint?: string | AnyDocument;
  readonly let?: AnyDocument;
  /** Writes what the collection's validator would refuse. */
  readonly bypassDocumentValidation?: boolean;
}

/** The options of deletes. */
export interface DeleteOptions extends DocumentCallOptions {
  readonly collation?: CollationOptions;
  readonly hint?: string | AnyDocument;
  readonly let?: AnyDocument;
}

/** The options of inserts. */
export interface InsertOptions extends DocumentCallOptions {
  /** Whether the first refused document ends the call; true unless given. */
  readonly ordered?: boolean;
  readonly bypassDocumentValidation?: boolean;
}

/** The options of `findOneAnd...`. */
export interface FindOneAndOptions<T> extends UpdateOptions {
  readonly projection?: Projection<T>;
  readonly sort?: Sort<T>;
  /** Which document is given; `before` unless told otherwise. */
  readonly returnDocument?: "before" | "after";
}

/** One operation of `bulkWrite`. */
export type BulkOperation<T> =
  | { readonly insertOne: { readonly document: T } }
  | { readonly updateOne: { readonly filter: Filter<T>; readonly update: Update<T> } & UpdateOptions }
  | { readonly updateMany: { readonly filter: Filter<T>; readonly update: Update<T> } & UpdateOptions }
  | { readonly replaceOne: { readonly filter: Filter<T>; readonly replacement: T } & UpdateOptions }
  | { readonly deleteOne: { readonly filter: Filter<T> } & DeleteOptions }
  | { readonly deleteMany: { readonly filter: Filter<T> } & DeleteOptions };

/** An index to make; options as MongoDB's `createIndexes` has them. */
export interface IndexDefinition {
  /** 1, -1, `"text"` or `"hashed"` by path, in order. */
  readonly key: Readonly<Record<string, 1 | -1 | "text" | "hashed">>;
  /** Made of the key unless given: `age_1_name_-1`. */
  readonly name?: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly hidden?: boolean;
  readonly partialFilterExpression?: AnyDocument;
  /** Seconds after the date in the field after which documents are removed. */
  readonly expireAfterSeconds?: number;
  readonly collation?: CollationOptions;
  readonly weights?: Readonly<Record<string, number>>;
  readonly default_language?: string;
  readonly wildcardProjection?: AnyDocument;
}

/** An index as the engine tells of it. */
export interface IndexDescription extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly key: AnyDocument;
}

/** The options of a new collection. */
export interface CreateCollectionOptions extends DocumentCallOptions {
  /** A filter that every document must pass; `{ $jsonSchema }` for a schema. */
  readonly validator?: AnyDocument;
  readonly validationLevel?: "off" | "moderate" | "strict";
  readonly validationAction?: "error" | "warn";
  readonly collation?: CollationOptions;
  /** Makes a view of this collection through `pipeline`. */
  readonly viewOn?: string;
  readonly pipeline?: readonly PipelineStage[];
}

/** A collection or view as the engine tells of it. */
export interface CollectionDescription {
  readonly name: string;
  readonly type: "collection" | "view";
  readonly options: AnyDocument;
}

/**
 * Documents that come as they are asked for. It is read once: by `for await`, by `next` or by `toArray`. Whoever stops
 * early by other means than leaving `for await` closes it.
 */
export interface DocumentCursor<T> extends AsyncIterable<T>, AsyncDisposable {
  /** The next document; `undefined` after the last. */
  next(): Promise<T | undefined>;
  /** All that are left. */
  toArray(): Promise<T[]>;
  /** The documents in the batches they come in. */
  batches(): AsyncIterable<readonly T[]>;
  /** Ends it and gives back its connection; may be called again. */
  close(): Promise<void>;
}

/**
 * The documents of one name. Filters, updates, projections and pipelines are MongoDB's language with MongoDB's meaning
 * on every engine. Every method rejects with a `DatabaseError`; MongoDB's code is its `nativeCode`. Where several writes may be refused
 * each for itself, `insertMany` and `bulkWrite`, it is a `DocumentWriteError`.
 */
export interface DocumentCollection<T extends object = AnyDocument> {
  readonly name: string;

  find(filter?: Filter<T>, options?: FindOptions<T>): DocumentCursor<T>;
  /** The first document that matches; `undefined` when none does. */
  findOne(filter?: Filter<T>, options?: FindOptions<T>): Promise<T | undefined>;
  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options?: ReadOptions,
  ): DocumentCursor<R>;
  /** Tells how a find would be answered, and does not answer it. */
  explain(filter?: Filter<T>, options?: FindOptions<T>): Promise<DocumentExplanation>;
  /** Tells how a pipeline would be answered, and does not answer it. */
  explain(pipeline: readonly PipelineStage[], options?: ReadOptions): Promise<DocumentExplanation>;
  countDocuments(
    filter?: Filter<T>,
    options?: ReadOptions & { readonly skip?: number; readonly limit?: number },
  ): Promise<number>;
  /** From the engine's books: quick, and not held to what other transactions do. */
  estimatedDocumentCount(options?: DocumentCallOptions): Promise<number>;
  /** Each value of a path once, those of arrays apart. */
  distinct(path: string, filter?: Filter<T>, options?: ReadOptions): Promise<unknown[]>;

  insertOne(document: T, options?: InsertOptions): Promise<InsertResult>;
  /** Rejects with a `DocumentWriteError` when one is refused; it tells which, and what was done. */
  insertMany(documents: readonly T[], options?: InsertOptions): Promise<InsertResult>;
  updateOne(filter: Filter<T>, update: Update<T>, options?: UpdateOptions): Promise<UpdateResult>;
  updateMany(filter: Filter<T>, update: Update<T>, options?: UpdateOptions): Promise<UpdateResult>;
  replaceOne(filter: Filter<T>, replacement: T, options?: UpdateOptions): Promise<UpdateResult>;
  deleteOne(filter: Filter<T>, options?: DeleteOptions): Promise<DeleteResult>;
  deleteMany(filter: Filter<T>, options?: DeleteOptions): Promise<DeleteResult>;
  findOneAndUpdate(filter: Filter<T>, update: Update<T>, options?: FindOneAndOptions<T>): Promise<T | undefined>;
  findOneAndReplace(filter: Filter<T>, replacement: T, options?: FindOneAndOptions<T>): Promise<T | undefined>;
  findOneAndDelete(filter: Filter<T>, options?: FindOneAndOptions<T>): Promise<T | undefined>;
  /** Rejects with a `DocumentWriteError` when one is refused. */
  bulkWrite(operations: readonly BulkOperation<T>[], options?: InsertOptions): Promise<BulkWriteResult>;

  /**
   * The collection's changes, narrowed or shaped by a pipeline of `$match`, `$project`, `$set`, `$unset`, `$replaceRoot` and
   * their other names. Kind `unsupported` where the engine keeps no record of changes.
   */
  watch(pipeline?: readonly PipelineStage[], options?: WatchOptions): ChangeStream<T>;

  /** Makes an index and gives its name; one that exists already is left as it is. */
  createIndex(index: IndexDefinition, options?: DocumentCallOptions): Promise<string>;
  createIndexes(indexes: readonly IndexDefinition[], options?: DocumentCallOptions): Promise<string[]>;
  listIndexes(options?: DocumentCallOptions): Promise<IndexDescription[]>;
  /** Rejects with code 27 when there is no such index. */
  dropIndex(name: string, options?: DocumentCallOptions): Promise<void>;

  /** Takes the collection away with its documents and indexes; gives whether there was one. */
  drop(options?: DocumentCallOptions): Promise<boolean>;
  /** Rejects with code 26 when it does not exist, 48 when the new name is taken and `dropTarget` is not set. */
  rename(name: string, options?: DocumentCallOptions & { readonly dropTarget?: boolean }): Promise<void>;
}

/** How {@link DocumentDatabase.command} gives values. */
export interface CommandOptions extends DocumentCallOptions {
  /** `plain`: numbers and, where those are not exact, bigints. `exact`: bson's classes, which tell `int` from `double`. */
  readonly types?: "plain" | "exact";
}

/** A database of documents: one interface for MongoDB, and for what stands in for it. */
export interface DocumentDatabase extends AsyncDisposable {
  /** The engine's name. */
  readonly engine: string;
  readonly name: string;
  collection<T extends object = AnyDocument>(name: string): DocumentCollection<T>;
  /** Rejects with code 48 when it exists with other options. */
  createCollection(name: string, options?: CreateCollectionOptions): Promise<void>;
  listCollections(filter?: Filter, options?: DocumentCallOptions): Promise<CollectionDescription[]>;
  /** A pipeline over no collection: it begins with `$documents`. */
  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options?: ReadOptions,
  ): DocumentCursor<R>;
  /** The changes of all collections; see {@link DocumentCollection.watch}. */
  watch(pipeline?: readonly PipelineStage[], options?: WatchOptions): ChangeStream;
  /** Runs one of MongoDB's commands as a document and gives its answer. */
  command(command: AnyDocument, options?: CommandOptions): Promise<AnyDocument>;
  /**
   * Runs work in a transaction: committed when it resolves, rolled back when it rejects. What is read through `database`
   * inside it sees what was written through it.
   */
  transaction<R>(work: (database: DocumentDatabase) => Promise<R>, options?: DocumentCallOptions): Promise<R>;
  /** Ends every cursor and connection; may be called again. */
  close(): Promise<void>;
}
