import {
  databaseError,
  usage,
  type AnyDocument,
  type BulkOperation,
  type BulkWriteResult,
  type ChangeStream,
  type DeleteOptions,
  type DeleteResult,
  type DocumentCallOptions,
  type DocumentCollection,
  type DocumentCursor,
  type DocumentExplanation,
  type Filter,
  type FindOneAndOptions,
  type FindOptions,
  type IndexDefinition,
  type IndexDescription,
  type InsertOptions,
  type InsertResult,
  type PipelineStage,
  type ReadOptions,
  type Update,
  type UpdateOptions,
  type UpdateResult,
  type WatchOptions,
} from "@db/core";
import { exportDocument } from "@db/document/engine";
import { ObjectId, type AnyBulkWriteOperation, type ChangeStream as ClientStream, type Collection } from "mongodb";
import { checkOperation, clientOptions, type Method } from "./call-options.ts";
import type { CallFacts, Calls, ClientBounds } from "./call.ts";
import { MongoChangeStream } from "./change-stream.ts";
import { explanation, stagesOfFind } from "./explanation.ts";
import { MongoCursor } from "./mongo-cursor.ts";
import { engine } from "./mongo-errors.ts";
import { refuseUndefined, refuseUndefinedPull, refuseUndefinedStages } from "./undefined-values.ts";
import { bulkError, bulkResult } from "./write-results.ts";

/** The client's collection; its methods' types are narrower than what the language and the server take. */
type Client = Collection<AnyDocument>;
// eslint-disable-next-line typescript/no-explicit-any -- the client's option types leave out `signal`, which it reads
type ForClient = any;

/** A collection whose methods are those of the client. */
export class MongoCollection<T extends object> implements DocumentCollection<T> {
  readonly name: string;
  readonly #calls: Calls;

  constructor(calls: Calls, name: string) {
    this.#calls = calls;
    this.name = name;
  }

