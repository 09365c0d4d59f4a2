import {
  databaseError,
  usage,
  type AnyDocument,
  type CollectionDescription,
  type CommandOptions,
  type CreateCollectionOptions,
  type DocumentCallOptions,
  type DocumentCollection,
  type DocumentCursor,
  type DocumentDatabase,
  type DocumentExplanation,
  type Filter,
  type PipelineStage,
  type ReadOptions,
} from "@db/core";
import { openAggregate } from "../commands/aggregate.ts";
import type { CommandContext } from "../commands/command.ts";
import { CursorRegistry, firstBatchSize } from "../commands/cursor-registry.ts";
import { explainFind, openFind } from "../commands/find.ts";
import { checkedCommand, runCommand } from "../commands/run-command.ts";
import type { DocumentStore, StoreTransaction } from "../store/store.ts";
import { exportDocument } from "../values/import-value.ts";
import type { Document } from "../values/types.ts";
import { StoredCollection } from "./stored-collection.ts";
import { StoredCursor } from "./stored-cursor.ts";

/** The limits of a call. */
interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

/** A document database over a store: every method is a command, so that programs and commands mean the same. */
export class StoredDatabase implements DocumentDatabase {
  readonly #store: DocumentStore;
  readonly #transaction: StoreTransaction | undefined;
  readonly #cursors: CursorRegistry;
  #closed = false;

  constructor(store: DocumentStore, transaction?: StoreTransaction, outer?: CursorRegistry) {
    this.#cursors = new CursorRegistry(outer);
    this.#store = store;
    this.#transaction = transaction;
  }

  get engine(): string {
    return this.#store.engine;
  }

  get name(): string {
    return this.#store.databaseName;
  }

  collection<T extends object = AnyDocument>(name: string): DocumentCollection<T> {
    return new StoredCollection<T>(this, name);
  }

  async createCollection(name: string, options: CreateCollectionOptions = {}): Promise<void> {
    const { signal, timeout, ...given } = options;
    await this.run({ create: name, ...given }, { signal, timeout });
  }

  async listCollections(filter: Filter = {}, options: DocumentCallOptions = {}): Promise<CollectionDescription[]> {
    const answer = await this.run({ listCollections: 1, filter, cursor: { batchSize: 1e9 } }, options);
    const { firstBatch } = answer["cursor"] as { firstBatch: Document[] };
    return firstBatch.map((found) => {
      const { name, type, options: kept } = exportDocument(found) as unknown as CollectionDescription;
      return { name, type, options: kept };
    });
  }

  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options: ReadOptions = {},
  ): DocumentCursor<R> {
    const { signal, timeout, batchSize, ...given } = options;
    return this.cursor<R>({ aggregate: 1, pipeline, cursor: {}, ...given }, { signal, timeout }, batchSize);
  }

  async command(command: AnyDocument, options: CommandOptions = {}): Promise<AnyDocument> {
    const answer = await this.run(command, options);
    return options.types === "exact" ? answer : exportDocument(answer);
  }

  async transaction<R>(
    work: (database: DocumentDatabase) => Promise<R>,
    options: DocumentCallOptions = {},
  ): Promise<R> {
    if (this.#transaction !== undefined) throw usage("a document transaction cannot begin inside another");
    this.#check();
    return this.#store.transaction(async (transaction) => {
      const inner = new StoredDatabase(this.#store, transaction, this.#cursors);
      try {
        return await work(inner);
      } finally {
        await inner.#end();
      }
    }, options);
  }

  async close(): Promise<void> {
    if (this.#transaction !== undefined) throw usage("close the database outside of its transaction");
    if (this.#closed) return;
    await this.#end();
    await this.#store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs a command in the caller's limits; the values of its answer are in the imported form. */
  async run(command: AnyDocument, call: Limits): Promise<Document> {
    this.#check();
    return runCommand(command, this.#context(call));
  }

  /** How a `find` would be answered. */
  explain(command: AnyDocument, call: Limits): Promise<DocumentExplanation> {
    this.#check();
    return checkedCommand(command, this.#context(call), explainFind);
  }

  /** A cursor of a `find` or `aggregate`. */
  cursor<T>(command: AnyDocument, call: Limits, batchSize: number = firstBatchSize): StoredCursor<T> {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw usage("batchSize must be a whole number from 1");
    return new StoredCursor<T>(async () => {
      this.#check();
      const context = this.#context(call);
      const cursor = await checkedCommand(command, context, Object.hasOwn(command, "find") ? openFind : openAggregate);
      return this.#cursors.hold(cursor);
    }, batchSize);
  }

  #context(call: Limits): CommandContext {
    return { store: this.#store, transaction: this.#transaction, cursors: this.#cursors, call };
  }

  #check(): void {
    if (this.#closed) throw databaseError({ kind: "closed", engine: this.engine, message: "the database is closed" });
  }

  async #end(): Promise<void> {
    this.#closed = true;
    await this.#cursors.close();
  }
}
