import type { Filter } from "../../filter/filter.ts";
import { matchedPosition } from "../../filter/match.ts";
import { project } from "../../projection/project.ts";
import type { Projection } from "../../projection/projection.ts";
import { mapBatches } from "../batches.ts";
import type { Stage } from "../stage.ts";

/** The projection of a find: beside what `$project` has, `$slice`, `$elemMatch` and a positional `$`. No pipeline has it. */
export interface FindProjectionStage extends Stage {
  readonly name: "$findProjection";
  readonly projection: Projection;
}

/** The projection of a find as a stage. `filter` is the find's, which tells what a positional `$` stands for. */
export function findProjectionStage(projection: Projection, filter: Filter): FindProjectionStage {
  return {
    name: "$findProjection",
    projection,
    run: (source, { settings }) =>
      mapBatches(source, (batch) =>
        batch.map((document) => {
          const position = projection.positional ? matchedPosition(filter, document, settings) : undefined;
          return project(projection, document, settings, position);
        }),
      ),
  };
}
