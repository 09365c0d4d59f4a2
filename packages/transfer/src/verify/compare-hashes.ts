import { findChunk } from "../exact/commands.ts";
import { firstDifference } from "../exact/difference.ts";
import type { IdRange } from "../ranges/id-range.ts";
import { listParts, type Listing, type Side } from "./side.ts";
import type { DocumentDifference } from "./verification.ts";

/** Names the documents of some parts of ranges that differ; the sums of those parts do. */
export async function nameDifferences(
  source: Side,
  target: Side,
  ranges: readonly IdRange[],
  parts: ReadonlySet<number>,
  limit: number,
): Promise<{ differences: DocumentDifference[]; truncated: boolean }> {
  const [left, right]: [Listing, Listing] = [new Map(), new Map()];
  for (const range of ranges) {
    await Promise.all([listParts(source, range, parts, left), listParts(target, range, parts, right)]);
  }
  const collection = source.collection;
  const found: DocumentDifference[] = [];
  for (const [key, { id, hash }] of left) {
    const other = right.get(key);
    if (other === undefined) found.push({ collection, id, kind: "missing" });
    else if (other.hash !== hash) found.push({ collection, id: other.id, kind: "different" });
  }
  for (const [key, { id }] of right) if (!left.has(key)) found.push({ collection, id, kind: "extra" });
  const differences: DocumentDifference[] = [];
  for (const difference of found.slice(0, limit)) differences.push(await withPath(source, target, difference));
  return { differences, truncated: found.length > limit };
}

/** With the first path that differs, where the source has a document of this `_id` to compare with. */
async function withPath(source: Side, target: Side, difference: DocumentDifference): Promise<DocumentDifference> {
  if (difference.kind !== "different" || source.transformation?.keepsIds === false) return difference;
  const query = { filter: { _id: { $eq: difference.id } }, limit: 1 };
  const [given] = await findChunk(source.database, source.collection, query, plainCall(source));
  const [kept] = await findChunk(target.database, target.collection, query, plainCall(target));
  if (given === undefined || kept === undefined) return difference;
  const outcome = (await source.transformation?.apply([given]))?.outcomes[0] ?? { documents: [given] };
  const [wanted] = "documents" in outcome ? outcome.documents : [];
  const path = wanted === undefined ? undefined : firstDifference(wanted, kept);
  return path === undefined ? difference : { ...difference, path };
}

const plainCall = ({ call: { signal } }: Side): { signal?: AbortSignal } => (signal === undefined ? {} : { signal });
