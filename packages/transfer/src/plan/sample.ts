import type { DocumentDatabase } from "@db/core";
import { findChunk, type Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import { idKinds } from "../ranges/id-kinds.ts";
import { rangeFilter, type IdRange } from "../ranges/id-range.ts";

/** Some documents of each range, from its beginning: spread over the collection, and found by `_id` alone. */
export async function sampleRanges(
  database: DocumentDatabase,
  collection: string,
  ranges: readonly IdRange[],
  size: number,
  call: Call,
): Promise<ExactDocument[]> {
  const each = Math.ceil(size / Math.max(1, ranges.length));
  const documents: ExactDocument[] = [];
  for (const range of ranges) {
    // In pieces: documents may be large.
    let last = range.after;
    for (let left = Math.min(each, size - documents.length); left > 0;) {
      const found = await findChunk(
        database,
        collection,
        { filter: rangeFilter(range, last), limit: Math.min(left, 50) },
        call,
      );
      documents.push(...found);
      left -= Math.max(found.length, 1);
      if (found.length === 0 || !isMany(range)) break;
      last = (found.at(-1) as ExactDocument)["_id"];
    }
  }
  return documents;
}

const isMany = ({ kind }: IdRange): boolean => idKinds[kind].many;
