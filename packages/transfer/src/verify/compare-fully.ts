import { compare } from "@db/document/engine";
import { firstDifference } from "../exact/difference.ts";
import { sameDocument } from "../exact/canonical.ts";
import type { ExactDocument } from "../exact/document.ts";
import type { IdRange } from "../ranges/id-range.ts";
import { sideDocuments, type Side } from "./side.ts";
import type { DocumentDifference } from "./verification.ts";

/** How a range compares, document by document. */
export interface FullComparison {
  readonly source: number;
  readonly target: number;
  readonly differences: readonly DocumentDifference[];
  /** How many differ, those that are not named too. */
  readonly differing: number;
}

/** Goes through a range of both sides in the order of `_id`s, and compares each document with its counterpart. */
export async function compareFully(source: Side, target: Side, range: IdRange, limit: number): Promise<FullComparison> {
  const [left, right] = [sideDocuments(source, range), sideDocuments(target, range)];
  const differences: DocumentDifference[] = [];
  const counts = { source: 0, target: 0, differing: 0 };
  const differ = (difference: Omit<DocumentDifference, "collection">): void => {
    counts.differing++;
    if (differences.length < limit) differences.push({ collection: source.collection, ...difference });
  };
  try {
    let [a, b] = [await nextOf(left), await nextOf(right)];
    while (a !== undefined || b !== undefined) {
      const order = a === undefined ? 1 : b === undefined ? -1 : compare(a["_id"], b["_id"]);
      if (order < 0) differ({ id: a?.["_id"], kind: "missing" });
      if (order > 0) differ({ id: b?.["_id"], kind: "extra" });
      if (order === 0 && !sameDocument(a as ExactDocument, b as ExactDocument)) {
        const path = firstDifference(a, b);
        differ({ id: b?.["_id"], kind: "different", ...(path === undefined ? {} : { path }) });
      }
      if (order <= 0) {
        counts.source++;
        a = await nextOf(left);
      }
      if (order >= 0) {
        counts.target++;
        b = await nextOf(right);
      }
    }
  } finally {
    await left.return(undefined);
    await right.return(undefined);
  }
  return { ...counts, differences };
}

async function nextOf(documents: AsyncGenerator<ExactDocument>): Promise<ExactDocument | undefined> {
  const next = await documents.next();
  return next.done === true ? undefined : next.value;
}