  find(filter: Filter<T> = {}, options: FindOptions<T> = {}): DocumentCursor<T> {
    checkBatchSize(options);
    return this.#cursor("find", options, (collection, bounds) => {
      refuseUndefined(filter);
      return collection.find(filter as ForClient, { ...clientOptions("find", options), ...bounds } as ForClient);
    });
  }

  findOne(filter: Filter<T> = {}, options: FindOptions<T> = {}): Promise<T | undefined> {
    return this.#read("find", "find", options, async (collection, bounds) => {
      refuseUndefined(filter);
      const given = { ...clientOptions("find", options), ...bounds };
      return found(await collection.findOne(filter as ForClient, given as ForClient));
    });
  }

  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options: ReadOptions = {},
  ): DocumentCursor<R> {
    checkBatchSize(options);
    return this.#cursor("aggregate", options, (collection, bounds) => {
      refuseUndefinedStages(pipeline);
      const given = { ...clientOptions("aggregate", options), ...bounds };
      return collection.aggregate([...pipeline] as AnyDocument[], given as ForClient);
    });
  }

  explain(
    asked: Filter<T> | readonly PipelineStage[] = {},
    options: FindOptions<T> = {},
  ): Promise<DocumentExplanation> {
    if (Array.isArray(asked)) return this.#explainPipeline(asked as readonly PipelineStage[], options);
    return this.#read("explain", "find", options, async (collection, bounds) => {
      refuseUndefined(asked);
      const given = { ...clientOptions("find", options), ...bounds };
      const plan = await collection.find(asked as ForClient, given as ForClient).explain("queryPlanner");
      return explanation(exportDocument(plan), stagesOfFind(options as FindOptions<unknown>));
    });
  }

  #explainPipeline(pipeline: readonly PipelineStage[], options: ReadOptions): Promise<DocumentExplanation> {
    return this.#read("explain", "aggregate", options, async (collection, bounds) => {
      refuseUndefinedStages(pipeline);
      const given = { ...clientOptions("aggregate", options), ...bounds };
      const plan = await collection
        .aggregate([...pipeline] as AnyDocument[], given as ForClient)
        .explain("queryPlanner");
      const names = pipeline.flatMap((stage) => Object.keys(stage).slice(0, 1));
      return explanation(exportDocument(plan), names);
    });
  }

  countDocuments(
    filter: Filter<T> = {},
    options: ReadOptions & { readonly skip?: number; readonly limit?: number } = {},
  ): Promise<number> {
    return this.#read("aggregate", "countDocuments", options, async (collection, bounds) => {
      refuseUndefined(filter);
      const { limit, ...given } = clientOptions("countDocuments", options);
      return collection.countDocuments(
        filter as ForClient,
        { ...given, ...(limit === undefined || limit === 0 ? {} : { limit }), ...bounds } as ForClient,
      );
    });
  }

  estimatedDocumentCount(options: DocumentCallOptions = {}): Promise<number> {
    return this.#read("count", "plain", options, (collection, bounds) =>
      collection.estimatedDocumentCount(bounds as ForClient),
    );
  }

  distinct(path: string, filter: Filter<T> = {}, options: ReadOptions = {}): Promise<unknown[]> {
    return this.#read("distinct", "distinct", options, async (collection, bounds) => {
      refuseUndefined(filter);
      const given = { ...clientOptions("distinct", options), ...bounds };
      const values = await collection.distinct(path, filter as ForClient, given as ForClient);
      return exportDocument({ values })["values"] as unknown[];
    });
  }

  insertOne(document: T, options: InsertOptions = {}): Promise<InsertResult> {
    return this.#write("insert", "insert", options, async (collection, bounds) => {
      const { ordered: _, ...given } = clientOptions("insert", options);
      const named = withId(document);
      await collection.insertOne(named, { ...given, ...bounds } as ForClient);
      return { insertedCount: 1, insertedIds: [named["_id"]] };
    });
  }

  insertMany(documents: readonly T[], options: InsertOptions = {}): Promise<InsertResult> {
    return this.#bulk("insert", options, async (collection, bounds) => {
      checkCount(documents);
      const named = documents.map(withId);
      const given = { ...clientOptions("insert", options), ...bounds };
      const { insertedCount } = await collection.insertMany(named, given as ForClient);
      return { insertedCount, insertedIds: named.map((document) => document["_id"]) };
    });
  }

  updateOne(filter: Filter<T>, update: Update<T>, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update("updateOne", filter, update, options);
  }

  updateMany(filter: Filter<T>, update: Update<T>, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update("updateMany", filter, update, options);
  }

  replaceOne(filter: Filter<T>, replacement: T, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update("replaceOne", filter, replacement, options);
  }

  deleteOne(filter: Filter<T>, options: DeleteOptions = {}): Promise<DeleteResult> {
    return this.#delete("deleteOne", filter, options);
  }

  deleteMany(filter: Filter<T>, options: DeleteOptions = {}): Promise<DeleteResult> {
    return this.#delete("deleteMany", filter, options);
  }

  findOneAndUpdate(filter: Filter<T>, update: Update<T>, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd("findOneAndUpdate", filter, options, (collection, given) => {
      refuseUndefinedPull(update);
      return collection.findOneAndUpdate(filter as ForClient, update as ForClient, given);
    });
  }

  findOneAndReplace(filter: Filter<T>, replacement: T, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd("findOneAndReplace", filter, options, (collection, given) =>
      collection.findOneAndReplace(filter as ForClient, replacement as ForClient, given),
    );
  }

  findOneAndDelete(filter: Filter<T>, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd("findOneAndDelete", filter, options, (collection, given) =>
      collection.findOneAndDelete(filter as ForClient, given),
    );
  }

  bulkWrite(operations: readonly BulkOperation<T>[], options: InsertOptions = {}): Promise<BulkWriteResult> {
    return this.#bulk("bulkWrite", options, async (collection, bounds) => {
      checkCount(operations);
      const given = { ...clientOptions("insert", options), ...bounds };
      return bulkResult(await collection.bulkWrite(operations.map(bulkOperation), given as ForClient));
    });
  }

  watch(pipeline: readonly PipelineStage[] = [], options: WatchOptions = {}): ChangeStream<T> {
    return new MongoChangeStream<T>(this.#calls, this.#facts("aggregate", "stream", false), options, (db, given) => {
      checkBatchSize(options);
      refuseUndefinedStages(pipeline);
      return db.collection(this.name).watch([...pipeline] as AnyDocument[], given) as unknown as ClientStream;
    });
  }

  async createIndex(index: IndexDefinition, options: DocumentCallOptions = {}): Promise<string> {
    return (await this.createIndexes([index], options))[0] as string;
  }

  createIndexes(indexes: readonly IndexDefinition[], options: DocumentCallOptions = {}): Promise<string[]> {
    return this.#write("createIndexes", "plain", options, (collection, bounds) => {
      clientOptions("plain", options);
      for (const { partialFilterExpression } of indexes) refuseUndefined(partialFilterExpression);
      // The last argument: what the client does not know of an index is the server's to judge.
      return collection.createIndexes(indexes as ForClient, bounds as ForClient, true);
    });
  }

  listIndexes(options: DocumentCallOptions = {}): Promise<IndexDescription[]> {
    return this.#read("listIndexes", "plain", options, async (collection, bounds) => {
      const indexes = await collection.listIndexes(bounds as ForClient).toArray();
      return indexes.map((index) => exportDocument(index) as IndexDescription);
    });
  }

  async dropIndex(name: string, options: DocumentCallOptions = {}): Promise<void> {
    await this.#write("dropIndexes", "plain", options, (collection, bounds) =>
      collection.dropIndex(name, bounds as ForClient),
    );
  }

  drop(options: DocumentCallOptions = {}): Promise<boolean> {
    return this.#calls.run(this.#facts("drop", "query", true), options, async (db, { maxTimeMS, ...bounds }) => {
      clientOptions("plain", options);
      // The client's own method tells of a collection that is not there what it tells of one that was.
      const command = { drop: this.name, ...(maxTimeMS === undefined ? {} : { maxTimeMS }) };
      try {
        return Object.hasOwn(await db.command(command, bounds), "ns");
      } catch (error) {
        if ((error as { code?: unknown }).code === namespaceNotFound) return false;
        throw error;
      }
    });
  }

  async rename(name: string, options: DocumentCallOptions & { readonly dropTarget?: boolean } = {}): Promise<void> {
    await this.#write("renameCollection", "rename", options, (collection, bounds) =>
      collection.rename(name, { ...clientOptions("rename", options), ...bounds } as ForClient),
    );
  }

  #update(
    method: "updateOne" | "updateMany" | "replaceOne",
    filter: Filter<T>,
    update: unknown,
    options: UpdateOptions,
  ): Promise<UpdateResult> {
    return this.#write("update", "update", options, async (collection, bounds) => {
      refuseUndefined(filter);
      refuseUndefined(options.arrayFilters);
      if (method !== "replaceOne") refuseUndefinedPull(update);
      const given = { ...clientOptions("update", options), ...bounds };
      const result = await collection[method](filter as ForClient, update as ForClient, given as ForClient);
      return {
        matchedCount: result.matchedCount,
        modifiedCount: result.modifiedCount,
        ...(result.upsertedCount === 0 ? {} : { upsertedId: exportDocument({ id: result.upsertedId })["id"] }),
      };
    });
  }

  #delete(method: "deleteOne" | "deleteMany", filter: Filter<T>, options: DeleteOptions): Promise<DeleteResult> {
    return this.#write("delete", "delete", options, async (collection, bounds) => {
      refuseUndefined(filter);
      const given = { ...clientOptions("delete", options), ...bounds };
      const { deletedCount } = await collection[method](filter as ForClient, given as ForClient);
      return { deletedCount };
    });
  }

  #findOneAnd(
    method: "findOneAndUpdate" | "findOneAndReplace" | "findOneAndDelete",
    filter: Filter<T>,
    options: FindOneAndOptions<T>,
    change: (collection: Client, options: ForClient) => Promise<object | null>,
  ): Promise<T | undefined> {
    return this.#write("findAndModify", method, options, async (collection, bounds) => {
      refuseUndefined(filter);
      refuseUndefined(options.arrayFilters);
      return found(await change(collection, { ...clientOptions(method, options), ...bounds }));
    });
  }

  #cursor<R>(
    method: "find" | "aggregate",
    options: DocumentCallOptions,
    open: (collection: Client, bounds: ClientBounds) => ReturnType<Client["find"]> | ReturnType<Client["aggregate"]>,
  ): DocumentCursor<R> {
    return new MongoCursor<R>(this.#calls, this.#facts(method, "stream", false), options, (db, bounds) =>
      open(db.collection(this.name), bounds),
    );
  }

  #read<R>(
    command: string,
    method: Method,
    options: DocumentCallOptions,
    operate: (collection: Client, bounds: ClientBounds) => Promise<R>,
  ): Promise<R> {
    return this.#calls.run(this.#facts(command, "query", false), options, async (db, bounds) => {
      clientOptions(method, options);
      return operate(db.collection(this.name), bounds);
    });
  }

  #write<R>(
    command: string,
    method: Method,
    options: DocumentCallOptions,
    operate: (collection: Client, bounds: ClientBounds) => Promise<R>,
  ): Promise<R> {
    return this.#calls.run(this.#facts(command, "query", true), options, async (db, bounds) => {
      clientOptions(method, options);
      return operate(db.collection(this.name), bounds);
    });
  }

  #bulk<R>(
    command: string,
    options: InsertOptions,
    operate: (collection: Client, bounds: ClientBounds) => Promise<R>,
  ): Promise<R> {
    const facts = this.#facts(command, "bulk-insert", true);
    return this.#calls.run(facts, options, (db, bounds) => operate(db.collection(this.name), bounds), bulkError);
  }

  #facts(name: string, operation: CallFacts["operation"], writes: boolean): CallFacts {
    return { name, collection: this.name, operation, writes };
  }
}

