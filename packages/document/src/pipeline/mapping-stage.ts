import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";
import { mapBatches } from "./batches.ts";
import { keepMeta } from "../metadata.ts";
import type { Stage } from "./stage.ts";

/** A stage that makes one document of each document, looking at no other. */
export interface MappingStage extends Stage {
  map(document: Document, settings: QuerySettings): Document;
}

/** All of such a stage but its name and its data. */
export function mappingStage(
  map: (document: Document, settings: QuerySettings) => Document,
): Pick<MappingStage, "map" | "run"> {
  const carried = (document: Document, settings: QuerySettings): Document =>
    keepMeta(document, map(document, settings));
  return {
    map: carried,
    run: (source, { settings }) => mapBatches(source, (batch) => batch.map((document) => carried(document, settings))),
  };
}

/** Whether a stage maps documents one by one. */
export function isMappingStage(stage: Stage): stage is MappingStage {
  return "map" in stage;
}
