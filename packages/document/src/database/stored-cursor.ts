import { usage, type DocumentCursor } from "@db/core";
import type { OpenCursor } from "../commands/cursor-registry.ts";
import { exportDocument } from "../values/import-value.ts";

/** A cursor for programs over one of commands; nothing is asked before the first document is. */
export class StoredCursor<T> implements DocumentCursor<T> {
  readonly #open: () => Promise<OpenCursor>;
  readonly #batchSize: number;
  #cursor: Promise<OpenCursor> | undefined;
  /** What of the last batch `next` has not given, the next one last. */
  #rest: T[] = [];
  #closed = false;

  constructor(open: () => Promise<OpenCursor>, batchSize: number) {
    this.#open = open;
    this.#batchSize = batchSize;
  }

  async next(): Promise<T | undefined> {
    if (this.#rest.length === 0) this.#rest = (await this.#batch()).toReversed();
    return this.#rest.pop();
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const batch of this.batches()) for (const document of batch) all.push(document);
    return all;
  }

  async *batches(): AsyncGenerator<readonly T[]> {
    try {
      if (this.#rest.length > 0) {
        const rest = this.#rest.toReversed();
        this.#rest = [];
        yield rest;
      }
      for (;;) {
        const batch = await this.#batch();
        if (batch.length === 0) return;
        yield batch;
      }
    } finally {
      await this.close();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const batch of this.batches()) yield* batch;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rest = [];
    // One that could not be opened has told so already.
    const cursor = await this.#cursor?.catch(() => undefined);
    await cursor?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #batch(): Promise<T[]> {
    if (this.#closed && this.#cursor === undefined) throw usage("the cursor is closed");
    this.#cursor ??= this.#open();
    const cursor = await this.#cursor;
    if (cursor.ended) {
      await cursor.close();
      return [];
    }
    try {
      const documents = await cursor.next(this.#batchSize);
      if (cursor.ended) await cursor.close();
      return documents.map((document) => exportDocument(document) as T);
    } catch (error) {
      await cursor.close();
      throw error;
    }
  }
}
