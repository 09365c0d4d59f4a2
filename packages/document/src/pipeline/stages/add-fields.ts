import { addFields, parseAddFields, type AddedFields } from "../../projection/add-fields.ts";
import { mappingStage, type MappingStage } from "../mapping-stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Computes fields and keeps the others; `$set` is the same. */
export interface AddFieldsStage extends MappingStage {
  readonly name: "$addFields";
  readonly added: AddedFields;
}

/** An `$addFields` that has been parsed. */
export function addFieldsStage(added: AddedFields): AddFieldsStage {
  return {
    ...mappingStage((document, settings) => addFields(added, document, settings)),
    name: "$addFields",
    added,
  };
}

/** Reads an `$addFields` or a `$set`, with the codes of projections. */
export function parseAddFieldsStage(name: "$addFields" | "$set"): StageParser {
  return (value, { scope }) => [addFieldsStage(parseAddFields(value, scope, name))];
}
