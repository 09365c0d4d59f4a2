import { parseProjection } from "../../projection/parse-projection.ts";
import { parseUnset } from "../../projection/parse-unset.ts";
import { project } from "../../projection/project.ts";
import type { Projection } from "../../projection/projection.ts";
import { mappingStage, type MappingStage } from "../mapping-stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Keeps, leaves out or computes fields; `$unset` is one that leaves out. */
export interface ProjectStage extends MappingStage {
  readonly name: "$project";
  readonly projection: Projection;
}

/** A `$project` that has been parsed. */
export function projectStage(projection: Projection): ProjectStage {
  return {
    ...mappingStage((document, settings) => project(projection, document, settings)),
    name: "$project",
    projection,
  };
}

/** Reads a `$project`, with the codes of projections. */
export const parseProject: StageParser = (value, { scope }) => [
  projectStage(parseProjection(value, { scope, find: false })),
];

/** Reads an `$unset`: the name of a field, or several. */
export const parseUnsetStage: StageParser = (value) => [projectStage(parseUnset(value))];
