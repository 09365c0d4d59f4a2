import type { DocumentDatabase } from "@db/core";
import { valueKey } from "@db/document/engine";
import type { Call } from "../exact/commands.ts";
import { partOf, type Digest } from "../exact/digest.ts";
import { documentHash } from "../exact/canonical.ts";
import type { ExactDocument } from "../exact/document.ts";
import { readChunks, type ChunkSize } from "../ranges/chunk-reader.ts";
import type { IdRange } from "../ranges/id-range.ts";
import type { Retry } from "../retry.ts";
import type { Transformation } from "../transform/transformation.ts";

/** One of the two databases that are compared: the source with its transformations, or the target as it is. */
export interface Side {
  readonly database: DocumentDatabase;
  readonly collection: string;
  readonly transformation: Transformation | undefined;
  readonly size: ChunkSize;
  readonly call: Call & { readonly retry: Retry };
  /** Told how many documents were read. */
  readonly onRead: (documents: number) => void;
}

/** The documents of a range as they are to be in the target. Those that a transformation refuses are not there. */
export async function* sideDocuments(side: Side, range: IdRange): AsyncGenerator<ExactDocument> {
  for await (const { documents } of readChunks(side.database, side.collection, range, side.size, side.call)) {
    side.onRead(documents.length);
    if (side.transformation === undefined) {
      yield* documents;
      continue;
    }
    const { outcomes } = await side.transformation.apply(documents);
    for (const outcome of outcomes) if ("documents" in outcome) yield* outcome.documents;
  }
}

/** Adds a range's documents to a digest. */
export async function digestRange(side: Side, range: IdRange, digest: Digest): Promise<void> {
  for await (const document of sideDocuments(side, range)) {
    digest.add(partOf(valueKey(document["_id"])), documentHash(document));
  }
}

/** A document's hash and `_id`, by what equal `_id`s share. */
export type Listing = Map<string, { readonly id: unknown; readonly hash: string }>;

/** The documents of some parts of a range. */
export async function listParts(
  side: Side,
  range: IdRange,
  parts: ReadonlySet<number>,
  listing: Listing,
): Promise<void> {
  for await (const document of sideDocuments(side, range)) {
    const key = valueKey(document["_id"]);
    if (parts.has(partOf(key))) listing.set(key, { id: document["_id"], hash: documentHash(document).toString("hex") });
  }
}
