import {
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
import { ObjectId } from "bson";
import { exportDocument, exportValue } from "../values/import-value.ts";
import type { Document } from "../values/types.ts";
import { bulkOperation } from "./bulk-operation.ts";
import type { StoredDatabase } from "./stored-database.ts";
import { bulkResult, refuseFailure, refuseFailures } from "./write-results.ts";

type Limits = Pick<DocumentCallOptions, "signal" | "timeout">;

/** What of a call's options is the command's, without what is undefined. */
function commandFields<O extends DocumentCallOptions>(options: O): { fields: AnyDocument; limits: Limits } {
  const { signal, timeout, ...fields } = options;
  return {
    fields: fields as AnyDocument,
    limits: { ...(signal === undefined ? {} : { signal }), ...(timeout === undefined ? {} : { timeout }) },
  };
}

/** A collection whose methods are commands of a {@link StoredDatabase}. */
export class StoredCollection<T extends object> implements DocumentCollection<T> {
  readonly name: string;
  readonly #database: StoredDatabase;

  constructor(database: StoredDatabase, name: string) {
    this.#database = database;
    this.name = name;
  }

  find(filter: Filter<T> = {}, options: FindOptions<T> = {}): DocumentCursor<T> {
    const { fields, limits } = commandFields(options);
    const { batchSize, ...given } = fields;
    return this.#database.cursor<T>({ find: this.name, filter, ...given }, limits, batchSize as number | undefined);
  }

  async findOne(filter: Filter<T> = {}, options: FindOptions<T> = {}): Promise<T | undefined> {
    return (await this.find(filter, { ...options, limit: 1, batchSize: 1 }).toArray())[0];
  }

  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options: ReadOptions = {},
  ): DocumentCursor<R> {
    const { fields, limits } = commandFields(options);
    const { batchSize, ...given } = fields;
    const command = { aggregate: this.name, pipeline, cursor: {}, ...given };
    return this.#database.cursor<R>(command, limits, batchSize as number | undefined);
  }

  explain(
    asked: Filter<T> | readonly PipelineStage[] = {},
    options: FindOptions<T> = {},
  ): Promise<DocumentExplanation> {
    const { fields, limits } = commandFields(options);
    const { batchSize: _, ...given } = fields;
    const command = Array.isArray(asked)
      ? { aggregate: this.name, pipeline: asked, cursor: {} }
      : { find: this.name, filter: asked };
    return this.#database.explain({ ...command, ...given }, limits);
  }

  async countDocuments(
    filter: Filter<T> = {},
    options: ReadOptions & { readonly skip?: number; readonly limit?: number } = {},
  ): Promise<number> {
    const { skip, limit, ...rest } = options;
    const pipeline = [
      { $match: filter },
      ...(skip === undefined || skip === 0 ? [] : [{ $skip: skip }]),
      ...(limit === undefined || limit === 0 ? [] : [{ $limit: limit }]),
      { $count: "n" },
    ];
    const [counted] = await this.aggregate<{ n: number }>(pipeline, rest).toArray();
    return counted?.n ?? 0;
  }

  async estimatedDocumentCount(options: DocumentCallOptions = {}): Promise<number> {
    return exportValue((await this.#run({ count: this.name }, options))["n"]) as number;
  }

  async distinct(path: string, filter: Filter<T> = {}, options: ReadOptions = {}): Promise<unknown[]> {
    const { batchSize: _, let: __, ...given } = options;
    return exportValue(
      (await this.#run({ distinct: this.name, key: path, query: filter }, given))["values"],
    ) as unknown[];
  }

  insertOne(document: T, options: InsertOptions = {}): Promise<InsertResult> {
    return this.#insert([document], options, (answer) => refuseFailure(answer, this.#database.engine));
  }

  insertMany(documents: readonly T[], options: InsertOptions = {}): Promise<InsertResult> {
    return this.#insert(documents, options, (answer, insertedCount) =>
      refuseFailures(answer, this.#database.engine, { insertedCount }),
    );
  }

  async #insert(
    documents: readonly T[],
    options: InsertOptions,
    refuse: (answer: Document, insertedCount: number) => void,
  ): Promise<InsertResult> {
    const named = documents.map((document) =>
      (document as AnyDocument)["_id"] === undefined ? { ...document, _id: new ObjectId() } : document,
    );
    const answer = await this.#run({ insert: this.name, documents: named }, options);
    const insertedCount = exportValue(answer["n"]) as number;
    refuse(answer, insertedCount);
    return { insertedCount, insertedIds: named.map((document) => (document as AnyDocument)["_id"]) };
  }

  updateOne(filter: Filter<T>, update: Update<T>, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update(filter, update, false, options);
  }

  updateMany(filter: Filter<T>, update: Update<T>, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update(filter, update, true, options);
  }

  replaceOne(filter: Filter<T>, replacement: T, options: UpdateOptions = {}): Promise<UpdateResult> {
    return this.#update(filter, replacement, false, options);
  }

  deleteOne(filter: Filter<T>, options: DeleteOptions = {}): Promise<DeleteResult> {
    return this.#delete(filter, 1, options);
  }

  deleteMany(filter: Filter<T>, options: DeleteOptions = {}): Promise<DeleteResult> {
    return this.#delete(filter, 0, options);
  }

  findOneAndUpdate(filter: Filter<T>, update: Update<T>, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd({ query: filter, update }, options);
  }

  findOneAndReplace(filter: Filter<T>, replacement: T, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd({ query: filter, update: replacement }, options);
  }

  findOneAndDelete(filter: Filter<T>, options: FindOneAndOptions<T> = {}): Promise<T | undefined> {
    return this.#findOneAnd({ query: filter, remove: true }, options);
  }

  async bulkWrite(operations: readonly BulkOperation<T>[], options: InsertOptions = {}): Promise<BulkWriteResult> {
    const { fields, limits } = commandFields(options);
    const answer = await this.#database.run(
      {
        bulkWrite: 1,
        ops: operations.map(bulkOperation),
        nsInfo: [{ ns: `${this.#database.name}.${this.name}` }],
        cursor: { batchSize: operations.length + 1 },
        ...fields,
      },
      limits,
    );
    return bulkResult(answer, this.#database.engine);
  }

  watch(pipeline: readonly PipelineStage[] = [], options: WatchOptions = {}): ChangeStream<T> {
    return this.#database.openChanges<T>(this.name, pipeline, options);
  }

  async createIndex(index: IndexDefinition, options: DocumentCallOptions = {}): Promise<string> {
    return (await this.createIndexes([index], options))[0] as string;
  }

  async createIndexes(indexes: readonly IndexDefinition[], options: DocumentCallOptions = {}): Promise<string[]> {
    const named = indexes.map((index) => ({ ...index, name: index.name ?? indexName(index.key) }));
    await this.#run({ createIndexes: this.name, indexes: named }, options);
    return named.map(({ name }) => name);
  }

  async listIndexes(options: DocumentCallOptions = {}): Promise<IndexDescription[]> {
    const answer = await this.#run({ listIndexes: this.name, cursor: { batchSize: 1000 } }, options);
    const { firstBatch } = answer["cursor"] as { firstBatch: Document[] };
    return firstBatch.map((index) => exportDocument(index) as IndexDescription);
  }

  async dropIndex(name: string, options: DocumentCallOptions = {}): Promise<void> {
    await this.#run({ dropIndexes: this.name, index: name }, options);
  }

  async drop(options: DocumentCallOptions = {}): Promise<boolean> {
    return Object.hasOwn(await this.#run({ drop: this.name }, options), "ns");
  }

  async rename(name: string, options: DocumentCallOptions & { readonly dropTarget?: boolean } = {}): Promise<void> {
    const namespace = (collection: string): string => `${this.#database.name}.${collection}`;
    await this.#run({ renameCollection: namespace(this.name), to: namespace(name) }, options);
  }

  #run(command: AnyDocument, options: DocumentCallOptions): Promise<Document> {
    const { fields, limits } = commandFields(options);
    return this.#database.run({ ...command, ...fields }, limits);
  }

  async #update(filter: Filter<T>, update: unknown, multi: boolean, options: UpdateOptions): Promise<UpdateResult> {
    const { upsert, arrayFilters, collation, hint, ...rest } = options;
    const statement = { q: filter, u: update, multi, upsert, arrayFilters, collation, hint };
    const answer = await this.#run({ update: this.name, updates: [statement] }, rest);
    refuseFailure(answer, this.#database.engine);
    const [upserted] = (answer["upserted"] as { _id: unknown }[] | undefined) ?? [];
    const n = exportValue(answer["n"]) as number;
    return {
      matchedCount: upserted === undefined ? n : 0,
      modifiedCount: exportValue(answer["nModified"]) as number,
      ...(upserted === undefined ? {} : { upsertedId: exportValue(upserted._id) }),
    };
  }

  async #delete(filter: Filter<T>, limit: 0 | 1, options: DeleteOptions): Promise<DeleteResult> {
    const { collation, hint, ...rest } = options;
    const answer = await this.#run({ delete: this.name, deletes: [{ q: filter, limit, collation, hint }] }, rest);
    refuseFailure(answer, this.#database.engine);
    return { deletedCount: exportValue(answer["n"]) as number };
  }

  async #findOneAnd(command: AnyDocument, options: FindOneAndOptions<T>): Promise<T | undefined> {
    const { projection, returnDocument, ...rest } = options;
    const answer = await this.#run(
      {
        findAndModify: this.name,
        ...command,
        ...(projection === undefined ? {} : { fields: projection }),
        ...(returnDocument === "after" ? { new: true } : {}),
      },
      rest,
    );
    const value = answer["value"] as Document | null;
    return value === null ? undefined : (exportDocument(value) as T);
  }
}

/** `a_1_b_-1`, as MongoDB's driver names an index. */
function indexName(key: IndexDefinition["key"]): string {
  return Object.entries(key)
    .map(([field, way]) => `${field}_${way}`)
    .join("_");
}
