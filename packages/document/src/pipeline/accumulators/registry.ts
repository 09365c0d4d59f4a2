import { documentError, unsupportedFeature } from "../../errors.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import { isDocument } from "../../values/types.ts";
import type { Accumulator, AccumulatorParser } from "./accumulator.ts";
import { addToSet, first, last, push } from "./collecting.ts";
import { count } from "./count.ts";
import { folded, foldedN, percentiles } from "./folding.ts";
import { topBottom } from "./top-n.ts";

const refused: AccumulatorParser = (operator) => {
  throw unsupportedFeature(operator, "server-side JavaScript is not run");
};

/** The accumulators by name, with their `$`. */
export const accumulators: Readonly<Record<string, AccumulatorParser>> = {
  $accumulator: refused,
  $addToSet: addToSet,
  $avg: folded,
  $bottom: topBottom("bottom", false),
  $bottomN: topBottom("bottom", true),
  $concatArrays: folded,
  $count: count,
  $first: first,
  $firstN: foldedN(5787801),
  $last: last,
  $lastN: foldedN(5787801),
  $max: folded,
  $maxN: foldedN(5787900),
  $median: percentiles,
  $mergeObjects: folded,
  $min: folded,
  $minN: foldedN(5787900),
  $percentile: percentiles,
  $push: push,
  $setUnion: folded,
  $stdDevPop: folded,
  $stdDevSamp: folded,
  $sum: folded,
  $top: topBottom("top", false),
  $topN: topBottom("top", true),
};

/** A field of a group and the accumulator that it comes from. */
export type AccumulatedField = readonly [field: string, accumulator: Accumulator];

/**
 * Reads `{ field: { $accumulator: operand } }`, one field of it. Codes: 40234 what is no accumulator, 40235 a dot in
 * the field's name, 40236 a `$` in front of it, 40238 more than one accumulator, 40237 an array for the operand, 15952 an
 * unknown accumulator, and each accumulator's own.
 */
export function parseAccumulatedField(field: string, value: unknown, scope: ExpressionScope): AccumulatedField {
  const names = isDocument(value) ? Object.keys(value) : [];
  const operator = names[0];
  if (operator === undefined || !operator.startsWith("$")) {
    throw documentError(40234, "a field of a group must be an accumulator");
  }
  if (field.includes(".")) throw documentError(40235, "the name of a group's field has a dot");
  if (field.startsWith("$")) throw documentError(40236, "the name of a group's field begins with $");
  if (names.length > 1) throw documentError(40238, "a field of a group has more than one accumulator");
  const operand = (value as Record<string, unknown>)[operator];
  if (Array.isArray(operand)) throw documentError(40237, `${operator} takes one argument, no array`);
  const parse = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (parse === undefined) throw documentError(15952, `there is no accumulator of the name ${operator}`);
  return [field, parse(operator, operand, scope)];
}
