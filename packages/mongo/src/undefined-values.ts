import { databaseError, type AnyDocument } from "@db/core";
import { engine } from "./mongo-errors.ts";

/**
 * Refuses a filter that has an undefined value: BSON would leave the field out, and the filter would match everything.
 * @throws DatabaseError with MongoDB's code 2.
 */
export function refuseUndefined(filter: unknown): void {
  if (Array.isArray(filter)) {
    filter.forEach(refuseUndefined);
    return;
  }
  if (!isPlain(filter)) return;
  for (const name of Object.keys(filter)) {
    if (filter[name] === undefined) throw undefinedValue();
    refuseUndefined(filter[name]);
  }
}

/** {@link refuseUndefined} of every filter in a pipeline, also in those within it. @throws as that does. */
export function refuseUndefinedStages(pipeline: unknown): void {
  if (!Array.isArray(pipeline)) return;
  for (const stage of pipeline) {
    if (!isPlain(stage)) continue;
    for (const [name, operand] of Object.entries(stage)) {
      if (name === "$match") refuseFilter(operand);
      else if (isPlain(operand)) refuseWithin(name, operand);
    }
  }
}

/** {@link refuseUndefined} of the items that an update takes away. @throws as that does. */
export function refuseUndefinedPull(update: unknown): void {
  const pull: unknown = isPlain(update) && Object.hasOwn(update, "$pull") ? update["$pull"] : undefined;
  if (isPlain(pull)) Object.values(pull).forEach(refuseUndefined);
}

/** Where the commands have their filters, pipelines and updates. */
const filterFields: readonly string[] = ["filter", "query", "q", "arrayFilters"];
const updateFields: readonly string[] = ["update", "u", "updateMods"];
const statementFields: readonly string[] = ["updates", "deletes", "ops"];

/** {@link refuseUndefined} of whatever in a command is a filter. @throws as that does. */
export function refuseUndefinedCommand(command: AnyDocument): void {
  for (const [name, value] of Object.entries(command).slice(1)) {
    if (filterFields.includes(name)) refuseUndefined(value);
    else if (updateFields.includes(name)) refuseUndefinedPull(value);
    else if (name === "pipeline") refuseUndefinedStages(value);
    else if (statementFields.includes(name) && Array.isArray(value)) value.forEach(refuseStatement);
  }
}

function refuseStatement(statement: unknown): void {
  if (!isPlain(statement)) return;
  for (const [name, value] of Object.entries(statement)) {
    if (filterFields.includes(name)) refuseUndefined(value);
    else if (updateFields.includes(name)) refuseUndefinedPull(value);
  }
}

function refuseFilter(filter: unknown): void {
  if (filter === undefined) throw undefinedValue();
  refuseUndefined(filter);
}

function refuseWithin(stage: string, operand: AnyDocument): void {
  if (stage === "$facet") {
    Object.values(operand).forEach(refuseUndefinedStages);
    return;
  }
  refuseUndefinedStages(operand["pipeline"]);
  if (stage === "$graphLookup") refuseUndefined(operand["restrictSearchWithMatch"]);
  if (stage === "$geoNear") refuseUndefined(operand["query"]);
}

function isPlain(value: unknown): value is AnyDocument {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !(value instanceof Uint8Array) &&
    (value as { readonly _bsontype?: unknown })._bsontype === undefined
  );
}

function undefinedValue(): Error {
  return databaseError({ kind: "invalid-value", engine, nativeCode: 2, message: "a filter has an undefined value" });
}
