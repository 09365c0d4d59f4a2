import type { Document } from "../values/types.ts";
import type { Batches } from "./stage.ts";

/** How many documents a stage that makes its own puts into one batch. */
const batchSize = 256;

/** Documents that are all there, in batches. */
export function batchesOf(documents: readonly Document[]): Batches {
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < documents.length; at += batchSize) yield documents.slice(at, at + batchSize);
    },
  };
}

/** Everything that comes, at once. */
export async function collectDocuments(batches: Batches): Promise<Document[]> {
  const all: Document[] = [];
  for await (const batch of batches) for (const document of batch) all.push(document);
  return all;
}

/** Batches made from what a stage gathers or generates. */
export function batchesFrom(generate: () => AsyncIterable<readonly Document[]>): Batches {
  return { [Symbol.asyncIterator]: () => generate()[Symbol.asyncIterator]() };
}

/** Each batch on its own; empty results are left out. */
export function mapBatches(source: Batches, map: (batch: readonly Document[]) => readonly Document[]): Batches {
  return batchesFrom(async function* () {
    for await (const batch of source) {
      const mapped = map(batch);
      if (mapped.length > 0) yield mapped;
    }
  });
}

/** What is made of all documents once the last has come. */
export function collected(source: Batches, make: (documents: Document[]) => readonly Document[]): Batches {
  return batchesFrom(async function* () {
    yield* batchesOf(make(await collectDocuments(source)));
  });
}
