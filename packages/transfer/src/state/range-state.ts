import { Double } from "@db/document";
import { toDouble } from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";
import { readIdRange, storedIdRange, type IdRange } from "../ranges/id-range.ts";

/** What was done with documents; all are counts of documents but `bytes`, which is about how many were read. */
export interface Counts {
  readonly read: number;
  readonly written: number;
  /** Those that a transformation leaves out. */
  readonly leftOut: number;
  /** Those that were refused and skipped. */
  readonly skipped: number;
  /** Those that were refused and put aside. */
  readonly deadLettered: number;
  /** Those with names like array indexes beside others, whose order JavaScript does not keep. */
  readonly reordered: number;
  readonly bytes: number;
}

/** Nothing done. */
export const noCounts: Counts = {
  read: 0,
  written: 0,
  leftOut: 0,
  skipped: 0,
  deadLettered: 0,
  reordered: 0,
  bytes: 0,
};

/** The sum of two. */
export function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<string, number> = {};
  for (const name of Object.keys(noCounts) as (keyof Counts)[]) sum[name] = left[name] + right[name];
  return sum as unknown as Counts;
}

/** What some ranges have done together. */
export function totalOf(ranges: readonly RangeState[]): Counts {
  return ranges.reduce((sum, { counts }) => addCounts(sum, counts), noCounts);
}

/** How far a range has come, as the target has it. */
export interface RangeState {
  readonly id: string;
  readonly collection: string;
  readonly range: IdRange;
  /** The last `_id` that was dealt with; `undefined` before the first. */
  readonly last: unknown;
  /** How many chunks are done: who writes the next one must find this number. */
  readonly chunks: number;
  readonly done: boolean;
  readonly counts: Counts;
}

/** A range's document. A value that is not there has no field. */
export function rangeDocument(transfer: string, { id, collection, range, ...progress }: RangeState): ExactDocument {
  return {
    _id: id,
    kind: "range",
    transfer,
    collection,
    ...storedIdRange(range),
    ...progressFields(progress),
  };
}

/** The fields of a range's document that change. */
export function progressFields({
  last,
  chunks,
  done,
  counts,
}: Pick<RangeState, "last" | "chunks" | "done" | "counts">): ExactDocument {
  const numbers = Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, new Double(value)]));
  return { ...(last === undefined ? {} : { last }), chunks: new Double(chunks), done, counts: numbers };
}

/** Reads what {@link rangeDocument} made. */
export function readRange(document: ExactDocument): RangeState {
  const counts = document["counts"] as ExactDocument;
  return {
    id: document["_id"] as string,
    collection: document["collection"] as string,
    range: readIdRange(document),
    last: document["last"],
    chunks: toDouble(document["chunks"] as never),
    done: document["done"] === true,
    counts: Object.fromEntries(
      Object.keys(noCounts).map((name) => [name, toDouble(counts[name] as never)]),
    ) as unknown as Counts,
  };
}
