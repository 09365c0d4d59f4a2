import {
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
  type Filter,
  type PipelineStage,
  type ReadOptions,
  type WatchOptions,
} from "@db/core";
import { exportDocument } from "@db/document/engine";
import type { AggregateOptions, Db } from "mongodb";
import { clientOptions } from "./call-options.ts";
import { MongoChangeStream } from "./change-stream.ts";
import { values } from "./client-options.ts";
import { Calls } from "./call.ts";
import { closedError, type ClientHolder } from "./client-holder.ts";
import { checkBatchSize, MongoCollection } from "./mongo-collection.ts";
import { MongoCursor } from "./mongo-cursor.ts";
import { engine } from "./mongo-errors.ts";
import type { MongoPoolStats } from "./pool-monitor.ts";
import { runTransaction } from "./transaction.ts";
import type { TransactionScope } from "./transaction-scope.ts";
import { refuseUndefined, refuseUndefinedCommand, refuseUndefinedStages } from "./undefined-values.ts";

/** MongoDB as a document database, and what the client has beside. */
export interface MongoDatabase extends DocumentDatabase {
  /** What the client's pools do, one for each server that it has spoken to. */
  stats(): readonly MongoPoolStats[];
  /** The client's own database, for what this interface has not: GridFS. Its errors are the client's. */
  native(): Promise<Db>;
}

/** Commands that cannot have a time limit of their own: the cursor has it. */
const withoutTimeLimit = new Set(["getMore"]);

/** A database of a {@link ClientHolder}, or one transaction on it. */
export class ClientDatabase implements MongoDatabase {
  readonly engine: string = engine;
  readonly #calls: Calls;

  constructor(holder: ClientHolder, transaction?: TransactionScope) {
    this.#calls = new Calls(holder, transaction);
  }

  get name(): string {
    return this.#calls.holder.databaseName;
  }

  collection<T extends object = AnyDocument>(name: string): DocumentCollection<T> {
    return new MongoCollection<T>(this.#calls, name);
  }

  async createCollection(name: string, options: CreateCollectionOptions = {}): Promise<void> {
    const facts = { name: "create", collection: name, operation: "query", writes: true } as const;
    await this.#calls.run(facts, options, (db, bounds) => {
      refuseUndefined(options.validator);
      refuseUndefinedStages(options.pipeline);
      const { pipeline, ...given } = clientOptions("createCollection", options);
      return db.createCollection(name, {
        ...given,
        ...(pipeline === undefined ? {} : { pipeline: [...pipeline] }),
        ...bounds,
      } as Parameters<typeof db.createCollection>[1]);
    });
  }

  listCollections(filter: Filter = {}, options: DocumentCallOptions = {}): Promise<CollectionDescription[]> {
    const facts = { name: "listCollections", operation: "query", writes: false } as const;
    return this.#calls.run(facts, options, async (db, bounds) => {
      refuseUndefined(filter);
      clientOptions("plain", options);
      const found = await db.listCollections(filter as AnyDocument, bounds).toArray();
      return found.map((each) => ({
        name: each.name,
        type: each.type === "view" ? "view" : "collection",
        options: exportDocument({ ...(each as { options?: object }).options }),
      }));
    });
  }

  aggregate<R extends object = AnyDocument>(
    pipeline: readonly PipelineStage[],
    options: ReadOptions = {},
  ): DocumentCursor<R> {
    checkBatchSize(options);
    const facts = { name: "aggregate", operation: "stream", writes: false } as const;
    return new MongoCursor<R>(this.#calls, facts, options, (db, bounds) => {
      refuseUndefinedStages(pipeline);
      const given = { ...clientOptions("aggregate", options), ...bounds };
      return db.aggregate([...pipeline] as AnyDocument[], given as AggregateOptions);
    });
  }

  watch(pipeline: readonly PipelineStage[] = [], options: WatchOptions = {}): ChangeStream {
    const facts = { name: "aggregate", operation: "stream", writes: false } as const;
    return new MongoChangeStream(this.#calls, facts, options, (db, given) => {
      checkBatchSize(options);
      refuseUndefinedStages(pipeline);
      return db.watch([...pipeline] as AnyDocument[], given);
    });
  }

  command(command: AnyDocument, options: CommandOptions = {}): Promise<AnyDocument> {
    const name = Object.keys(command)[0] ?? "";
    const facts = { name, operation: "call", writes: true } as const;
    return this.#calls.run(facts, options, async (db, { maxTimeMS, ...bounds }) => {
      refuseUndefinedCommand(command);
      const { types } = clientOptions("command", options);
      const limited = maxTimeMS === undefined || Object.hasOwn(command, "maxTimeMS") || withoutTimeLimit.has(name);
      const given = limited ? command : { ...command, maxTimeMS };
      if (types === "exact") return db.command(given, { ...bounds, ...values, promoteValues: false });
      return exportDocument(await db.command(given, { ...bounds, ...values }));
    });
  }

  async transaction<R>(
    work: (database: DocumentDatabase) => Promise<R>,
    options: DocumentCallOptions = {},
  ): Promise<R> {
    if (this.#calls.transaction !== undefined) throw usage("a document transaction cannot begin inside another");
    const { holder } = this.#calls;
    return runTransaction(holder, options, (scope) => work(new ClientDatabase(holder, scope)));
  }

  stats(): readonly MongoPoolStats[] {
    return this.#calls.holder.stats();
  }

  native(): Promise<Db> {
    if (this.#calls.transaction !== undefined)
      return Promise.reject(usage("ask the database outside of its transaction"));
    if (this.#calls.holder.closed) return Promise.reject(closedError());
    return this.#calls.holder.db();
  }

  async close(): Promise<void> {
    if (this.#calls.transaction !== undefined) throw usage("close the database outside of its transaction");
    await this.#calls.holder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
