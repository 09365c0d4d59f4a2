import { identical } from "../update/identical.ts";
import { isDocument, type Document } from "../values/types.ts";
import { DiffSize, sizeOf } from "./diff-size.ts";
import { arrayDiff, documentDiff, type ArrayDiff, type Diff, type DocumentDiff } from "./document-diff.ts";

/** A difference, and how large MongoDB reckons it is. */
interface Sized<D extends Diff> {
  readonly diff: D;
  readonly size: number;
}

/**
 * The difference of two documents, found by looking at both. Fields are compared in their order: one that has moved to
 * the end counts as set anew. With `economical` a part whose difference is no smaller than its new value is told as
 * that value, and `undefined` means that this holds for the whole document: so MongoDB does with updates by pipelines.
 */
export function computeDiff(before: Document, after: Document, economical: boolean): DocumentDiff | undefined {
  return diffOfDocuments(before, after, economical, entryOverhead)?.diff;
}

/** What MongoDB adds for the entry of its log that the difference stands in. */
const entryOverhead = 15;

function diffOfDocuments(
  before: Document,
  after: Document,
  economical: boolean,
  overhead = 0,
): Sized<DocumentDiff> | undefined {
  const diff = documentDiff();
  const size = new DiffSize("document", overhead);
  const [old, fresh] = [Object.keys(before), Object.keys(after)];
  const missed = new Set<string>();
  let [at, then] = [0, 0];
  while (at < old.length && then < fresh.length) {
    const name = old[at++] as string;
    if (name !== fresh[then]) {
      missed.add(name);
      continue;
    }
    then++;
    const value = after[name];
    if (identical(before[name], value)) continue;
    const inner = innerDiff(before[name], value, economical);
    if (inner === undefined) {
      diff.updates.set(name, value);
      size.field("updates", name, sizeOf(value));
    } else {
      diff.inner.set(name, inner.diff);
      size.inner(name, inner.size);
    }
  }
  const added = fresh.slice(then);
  for (const name of added) {
    diff.inserts.set(name, after[name]);
    size.field("inserts", name, sizeOf(after[name]));
    missed.delete(name);
  }
  diff.deletes.push(...old.slice(at), ...[...missed].sort(byBytes));
  for (const name of diff.deletes) size.field("deletes", name, 1);
  return economical && size.total >= sizeOf(after) ? undefined : { diff, size: size.total };
}

function diffOfArrays(
  before: readonly unknown[],
  after: readonly unknown[],
  economical: boolean,
): Sized<ArrayDiff> | undefined {
  const diff = arrayDiff();
  const size = new DiffSize("array");
  for (const [index, value] of after.entries()) {
    if (index < before.length && identical(before[index], value)) continue;
    const inner = index < before.length ? innerDiff(before[index], value, economical) : undefined;
    diff.items.set(index, inner?.diff ?? { value });
    size.item(index, inner?.size ?? sizeOf(value));
  }
  if (after.length < before.length) {
    diff.length = after.length;
    size.cut();
  }
  return economical && size.total >= sizeOf(after) ? undefined : { diff, size: size.total };
}

/** The difference of two documents or two arrays; of other values there is none, they are told whole. */
function innerDiff(before: unknown, after: unknown, economical: boolean): Sized<Diff> | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return diffOfArrays(before, after, economical);
  if (isDocument(before) && isDocument(after)) return diffOfDocuments(before, after, economical);
  return undefined;
}

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
