import { Double, Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { foldOf } from "../../expression/accumulator-values.ts";
import { isMonthUnit, parseUnit, unitLengths } from "../../expression/dates/date-unit.ts";
import type { Expression } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { calculate, divide, isNumber, toDouble, type NumberValue } from "../../values/numbers.ts";
import { isDocument, isNullish } from "../../values/types.ts";
import { framesOf, overFrames } from "./frames.ts";
import { sortValues, valuesIn, type Partition } from "./partition.ts";
import { subtractValues } from "./value-math.ts";
import { wholePartition, type WindowBounds } from "./window-bounds.ts";
import { operandOf, unknownArgument, windowOf, type WindowFunctionParser, type WindowSpec } from "./window-function.ts";

interface Rate {
  readonly input: Expression;
  /** In milliseconds. */
  readonly unit: number | undefined;
  readonly bounds: WindowBounds | undefined;
}

/** Reads `{ input, unit }`. Code 9 for what is wrong, 5490710 for a unit above a week. */
function parseRate(given: WindowSpec): Rate {
  const { operator, scope, sortBy } = given;
  if (sortBy?.length !== 1 || sortBy[0]?.kind !== "field")
    throw documentError(9, `${operator} needs a sortBy of one field`);
  const bounds = windowOf(given);
  const operand = operandOf(given);
  if (!isDocument(operand)) throw documentError(9, `${operator} needs a document`);
  let input: Expression | undefined;
  let unit: number | undefined;
  for (const [name, value] of Object.entries(operand)) {
    if (name === "input") input = parseExpression(value, scope);
    else if (name === "unit") unit = readUnit(operator, value);
    else throw unknownArgument(operator, name);
  }
  if (input === undefined) throw documentError(9, `${operator} needs input`);
  return { input, unit, bounds };
}

function readUnit(operator: string, value: unknown): number {
  if (typeof value !== "string") throw documentError(9, `${operator}.unit must be a string`);
  const unit = parseUnit(value);
  if (isMonthUnit(unit)) throw documentError(5490710, `${operator}.unit must be a week or less`);
  return unitLengths[unit];
}

/**
 * `$derivative`: the slope from the window's first document to its last. Codes: 9 and 5490710 as of its operand, 9
 * without a window; when it runs, 5624900 to 5624902 for a wrong value of the sort, 5624903 for a missing input.
 */
export const derivative: WindowFunctionParser = (given) => {
  const { input, unit, bounds } = parseRate(given);
  if (bounds === undefined) throw documentError(9, `${given.operator} needs a window`);
  return {
    operator: given.operator,
    bounds,
    evaluate: (partition) => {
      const values = valuesIn(partition, input);
      const times = sortValues(partition);
      return overFrames(
        framesOf(partition, bounds),
        (first, last) => slope([times[first], values[first]], [times[last], values[last]], unit),
        null,
      );
    },
  };
};

type Point = readonly [time: unknown, value: unknown];

function slope([fromTime, from]: Point, [toTime, to]: Point, unit: number | undefined): unknown {
  const dates = [fromTime, toTime].filter((time) => time instanceof Date).length;
  if (unit !== undefined && dates < 2)
    throw documentError(5624900, "$derivative with a unit needs dates in the sortBy");
  if (unit === undefined && dates > 0) throw documentError(5624901, "$derivative over dates needs a unit");
  if (unit === undefined && !(isNumber(fromTime) && isNumber(toTime))) {
    throw documentError(5624902, "$derivative needs numbers in the sortBy");
  }
  if (isNullish(from) || isNullish(to)) throw documentError(5624903, "the input of $derivative is null or missing");
  const run = subtractValues(toTime, fromTime);
  const rise = difference(to, from);
  if (toDouble(run) === 0) return null;
  const result = divide(rise, run);
  return unit === undefined ? result : calculate("multiply", result, new Int32(unit));
}

function difference(to: unknown, from: unknown): NumberValue {
  const isDates = to instanceof Date && from instanceof Date;
  if (!isDates && !(isNumber(to) && isNumber(from)))
    throw documentError(14, "$derivative can only subtract numbers or dates");
  return subtractValues(to, from);
}

/**
 * `$integral`: the area under the values of the window, by trapezoids. Codes: 9 and 5490710 as of its operand; when it
 * runs, 5423900 for an input that is no number, 5423901 and 5423902 for a wrong value of the sort.
 */
export const integral: WindowFunctionParser = (given) => {
  const { input, unit, bounds = wholePartition } = parseRate(given);
  return {
    operator: given.operator,
    bounds,
    evaluate: (partition) => {
      const values = valuesIn(partition, input);
      const times = sortValues(partition);
      const points = values.map((value, n): Point => [times[n], value]);
      const frames = framesOf(partition, bounds);
      return overFrames(frames, (first, last) => area(points.slice(first, last + 1), unit, partition), null);
    },
  };
};

function area(points: readonly Point[], unit: number | undefined, { settings }: Partition): unknown {
  const sum = foldOf("$sum", { settings });
  let hasNaN = false;
  points.forEach((point, n) => {
    checkPoint(point, unit);
    hasNaN ||= point.some((value) => isNumber(value) && Number.isNaN(toDouble(value)));
    const before = points[n - 1];
    if (before !== undefined) sum.add(trapezoid(before, point));
  });
  if (hasNaN) return new Double(Number.NaN);
  const total = sum.result() as NumberValue;
  return unit === undefined ? total : divide(total, new Int32(unit));
}

function checkPoint([time, value]: Point, unit: number | undefined): void {
  if (!isNumber(value) || !(isNumber(time) || time instanceof Date)) {
    throw documentError(5423900, "$integral needs numbers, and numbers or dates in the sortBy");
  }
  if (unit !== undefined && !(time instanceof Date)) {
    throw documentError(5423901, "$integral with a unit needs dates in the sortBy");
  }
  if (unit === undefined && !isNumber(time)) throw documentError(5423902, "$integral needs numbers in the sortBy");
}

function trapezoid([fromTime, from]: Point, [toTime, to]: Point): NumberValue {
  const heights = calculate("add", to as NumberValue, from as NumberValue) as NumberValue;
  return divide(calculate("multiply", heights, subtractValues(toTime, fromTime)) as NumberValue, new Double(2));
}
