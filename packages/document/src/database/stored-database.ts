import {
  databaseError,
  unsupported,
  usage,
  type AnyDocument,
  type ChangeStream,
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
  type WatchOptions,
} from "@db/core";
import { openAggregate } from "../commands/aggregate.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import type { ChangeSource } from "../changes/open-changes.ts";
import { StoredChangeStream } from "../changes/stored-change-stream.ts";
import { inSnapshot, type CommandContext } from "../commands/command.ts";
import { CursorRegistry, firstBatchSize } from "../commands/cursor-registry.ts";
import { explainRead } from "../commands/explain.ts";
import { openFind } from "../commands/find.ts";
import { checkedCommand, runCommand } from "../commands/run-command.ts";
import { documentError } from "../errors.ts";
import type { DocumentStore, StoreTransaction } from "../store/store.ts";
import { exportDocument } from "../values/import-value.ts";
import type { Sweeper } from "../ttl/sweeper.ts";
import type { Document } from "../values/types.ts";
import { StoredCollection } from "./stored-collection.ts";
import { StoredCursor } from "./stored-cursor.ts";

/** The limits of a call. */
interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

/** What a {@link StoredDatabase} is in, or has beside it. */
interface Surroundings {
  readonly transaction?: StoreTransaction;
  /** The cursors of the database that a transaction is of. */
  readonly outer?: CursorRegistry;
  readonly sweeper?: Sweeper;
}

/** A document database over a store: every method is a command, so that programs and commands mean the same. */
export class StoredDatabase implements DocumentDatabase {
  readonly #store: DocumentStore;
  readonly #transaction: StoreTransaction | undefined;
  readonly #cursors: CursorRegistry;
  readonly #sweeper: Sweeper | undefined;
  /** The change streams that are open. */
  readonly #streams = new Set<AsyncDisposable>();
  #closed = false;

  /** `sweeper` begins with the first call, and ends when the database is closed. */
  constructor(store: DocumentStore, { transaction, outer, sweeper }: Surroundings = {}) {
    this.#cursors = new CursorRegistry(outer);
    this.#store = store;
    this.#transaction = transaction;
    this.#sweeper = sweeper;
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

  watch(pipeline: readonly PipelineStage[] = [], options: WatchOptions = {}): ChangeStream {
    return this.openChanges(undefined, pipeline, options);
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
      const inner = new StoredDatabase(this.#store, { transaction, outer: this.#cursors });
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
    await this.#sweeper?.stop();
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

  /** How a `find` or `aggregate` would be answered. */
  explain(command: AnyDocument, call: Limits): Promise<DocumentExplanation> {
    this.#check();
    return checkedCommand(command, this.#context(call), explainRead);
  }

  /** A cursor of a `find` or `aggregate`. */
  cursor<T>(command: AnyDocument, call: Limits, batchSize: number = firstBatchSize): StoredCursor<T> {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw usage("batchSize must be a whole number from 1");
    return new StoredCursor<T>(async () => {
      this.#check();
      const context = { ...this.#context(call), exported: true };
      const cursor = await checkedCommand(command, context, Object.hasOwn(command, "find") ? openFind : openAggregate);
      return this.#cursors.hold(cursor);
    }, batchSize);
  }

  /** The changes of one collection, or of all. */
  openChanges<T extends object>(
    collection: string | undefined,
    pipeline: readonly PipelineStage[],
    options: WatchOptions,
  ): ChangeStream<T> {
    const source: ChangeSource = {
      engine: this.engine,
      databaseName: this.name,
      collection,
      log: () => this.#changeLog(),
      describe: (name, call) => inSnapshot(this.#context(call), (transaction) => transaction.collection(name)),
      hold: (stream) => this.#streams.add(stream),
      forget: (stream) => this.#streams.delete(stream),
    };
    return new StoredChangeStream<T>(source, pipeline, options);
  }

  #changeLog(): ChangeLog {
    this.#check();
    if (this.#transaction !== undefined) throw documentError(263, "watch cannot run in a transaction");
    if (this.#store.changeLog === undefined) throw unsupported(this.engine, "change streams");
    return this.#store.changeLog();
  }

  #context(call: Limits): CommandContext {
    return { store: this.#store, transaction: this.#transaction, cursors: this.#cursors, call };
  }

  #check(): void {
    if (!this.#closed) this.#sweeper?.start();
    if (this.#closed) throw databaseError({ kind: "closed", engine: this.engine, message: "the database is closed" });
  }

  async #end(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#streams].map((stream) => stream[Symbol.asyncDispose]()));
    await this.#cursors.close();
  }
}
