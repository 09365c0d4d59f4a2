import type { DocumentDatabase } from "@db/core";
import { calculateObjectSize } from "bson";
import { findChunk, type Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import { retrying, type Retry } from "../retry.ts";
import { idKinds } from "./id-kinds.ts";
import { rangeFilter, type IdRange } from "./id-range.ts";

/** How many bytes a chunk is to have: enough for one call to count for little, and little enough for many at once. */
const chunkBytes = 4 * 1024 * 1024;

/** How many documents of a chunk are measured. */
const measured = 8;

/**
 * How many documents are read at a time: at most `most`, fewer where they are large. It learns from what was read, and is shared by
 * all readers of a collection.
 */
export class ChunkSize {
  readonly #most: number;
  #average: number | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  get documents(): number {
    if (this.#average === undefined) return Math.min(this.#most, 50);
    return Math.max(1, Math.min(this.#most, Math.floor(chunkBytes / this.#average)));
  }

  /** Looks at some documents of a chunk; gives about how many bytes they all have. */
  learn(documents: readonly ExactDocument[]): number {
    if (documents.length === 0) return 0;
    const step = Math.ceil(documents.length / measured);
    let [bytes, count] = [0, 0];
    for (let n = 0; n < documents.length; n += step) {
      bytes += calculateObjectSize(documents[n] as ExactDocument);
      count++;
    }
    const average = bytes / count;
    this.#average = this.#average === undefined ? average : Math.max(average, (this.#average + average) / 2);
    return Math.round(average * documents.length);
  }
}

const callOf = ({ signal }: Call): Call => (signal === undefined ? {} : { signal });

/** A chunk of a range, by `_id`. */
export interface Chunk {
  readonly documents: readonly ExactDocument[];
  /** About how many bytes they have. */
  readonly bytes: number;
}

/**
 * The chunks of a range from behind `last`, by `_id`; the next one is asked for while the caller works on one. Each is a query of its
 * own, so that neither a cursor nor a snapshot is kept open, however long the caller takes.
 */
export async function* readChunks(
  database: DocumentDatabase,
  collection: string,
  range: IdRange,
  size: ChunkSize,
  call: Call & { readonly retry: Retry },
  last: unknown = range.after,
): AsyncGenerator<Chunk> {
  const { many } = idKinds[range.kind];
  const read = (behind: unknown): Promise<ExactDocument[]> => {
    const asked = retrying(call.retry, call.signal, () =>
      findChunk(database, collection, { filter: rangeFilter(range, behind), limit: size.documents }, callOf(call)),
    );
    // Whoever leaves early does not look at what was asked ahead.
    asked.catch(() => {});
    return asked;
  };
  if (!many && last !== undefined) return;
  let next = read(last);
  for (;;) {
    const documents = await next;
    if (documents.length === 0) return;
    const bytes = size.learn(documents);
    if (many) next = read((documents.at(-1) as ExactDocument)["_id"]);
    yield { documents, bytes };
    if (!many) return;
  }
}
