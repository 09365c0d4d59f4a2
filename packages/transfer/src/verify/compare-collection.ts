import { usage } from "@db/core";
import { Double } from "@db/document";
import { toDouble } from "@db/document/engine";
import type { Call } from "../exact/commands.ts";
import { Digest } from "../exact/digest.ts";
import type { ExactDocument } from "../exact/document.ts";
import type { Settings } from "../options.ts";
import { readIdRange, storedIdRange, type IdRange } from "../ranges/id-range.ts";
import { allKinds, planRanges } from "../ranges/plan-ranges.ts";
import { runAll } from "../run-all.ts";
import { compareFully } from "./compare-fully.ts";
import { nameDifferences } from "./compare-hashes.ts";
import { digestRange, sideDocuments, type Side } from "./side.ts";
import type { CollectionNotes } from "./verification-log.ts";
import type { CollectionVerification, DocumentDifference, VerificationMode } from "./verification.ts";

/** What comparing one collection needs. */
export interface ComparedCollection {
  readonly source: Side;
  readonly target: Side;
  readonly keepsIds: boolean;
  readonly settings: Settings;
  readonly notes: CollectionNotes;
}

/** How one collection compares, with what differs. */
export interface Compared {
  readonly verification: CollectionVerification;
  readonly differences: readonly DocumentDifference[];
  readonly truncated: boolean;
}

/** Compares one collection; kind `usage` for `full` where `_id`s may have changed. */
export async function compareCollection(compared: ComparedCollection, mode: VerificationMode): Promise<Compared> {
  if (mode === "full" && !compared.keepsIds) {
    throw usage("documents cannot be compared one by one after a transformation that may change _ids", "use hash");
  }
  const ranges = await rangesOf(compared);
  if (mode === "counts") return byCounts(compared, ranges);
  return mode === "hash" ? byHashes(compared, ranges) : oneByOne(compared, ranges);
}

/**
 * How many documents a range has at least: a range is what a verification that is stopped begins anew. Very large collections have
 * larger ones, so that there is no end of notes.
 */
const [leastSize, mostRanges] = [2000, 2000];

/** The ranges of the source, and of each kind of `_id` that it has not the whole, for what is in the target alone. */
async function rangesOf({ source, target, settings, notes }: ComparedCollection): Promise<IdRange[]> {
  const { database, collection, call } = source;
  const plain: Call = call.signal === undefined ? {} : { signal: call.signal };
  const planned = await notes.once("ranges", async () => {
    const documents = await database.collection(collection).estimatedDocumentCount(plain);
    const size = settings.rangeSize ?? Math.max(leastSize, Math.ceil(documents / mostRanges));
    const ranges = await planRanges(database, collection, size, plain);
    const kinds = new Set(ranges.map(({ kind }) => kind));
    const others = await allKinds(target.database, target.collection, plain);
    return { ranges: [...ranges, ...others.filter(({ kind }) => !kinds.has(kind))].map(storedIdRange) };
  });
  return (planned["ranges"] as ExactDocument[]).map(readIdRange);
}

async function byCounts(compared: ComparedCollection, ranges: readonly IdRange[]): Promise<Compared> {
  const counts = { source: 0, target: 0 };
  await runAll(compared.settings.parallel, ranges.entries(), async ([n, range]) => {
    for (const side of ["source", "target"] as const) {
      const noted = await compared.notes.once(`${n}/${side}/count`, async () => {
        let count = 0;
        for await (const _ of sideDocuments(compared[side], range)) count++;
        return { count: new Double(count) };
      });
      counts[side] += toDouble(noted["count"] as never);
    }
  });
  const more = compared.settings.existing === "replace" && counts.target > counts.source;
  return result(compared, counts, more || counts.source === counts.target, [], false);
}

async function byHashes(compared: ComparedCollection, ranges: readonly IdRange[]): Promise<Compared> {
  const { source, target, settings, keepsIds, notes } = compared;
  const digests = ranges.map(() => ({ source: new Digest(), target: new Digest() }));
  await runAll(settings.parallel, ranges.entries(), async ([n, range]) => {
    const digestOf = async (side: "source" | "target"): Promise<void> => {
      const noted = await notes.once(`${n}/${side}`, async () => {
        const digest = new Digest();
        await digestRange(compared[side], range, digest);
        return digest.stored;
      });
      (digests[n] as Record<typeof side, Digest>)[side] = Digest.read(noted);
    };
    await Promise.all([digestOf("source"), digestOf("target")]);
  });
  const total = { source: new Digest(), target: new Digest() };
  for (const each of digests) for (const side of ["source", "target"] as const) total[side].addAll(each[side]);
  // Where `_id`s may have changed, the two sides have nothing in common but the whole.
  const units = keepsIds
    ? ranges.map((range, n) => ({ ranges: [range], sums: digests[n] }))
    : [{ ranges, sums: total }];
  const differences: DocumentDifference[] = [];
  let truncated = false;
  for (const { ranges: within, sums } of units) {
    const parts = sums?.source.differingParts(sums.target) ?? new Set<number>();
    if (parts.size === 0) continue;
    const limit = settings.differenceLimit - differences.length;
    if (limit <= 0) {
      truncated = true;
      break;
    }
    const named = await nameDifferences(source, target, within, parts, limit);
    differences.push(...named.differences);
    truncated ||= named.truncated;
  }
  const counts = { source: total.source.count, target: total.target.count };
  const same = total.source.text === total.target.text && counts.source === counts.target && differences.length === 0;
  const equal = same || (!truncated && onlyKept(settings, differences));
  return result(compared, counts, equal, differences, truncated, [total.source.text, total.target.text]);
}

async function oneByOne(compared: ComparedCollection, ranges: readonly IdRange[]): Promise<Compared> {
  const { source, target, settings, notes } = compared;
  const counts = { source: 0, target: 0 };
  const differences: DocumentDifference[] = [];
  let differing = 0;
  await runAll(settings.parallel, ranges.entries(), async ([n, range]) => {
    const noted = await notes.once(`${n}/full`, async () => {
      const found = await compareFully(source, target, range, settings.differenceLimit);
      const numbers = Object.entries(found).flatMap(([name, value]) =>
        typeof value === "number" ? [[name, new Double(value)]] : [],
      );
      return { ...Object.fromEntries(numbers), differences: found.differences };
    });
    counts.source += toDouble(noted["source"] as never);
    counts.target += toDouble(noted["target"] as never);
    differing += toDouble(noted["differing"] as never);
    differences.push(...(noted["differences"] as DocumentDifference[]));
  });
  const truncated = differing > differences.length;
  const equal = differing === 0 || (!truncated && onlyKept(settings, differences));
  return result(compared, counts, equal, differences, truncated);
}

/** Whether the target has nothing more but what it had before, which `existing: "replace"` keeps. */
function onlyKept({ existing }: Settings, differences: readonly DocumentDifference[]): boolean {
  return existing === "replace" && differences.length > 0 && differences.every(({ kind }) => kind === "extra");
}

function result(
  { source, target, settings }: ComparedCollection,
  counts: { readonly source: number; readonly target: number },
  equal: boolean,
  differences: readonly DocumentDifference[],
  truncated: boolean,
  [sourceHash, targetHash]: readonly string[] = [],
): Compared {
  const limit = settings.differenceLimit;
  return {
    verification: { name: source.collection, as: target.collection, ...counts, sourceHash, targetHash, equal },
    differences: differences.slice(0, limit),
    truncated: truncated || differences.length > limit,
  };
}
