import { documentError } from "../../errors.ts";
import { isNumber, toDouble, wholeNumber } from "../../values/numbers.ts";
import { typeOf } from "../../values/types.ts";
import { foldOf, type FoldOptions } from "../accumulator-values.ts";
import {
  argumentValues,
  namedArgument,
  type Definitions,
  type NamedDefinition,
  type PositionalDefinition,
} from "../definition.ts";
import type { Call, ExpressionContext } from "../expression.ts";

/** An accumulator over its arguments, or over the items of its only one when that is an array. */
function accumulating(operator: string, folding: "constant" | "kept"): PositionalDefinition {
  return {
    min: 0,
    max: Infinity,
    folding,
    evaluate: (call, context) => {
      const fold = foldOf(operator, { settings: context.settings });
      const values = argumentValues(call, context);
      for (const value of values.length === 1 && Array.isArray(values[0]) ? values[0] : values) fold.add(value);
      return fold.result();
    },
  };
}

function countOf(operator: string, value: unknown): number {
  if (!isNumber(value)) throw documentError(5787902, `${operator} takes a number as n, not ${typeOf(value)}`);
  const whole = wholeNumber(value);
  if (whole === undefined) throw documentError(5787903, `${operator} takes a whole number as n`);
  if (whole <= 0n) throw documentError(5787908, `${operator} takes an n above zero`);
  return Number(whole);
}

/** `$firstN` and the like over the items of an array. */
function takingN(operator: string): NamedDefinition {
  return {
    names: { n: 5787906, input: 5787907 },
    documentCode: 5787801,
    unknownCode: 5787901,
    folding: "kept",
    evaluate: (call, context) => {
      const n = countOf(operator, namedArgument(call, "n", context));
      const input = namedArgument(call, "input", context);
      if (!Array.isArray(input)) throw documentError(5788200, `${operator} takes an array, not ${typeOf(input)}`);
      const fold = foldOf(operator, { settings: context.settings, n });
      for (const item of input) fold.add(item);
      return fold.result();
    },
  };
}

/** Percentiles of the numbers in an array, or of the one number that is given. */
function quantile(call: Call, context: ExpressionContext, options: Omit<FoldOptions, "settings">): unknown {
  const fold = foldOf(call.operator, { settings: context.settings, ...options });
  const input = namedArgument(call, "input", context);
  for (const value of Array.isArray(input) ? input : [input]) fold.add(value);
  return fold.result();
}

const isMethod = (value: unknown): value is NonNullable<FoldOptions["method"]> =>
  value === "approximate" || value === "discrete" || value === "continuous";

function methodOf(call: Call): NonNullable<FoldOptions["method"]> {
  const given = call.named["method"];
  const value = given?.kind === "literal" ? given.value : undefined;
  if (typeof value !== "string") throw documentError(14, `${call.operator} takes a string as method`);
  if (!isMethod(value)) throw documentError(2, `${call.operator} takes a method that is known`);
  return value;
}

function percentilesOf(call: Call): readonly number[] {
  const given = call.named["p"];
  if (given?.kind !== "literal") throw documentError(7750300, "$percentile takes a constant as p");
  if (!Array.isArray(given.value) || given.value.length === 0) {
    throw documentError(7750301, "$percentile takes an array that is not empty as p");
  }
  return given.value.map((value: unknown) => {
    if (!isNumber(value)) throw documentError(7750302, `$percentile takes numbers as p, not ${typeOf(value)}`);
    const share = toDouble(value);
    if (!(share >= 0 && share <= 1)) throw documentError(7750303, "$percentile takes numbers from 0 to 1 as p");
    return share;
  });
}

/** The accumulators that are expressions as well. */
export const accumulators: Definitions = {
  $sum: accumulating("$sum", "constant"),
  $avg: accumulating("$avg", "constant"),
  $min: accumulating("$min", "kept"),
  $max: accumulating("$max", "kept"),
  $stdDevPop: accumulating("$stdDevPop", "constant"),
  $stdDevSamp: accumulating("$stdDevSamp", "constant"),
  $mergeObjects: accumulating("$mergeObjects", "constant"),
  $firstN: takingN("$firstN"),
  $lastN: takingN("$lastN"),
  $minN: takingN("$minN"),
  $maxN: takingN("$maxN"),
  $percentile: {
    names: { input: 40414, p: 40414, method: 40414 },
    documentCode: 7429703,
    unknownCode: 40415,
    check: (call) => {
      percentilesOf(call);
      methodOf(call);
    },
    evaluate: (call, context) => quantile(call, context, { p: percentilesOf(call), method: methodOf(call) }),
  },
  $median: {
    names: { input: 40414, method: 40414 },
    documentCode: 7436100,
    unknownCode: 40415,
    check: methodOf,
    evaluate: (call, context) => quantile(call, context, { method: methodOf(call) }),
  },
};
