import type { DocumentCursor } from "./document-database.ts";

/** The reading side of a cursor: all ways of reading it, over the batches that an engine gives. For authors of engines. */
export abstract class BatchCursor<T> implements DocumentCursor<T> {
  /** What of the last batch `next` has not given, the next one last. */
  #rest: T[] = [];

  /** The next documents; none at the end. Rejects when the engine cannot give them, and then has released what it holds. */
  protected abstract batch(): Promise<readonly T[]>;
  /** Ends the engine's cursor and gives back what it holds; may be called again. */
  protected abstract release(): Promise<void>;

  async next(): Promise<T | undefined> {
    if (this.#rest.length === 0) this.#rest = (await this.batch()).toReversed();
    return this.#rest.pop();
  }

  async toArray(): Promise<T[]> {
    const all = this.#taken();
    try {
      for (;;) {
        const batch = await this.batch();
        if (batch.length === 0) return all;
        for (const document of batch) all.push(document);
      }
    } finally {
      await this.close();
    }
  }

  async *batches(): AsyncGenerator<readonly T[]> {
    try {
      const rest = this.#taken();
      if (rest.length > 0) yield rest;
      for (;;) {
        const batch = await this.batch();
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

  close(): Promise<void> {
    this.#rest = [];
    return this.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #taken(): T[] {
    const rest = this.#rest.toReversed();
    this.#rest = [];
    return rest;
  }
}
