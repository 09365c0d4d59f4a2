import { documentError } from "../../errors.ts";
import { parseUnit } from "../../expression/dates/date-unit.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import { importValue } from "../../values/import-value.ts";
import { compare } from "../../values/compare.ts";
import { compareNumbers, isNumber, numberType, type NumberValue } from "../../values/numbers.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { isWholeStep, type DensifyValue } from "../densify-value.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { StageParser } from "../stage-parser.ts";
import { densifyStage, type DensifyBounds, type DensifyOptions } from "./densify.ts";

/**
 * Reads a `$densify`. Codes: 9 no document, 40415, 14 and 40414 for unknown, wrong and missing options, 5733401 a step
 * that is not above 0, 6586400 a step of dates that is not whole, 5733402 to 5733410, 5876900, 5946800 and 5946802 for
 * wrong bounds, 5733408 the bounds `partition` without partitions.
 */
export const parseDensify: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(9, "$densify needs a document");
  checkSpec(value, "$densify", { field: "string", partitionByFields: "strings", range: "object" }, ["field", "range"]);
  const range = readRange(specField(value, "range") as Document);
  const fields = (specField(value, "partitionByFields") ?? []) as readonly string[];
  const partitionByFields = fields.map(parseFieldPath);
  const field = parseFieldPath(String(value["field"]));
  if (range.bounds === "partition" && partitionByFields.length === 0) {
    throw documentError(5733408, "the bounds partition of $densify need partitionByFields");
  }
  return [densifyStage({ field, partitionByFields, ...range })];
};

function readRange(range: Document): Pick<DensifyOptions, "step" | "unit" | "bounds"> {
  checkSpec(range, "$densify.range", { step: "any", bounds: "any", unit: "string" }, ["step", "bounds"]);
  const step = importValue(range["step"]);
  if (!isNumber(step) || compareNumbers(step, 0) <= 0)
    throw documentError(5733401, "$densify.range.step must be above 0");
  const name = specField(range, "unit") as string | undefined;
  if (name !== undefined && !isWholeStep(step)) {
    throw documentError(6586400, "$densify.range.step must be a whole number with a unit");
  }
  const unit = name === undefined ? undefined : parseUnit(name);
  return { step, unit, bounds: readBounds(range["bounds"], step, unit !== undefined) };
}

function readBounds(value: unknown, step: NumberValue, dated: boolean): DensifyBounds {
  if (typeof value === "string") {
    if (value !== "full" && value !== "partition")
      throw documentError(5946802, "the bounds of $densify are full or partition");
    return value;
  }
  if (!Array.isArray(value)) throw documentError(5733404, "the bounds of $densify are a name or two values");
  if (value.length !== 2) throw documentError(5733403, "the bounds of $densify must be two values");
  const [lower, upper] = value.map(importValue);
  if (compare(lower, upper) > 0) throw documentError(5733402, "the bounds of $densify must ascend");
  if (isNumber(lower)) {
    if (dated) throw documentError(5733409, "numbers as bounds of $densify have no unit");
    if (!isNumber(upper)) throw documentError(5733406, "the bounds of $densify must be of one type");
    if (numberType(lower) !== numberType(upper) || numberType(lower) !== numberType(step)) {
      throw documentError(5876900, "the bounds and the step of $densify must be of one type");
    }
  } else if (lower instanceof Date) {
    if (!(upper instanceof Date)) throw documentError(5733405, "the bounds of $densify must be of one type");
    if (!dated) throw documentError(5733410, "dates as bounds of $densify need a unit");
  } else throw documentError(5946800, "the bounds of $densify must be numbers or dates");
  return [lower as DensifyValue, upper as DensifyValue];
}
