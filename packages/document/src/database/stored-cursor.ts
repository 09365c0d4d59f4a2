import { BatchCursor, DatabaseError, usage } from "@db/core";
import type { OpenCursor } from "../commands/cursor-registry.ts";
import { withMongoCode } from "../errors.ts";

/** A cursor for programs over one of commands that gives exported documents; nothing is asked before the first document is. */
export class StoredCursor<T> extends BatchCursor<T> {
  readonly #open: () => Promise<OpenCursor>;
  readonly #batchSize: number;
  #cursor: Promise<OpenCursor> | undefined;
  #closed = false;

  constructor(open: () => Promise<OpenCursor>, batchSize: number) {
    super();
    this.#open = open;
    this.#batchSize = batchSize;
  }

  protected async batch(): Promise<readonly T[]> {
    if (this.#closed && this.#cursor === undefined) throw usage("the cursor is closed");
    this.#cursor ??= this.#open();
    const cursor = await this.#cursor;
    try {
      const documents = cursor.ended ? [] : await cursor.next(this.#batchSize);
      if (cursor.ended) await cursor.close();
      return documents as T[];
    } catch (error) {
      await cursor.close();
      throw DatabaseError.is(error) ? withMongoCode(error) : error;
    }
  }

  protected async release(): Promise<void> {
    this.#closed = true;
    // One that could not be opened has told so already.
    const cursor = await this.#cursor?.catch(() => undefined);
    await cursor?.close();
  }
}