const namespaceNotFound = 26;

function found<T>(document: object | null): T | undefined {
  return document === null ? undefined : (exportDocument(document as AnyDocument) as T);
}

/** The document with an `_id`, which comes first; the caller's own stays as it is. */
function withId(document: object): AnyDocument {
  const { _id, ...rest } = document as AnyDocument;
  return _id === undefined ? { _id: new ObjectId(), ...rest } : (document as AnyDocument);
}

function bulkOperation<T extends object>(operation: BulkOperation<T>): AnyBulkWriteOperation<AnyDocument> {
  checkOperation(operation);
  if ("insertOne" in operation) return { insertOne: { document: withId(operation.insertOne.document) } };
  for (const statement of Object.values(operation) as unknown as AnyDocument[]) {
    refuseUndefined(statement["filter"]);
    refuseUndefined(statement["arrayFilters"]);
    refuseUndefinedPull(statement["update"]);
  }
  return operation as AnyBulkWriteOperation<AnyDocument>;
}

/** The server refuses an empty list with this code; the client would not even ask. */
function checkCount(list: readonly unknown[]): void {
  if (list.length === 0)
    throw databaseError({ kind: "invalid-value", engine, nativeCode: 16, message: "there is nothing to write" });
}

/** @throws DatabaseError `usage` for a size that is none. */
export function checkBatchSize({ batchSize }: ReadOptions): void {
  if (batchSize !== undefined && (!Number.isInteger(batchSize) || batchSize < 1))
    throw usage("batchSize must be a whole number from 1");
}
