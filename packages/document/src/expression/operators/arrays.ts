import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { equals } from "../../values/compare.ts";
import { isNumber, wholeInt32 } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argument, unary, type Definitions, type Evaluate, type PositionalDefinition } from "../definition.ts";
import { evaluateExpression } from "../evaluate-expression.ts";

/** An array; null for null and missing, and `code` for every other type. */
function arrayOrNull(operator: string, code: number, value: unknown): readonly unknown[] | null {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value;
  throw documentError(code, `${operator} takes an array, not ${typeOf(value)}`);
}

/** A whole number of 32 bits; `codes` for what is no number, and for a number that is not such. */
function wholeOf(
  operator: string,
  what: string,
  codes: readonly [type: number, range: number],
  value: unknown,
): number {
  if (!isNumber(value)) throw documentError(codes[0], `${operator} takes a number as ${what}, not ${typeOf(value)}`);
  const whole = wholeInt32(value);
  if (whole === undefined) throw documentError(codes[1], `${operator} takes a whole number of 32 bits as ${what}`);
  return whole;
}

const elementAt: Evaluate = (call, context) => {
  const [array, place] = [argument(call, 0, context), argument(call, 1, context)];
  if (isNullish(array) || isNullish(place)) return null;
  const items = arrayOrNull("$arrayElemAt", 28689, array) as readonly unknown[];
  return items.at(wholeOf("$arrayElemAt", "the place", [28690, 28691], place));
};

function end(operator: string, at: 0 | -1): PositionalDefinition {
  return unary((value) => {
    const items = arrayOrNull(operator, 28689, value);
    return items === null ? null : items.at(at);
  });
}

const slice: Evaluate = (call, context) => {
  const [array, second] = [argument(call, 0, context), argument(call, 1, context)];
  if (isNullish(array) || isNullish(second)) return null;
  const items = arrayOrNull("$slice", 28724, array) as readonly unknown[];
  const from = wholeOf("$slice", "the second argument", [28725, 28726], second);
  if (call.args.length === 2) return from >= 0 ? items.slice(0, from) : items.slice(from);
  const third = argument(call, 2, context);
  if (isNullish(third)) return null;
  const count = wholeOf("$slice", "the third argument", [28727, 28728], third);
  if (count <= 0) throw documentError(28729, "$slice takes a count above zero");
  const start = from >= 0 ? from : Math.max(0, items.length + from);
  return items.slice(start, start + count);
};

/** A place in an array that is given as an argument. */
function placeOf(value: unknown): number {
  const place = wholeInt32(value);
  if (place === undefined) throw documentError(9711600, "$indexOfArray takes whole numbers of 32 bits as places");
  if (place < 0) throw documentError(9711601, "$indexOfArray takes places that are not negative");
  return place;
}

const indexOfArray: Evaluate = (call, context) => {
  const items = arrayOrNull("$indexOfArray", 40090, argument(call, 0, context));
  if (items === null) return null;
  const wanted = argument(call, 1, context);
  const start = call.args.length > 2 ? placeOf(argument(call, 2, context)) : 0;
  const stop = call.args.length > 3 ? placeOf(argument(call, 3, context)) : items.length;
  const { order } = context.settings.collation;
  for (let at = start; at < Math.min(stop, items.length); at++) {
    if (equals(items[at], wanted, order)) return new Int32(at);
  }
  return new Int32(-1);
};

/** More items than this would need more memory than MongoDB allows for a range: 16 bytes each of 100 MB. */
const maxRange = 6_553_598;

const range: Evaluate = (call, context) => {
  const start = wholeOf("$range", "the start", [34443, 34444], argument(call, 0, context));
  const stop = wholeOf("$range", "the end", [34445, 34446], argument(call, 1, context));
  const step = call.args.length > 2 ? wholeOf("$range", "the step", [34447, 34448], argument(call, 2, context)) : 1;
  if (step === 0) throw documentError(34449, "$range takes a step that is not zero");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (Math.trunc((stop - start) / step) >= maxRange)
    throw documentError(146, "$range would give more items than memory is allowed for");
  return Array.from({ length: count }, (_item, n) => new Int32(start + n * step));
};

/** The operators that look at arrays or take parts of them. */
export const arrays: Definitions = {
  $arrayElemAt: { min: 2, max: 2, evaluate: elementAt },
  $first: end("$first", 0),
  $last: end("$last", -1),
  $slice: { min: 2, max: 3, evaluate: slice },
  $range: { min: 2, max: 3, evaluate: range },
  $indexOfArray: { min: 2, max: 4, folding: "kept", evaluate: indexOfArray },
  $in: {
    min: 2,
    max: 2,
    folding: "kept",
    evaluate: (call, context) => {
      const [wanted, array] = [argument(call, 0, context), argument(call, 1, context)];
      if (!Array.isArray(array)) throw documentError(40081, `$in looks in an array, not in ${typeOf(array)}`);
      return array.some((item) => equals(item, wanted, context.settings.collation.order));
    },
  },
  $isArray: unary(Array.isArray),
  $size: unary((value) => {
    if (!Array.isArray(value)) throw documentError(17124, `$size takes an array, not ${typeOf(value)}`);
    return new Int32(value.length);
  }),
  $reverseArray: unary((value) => arrayOrNull("$reverseArray", 34435, value)?.toReversed() ?? null),
  $concatArrays: {
    min: 0,
    max: Infinity,
    evaluate: (call, context) => {
      const all: unknown[] = [];
      for (const expression of call.args) {
        const items = arrayOrNull("$concatArrays", 28664, evaluateExpression(expression, context));
        if (items === null) return null;
        for (const item of items) all.push(item);
      }
      return all;
    },
  },
};
