import { databaseError, type DatabaseError } from "@db/core";
import { Long } from "bson";
import { documentError } from "../errors.ts";
import type { Document } from "../values/types.ts";

/** Documents that come bit by bit. */
export interface OpenCursor {
  /** `database.collection`. */
  readonly namespace: string;
  /** At most so many more documents; fewer only at the end. */
  next(count: number): Promise<Document[]>;
  /** Whether nothing is left, as far as is known without reading on. */
  readonly ended: boolean;
  /** Ends it and gives back what it holds; may be called again. */
  close(): Promise<void>;
  /** Ends it for whoever reads it, who gets this error: see {@link CursorRegistry.invalidate}. */
  invalidate?(reason: () => DatabaseError): Promise<void>;
}

/** The documents of a first batch when `batchSize` is not given, as MongoDB has it; later batches have no such limit. */
export const firstBatchSize = 101;

/**
 * The cursors that are open: those that commands have left, by their numbers (`getMore` reads on, `killCursors` ends), and
 * those that programs hold.
 */
export class CursorRegistry {
  readonly #numbered = new Map<string, OpenCursor>();
  readonly #held = new Set<OpenCursor>();
  readonly #outer: CursorRegistry | undefined;
  #closed = false;
  #last = 0n;

  /** A transaction has its own cursors; `outer` are those of the database that it is of. */
  constructor(outer?: CursorRegistry) {
    this.#outer = outer;
  }

  /** Keeps a cursor and gives its number. */
  add(cursor: OpenCursor): Long {
    const id = Long.fromBigInt(++this.#last);
    this.#numbered.set(id.toString(), cursor);
    return id;
  }

  /** Keeps a cursor of a program until it is closed. One that comes when all have been closed is closed as well: kind `closed`. */
  async hold(cursor: OpenCursor): Promise<OpenCursor> {
    if (this.#closed) {
      await cursor.close();
      throw databaseClosed();
    }
    let ended: OpenCursor | undefined;
    const held: OpenCursor = {
      namespace: cursor.namespace,
      get ended() {
        return (ended ?? cursor).ended;
      },
      next: (count) => (ended ?? cursor).next(count),
      close: async () => {
        this.#held.delete(held);
        await cursor.close();
      },
      invalidate: async (reason) => {
        ended = invalidated(cursor.namespace, reason);
        await held.close();
      },
    };
    this.#held.add(held);
    return held;
  }

  /** The cursor of a number; code 43 (CursorNotFound) when it is not open. */
  get(id: Long): OpenCursor {
    const cursor = this.#numbered.get(id.toString());
    if (cursor === undefined) throw documentError(43, "the cursor is not open: it has ended, or was killed");
    return cursor;
  }

  /** Forgets a cursor and closes it; gives whether it was there. */
  async kill(id: Long): Promise<boolean> {
    const cursor = this.#numbered.get(id.toString());
    this.#numbered.delete(id.toString());
    await cursor?.close();
    return cursor !== undefined;
  }

  /**
   * Ends the cursors of a collection that goes or gets another name: they read no further (code 175, QueryPlanKilled), and
   * what they hold of the engine, locks too, is given back first.
   */
  async invalidate(namespace: string): Promise<void> {
    for (const [id, cursor] of this.#numbered) {
      if (cursor.namespace !== namespace) continue;
      this.#numbered.set(id, invalidated(namespace, collectionGone));
      await cursor.close();
    }
    for (const cursor of this.#held) if (cursor.namespace === namespace) await cursor.invalidate?.(collectionGone);
    await this.#outer?.invalidate(namespace);
  }

  /** Closes all that are open. */
  async close(): Promise<void> {
    this.#closed = true;
    const numbered = [...this.#numbered.values()];
    this.#numbered.clear();
    for (const cursor of numbered) await cursor.close();
    for (const cursor of this.#held) await cursor.invalidate?.(databaseClosed);
  }
}

const collectionGone = (): DatabaseError => documentError(175, "the cursor's collection was dropped or renamed");
const databaseClosed = (): DatabaseError =>
  databaseError({ kind: "closed", engine: "document", message: "the database is closed" });

/** In place of a cursor that was ended from outside. */
function invalidated(namespace: string, reason: () => DatabaseError): OpenCursor {
  return {
    namespace,
    ended: false,
    next: async () => {
      throw reason();
    },
    close: async () => {},
  };
}

/**
 * The answer of a command that gives documents: `{ cursor: { firstBatch, id, ns } }`. A cursor that has more stays
 * open; one that has ended, or of a `singleBatch`, is closed and has the number 0.
 */
export async function cursorAnswer(
  cursor: OpenCursor,
  registry: CursorRegistry,
  batchSize: number = firstBatchSize,
  singleBatch = false,
): Promise<Document> {
  let firstBatch: Document[];
  try {
    firstBatch = batchSize === 0 ? [] : await cursor.next(batchSize);
  } catch (error) {
    await cursor.close();
    throw error;
  }
  const open = !cursor.ended && !singleBatch;
  const id = open ? registry.add(cursor) : Long.ZERO;
  if (!open) await cursor.close();
  return { cursor: { firstBatch, id, ns: cursor.namespace } };
}

/** A cursor over batches. */
export function cursorOver(
  namespace: string,
  batches: AsyncIterable<readonly Document[]>,
  end: () => Promise<void> = async () => {},
): OpenCursor {
  const iterator = batches[Symbol.asyncIterator]();
  let rest: readonly Document[] = [];
  let at = 0;
  let ended = false;
  let closed = false;
  const fill = async (): Promise<void> => {
    while (!ended && at === rest.length) {
      const next = await iterator.next();
      if (next.done === true) ended = true;
      else [rest, at] = [next.value, 0];
    }
  };
  return {
    namespace,
    get ended() {
      return ended && at === rest.length;
    },
    async next(count) {
      const taken: Document[] = [];
      while (taken.length < count) {
        await fill();
        if (at === rest.length) break;
        const piece = rest.slice(at, at + count - taken.length);
        at += piece.length;
        taken.push(...piece);
      }
      // Whether this was the last is known only by looking once more.
      if (taken.length === count) await fill();
      return taken;
    },
    async close() {
      if (closed) return;
      closed = true;
      ended = true;
      at = rest.length;
      await iterator.return?.();
      await end();
    },
  };
}

/** A cursor over documents that are all there. */
export function cursorOfAll(namespace: string, documents: readonly Document[]): OpenCursor {
  let at = 0;
  return {
    namespace,
    get ended() {
      return at >= documents.length;
    },
    next: async (count) => {
      const taken = documents.slice(at, at + count);
      at += taken.length;
      return taken;
    },
    close: async () => {
      at = documents.length;
    },
  };
}
