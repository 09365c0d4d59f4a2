import { isKind, usage, type DocumentDatabase } from "@db/core";
import { findChunk, type Call } from "./exact/commands.ts";
import type { Settings } from "./options.ts";
import type { SourceCollection } from "./plan/collections.ts";
import { rangeSizeFor } from "./plan/plan.ts";
import { planRanges } from "./ranges/plan-ranges.ts";
import { noCounts, type RangeState } from "./state/range-state.ts";
import { deadLetterCollection, stateCollection } from "./state/state-names.ts";

/** Makes the collections that transfers write their own documents into: not every engine can do so inside a transaction. */
export async function prepareOwnCollections(target: DocumentDatabase, call: Call): Promise<void> {
  for (const name of [stateCollection, deadLetterCollection]) await createCollection(target, name, {}, call);
}

/** Makes the target's collections ready; with `existing: "refuse"` rejects with kind `usage` when one has documents. */
export async function prepareCollections(
  target: DocumentDatabase,
  collections: readonly SourceCollection[],
  { existing }: Settings,
  call: Call,
): Promise<void> {
  const tables = collections.filter(({ view }) => !view);
  for (const { as } of tables) {
    if (existing === "refuse") {
      const [there] = await findChunk(target, as, { filter: {}, limit: 1, idsOnly: true }, call);
      if (there !== undefined) {
        throw usage(
          `the target's collection ${JSON.stringify(as)} has documents already`,
          "set existing to replace or drop, or give the collection another name with `as`",
        );
      }
    }
    if (existing === "drop") await target.collection(as).drop(call);
  }
  for (const { as, options } of tables) await createCollection(target, as, options, call, existing === "replace");
}

/** Makes the indexes, one at a time, so that a fault names its index; one that is there is left as it is. */
export async function createIndexes(
  target: DocumentDatabase,
  collections: readonly SourceCollection[],
  call: Call,
): Promise<void> {
  for (const { as, indexes } of collections) {
    for (const index of indexes) {
      await target.command({ createIndexes: as, indexes: [index] }, { types: "exact", ...call });
    }
  }
}

/** Makes the views of the target; one that is there with the same options stays. */
export async function createViews(
  target: DocumentDatabase,
  collections: readonly SourceCollection[],
  names: ReadonlyMap<string, string>,
  { existing }: Settings,
  call: Call,
): Promise<void> {
  for (const { as, options, view } of collections) {
    if (!view) continue;
    if (existing === "drop") await target.collection(as).drop(call);
    const on = options["viewOn"] as string;
    await createCollection(target, as, { ...options, viewOn: names.get(on) ?? on }, call);
  }
}

async function createCollection(
  target: DocumentDatabase,
  name: string,
  options: Readonly<Record<string, unknown>>,
  call: Call,
  keep = false,
): Promise<void> {
  try {
    await target.command({ create: name, ...options }, { types: "exact", ...call });
  } catch (error) {
    if (!isKind(error, "duplicate-object")) throw error;
    // One of the same name with other options: servers that tell it also of the same options are asked for those of ours alone.
    if (keep || Object.keys(options).length === 0) return;
    throw usage(
      `the target has a collection ${JSON.stringify(name)} with other options`,
      "set existing to replace to keep them, or drop to have the source's",
    );
  }
}

/** The ranges that the collections are copied in, none of them begun; `closed` where what comes later is followed. */
export async function newRanges(
  source: DocumentDatabase,
  collections: readonly SourceCollection[],
  settings: Settings,
  closed: boolean,
  call: Call,
): Promise<RangeState[]> {
  const all: RangeState[] = [];
  for (const { choice, view } of collections) {
    if (view) continue;
    const documents = await source.collection(choice.name).estimatedDocumentCount(call);
    const ranges = await planRanges(source, choice.name, rangeSizeFor(documents, settings), call, closed);
    for (const [n, range] of ranges.entries()) {
      all.push({
        id: `${settings.id}/${choice.name}/${n}`,
        collection: choice.name,
        range,
        last: range.after,
        chunks: 0,
        done: false,
        counts: noCounts,
      });
    }
  }
  return all;
}
