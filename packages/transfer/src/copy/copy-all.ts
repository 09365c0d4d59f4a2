import type { DocumentDatabase } from "@db/core";
import type { Call } from "../exact/commands.ts";
import type { Settings } from "../options.ts";
import type { SourceCollection } from "../plan/collections.ts";
import type { ProgressMeter } from "../progress/progress.ts";
import { ChunkSize } from "../ranges/chunk-reader.ts";
import { runAll } from "../run-all.ts";
import { totalOf, type Counts } from "../state/range-state.ts";
import type { TransferState } from "../state/transfer-state.ts";
import type { Transformation } from "../transform/transformation.ts";
import { copyRange } from "./copy-range.ts";
import type { WriteRules } from "./write-chunk.ts";

/** What copying all collections needs. */
export interface CopyAllContext {
  readonly source: DocumentDatabase;
  readonly target: DocumentDatabase;
  readonly state: TransferState;
  readonly rules: WriteRules;
  readonly settings: Settings;
  readonly call: Call;
  readonly collections: readonly SourceCollection[];
  /** By the names in the source. */
  readonly transformations: ReadonlyMap<string, Transformation>;
  readonly meter: ProgressMeter;
}

/** Copies what is left of all ranges, several at once. */
export async function copyAll(context: CopyAllContext): Promise<void> {
  const { source, target, state, rules, settings, call, collections, transformations, meter } = context;
  const ranges = await state.ranges();
  const before = totalOf(ranges);
  const names = new Map<string, { readonly as: string; readonly size: ChunkSize }>();
  let total = 0;
  for (const { choice, as, view } of collections) {
    if (view) continue;
    total += await source.collection(choice.name).estimatedDocumentCount(call);
    names.set(choice.name, { as, size: new ChunkSize(settings.chunkSize) });
  }
  meter.resume(before);
  meter.begin("copy", total, before.read);
  const left = ranges.filter(({ done }) => !done);
  await runAll(settings.parallel, left, (range, stopped) => {
    const { collection } = range;
    const { as, size } = names.get(collection) as { as: string; size: ChunkSize };
    const transformation = transformations.get(collection) as Transformation;
    const { onError, retry } = settings;
    const onChunk = (added: Counts): void => meter.copied(collection, added);
    return copyRange(
      { source, target, state, rules, onError, retry, call, collection, as, transformation, size, onChunk, stopped },
      range,
    );
  });
}
