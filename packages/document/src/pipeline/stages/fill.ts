import { documentError } from "../../errors.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import { parseAddFields } from "../../projection/add-fields.ts";
import { isDocument, setField, typeOf, type Document } from "../../values/types.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { ParseContext, StageParser } from "../stage-parser.ts";
import { addFieldsStage } from "./add-fields.ts";
import { parseSetWindowFields } from "./set-window-fields.ts";

const methods: Readonly<Record<string, string>> = { linear: "$linearFill", locf: "$locf" };

/**
 * Reads a `$fill`, which is short for a `$setWindowFields` and an `$addFields`. Codes: 9 no document, 40415, 14 and
 * 40414 for unknown, wrong and missing options, 6050203 an empty output, 6050200 a field of it that is no document of
 * one field, 6050201 method and value at once, 6050202 an unknown method, 6050204 two partitions, and those of the
 * stages.
 */
export const parseFill: StageParser = (value, context) => {
  if (!isDocument(value)) throw documentError(9, "$fill needs a document");
  const types = { partitionBy: "any", partitionByFields: "strings", sortBy: "object", output: "object" } as const;
  checkSpec(value, "$fill", types, ["output"]);
  const output = specField(value, "output") as Document;
  if (Object.keys(output).length === 0) throw documentError(6050203, "$fill.output needs a field");
  const windows: Document = {};
  const values: Document = {};
  for (const [field, given] of Object.entries(output)) readField(field, given, windows, values);
  const window = windowSpec(value, windows);
  const stages: Stage[] = [];
  if (Object.keys(windows).length > 0) stages.push(...parseSetWindowFields(window, context));
  if (Object.keys(values).length > 0) stages.push(addedValues(values, context));
  return stages;
};

function readField(field: string, given: unknown, windows: Document, values: Document): void {
  if (!isDocument(given)) throw documentError(6050200, "a field of $fill.output must be a document of one field");
  checkSpec(given, "$fill.output", { method: "string", value: "any" });
  const method = specField(given, "method");
  if (Object.hasOwn(given, "value")) {
    if (method !== undefined) throw documentError(6050201, "a field of $fill.output has a method or a value, not both");
    setField(values, field, { $ifNull: [`$${field}`, given["value"]] });
    return;
  }
  if (method === undefined) throw documentError(6050200, "a field of $fill.output needs a method or a value");
  const operator = Object.hasOwn(methods, String(method)) ? methods[String(method)] : undefined;
  if (operator === undefined) throw documentError(6050202, "a method of $fill is linear or locf");
  setField(windows, field, { [operator]: `$${field}` });
}

function windowSpec(value: Document, output: Document): Document {
  const partitionBy = specField(value, "partitionBy");
  const fields = specField(value, "partitionByFields") as readonly string[] | undefined;
  if (partitionBy !== undefined && typeof partitionBy !== "string" && !isDocument(partitionBy)) {
    throw documentError(14, `$fill.partitionBy cannot be of type ${typeOf(partitionBy)}`);
  }
  if (partitionBy !== undefined && fields !== undefined) {
    throw documentError(6050204, "$fill has partitionBy or partitionByFields, not both");
  }
  const sortBy = specField(value, "sortBy");
  const partition: Document = {};
  for (const field of fields ?? []) setField(partition, parseFieldPath(field).join("."), `$${field}`);
  return {
    ...(partitionBy === undefined ? {} : { partitionBy }),
    ...(fields === undefined ? {} : { partitionBy: partition }),
    ...(sortBy === undefined ? {} : { sortBy }),
    output,
  };
}

function addedValues(values: Document, { scope }: ParseContext): Stage {
  return addFieldsStage(parseAddFields(values, scope, "$addFields"));
}
