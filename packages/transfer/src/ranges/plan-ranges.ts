import type { DocumentDatabase } from "@db/core";
import { findChunk, type Call } from "../exact/commands.ts";
import { idKind, idKinds, rareKinds, type IdKind } from "./id-kinds.ts";
import { rangeFilter, type IdRange } from "./id-range.ts";

/**
 * Cuts a collection into ranges of about `size` documents. Together they hold every document, also those that are added
 * later but for kinds of `_id`s that there were none of. With `closed` the last range of a kind ends at the greatest `_id` that there is,
 * so that whoever reads does not run after those who write.
 */
export async function planRanges(
  database: DocumentDatabase,
  collection: string,
  size: number,
  call: Call,
  closed = false,
): Promise<IdRange[]> {
  const ranges: IdRange[] = [];
  for (const kind of await presentKinds(database, collection, call)) {
    if (!idKinds[kind].many) {
      ranges.push({ kind });
      continue;
    }
    let after: unknown;
    for (;;) {
      const range: IdRange = after === undefined ? { kind } : { kind, after };
      const [last] = await findChunk(
        database,
        collection,
        { filter: rangeFilter(range), skip: size - 1, limit: 1, idsOnly: true },
        call,
      );
      if (last === undefined) {
        ranges.push(closed ? await closedRange(database, collection, range, call) : range);
        break;
      }
      ranges.push({ ...range, to: last["_id"] });
      after = last["_id"];
    }
  }
  return ranges;
}

/** The range up to the greatest `_id` that there is in it. */
async function closedRange(
  database: DocumentDatabase,
  collection: string,
  range: IdRange,
  call: Call,
): Promise<IdRange> {
  const query = { filter: rangeFilter(range), order: -1, limit: 1, idsOnly: true } as const;
  const [greatest] = await findChunk(database, collection, query, call);
  return greatest === undefined ? range : { ...range, to: greatest["_id"] };
}

/** All kinds of `_id`s as one range each: every document that there can be. */
export async function allKinds(database: DocumentDatabase, collection: string, call: Call): Promise<IdRange[]> {
  const rare = await highestRareKinds(database, collection, call);
  return (Object.keys(idKinds) as IdKind[])
    .filter((kind) => !rareKinds.has(kind) || rare.size > 0)
    .map((kind) => ({ kind }));
}

async function presentKinds(database: DocumentDatabase, collection: string, call: Call): Promise<IdKind[]> {
  const present: IdKind[] = [];
  for (const { kind } of await allKinds(database, collection, call)) {
    const query = { filter: { _id: idKinds[kind].all }, limit: 1, idsOnly: true };
    if ((await findChunk(database, collection, query, call)).length > 0) present.push(kind);
  }
  return present;
}

/** The rare kinds stand at the end of the order, with nothing but one MaxKey behind them. */
async function highestRareKinds(database: DocumentDatabase, collection: string, call: Call): Promise<Set<IdKind>> {
  const query = { filter: {}, order: -1, limit: 2, idsOnly: true } as const;
  const kinds = (await findChunk(database, collection, query, call)).map(({ _id }) => idKind(_id));
  return new Set(kinds.filter((kind) => rareKinds.has(kind)));
}
