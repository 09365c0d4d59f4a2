import { documentError } from "../../errors.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import { isDocument } from "../../values/types.ts";
import type { Sort } from "../sort.ts";
import { accumulated } from "./accumulated.ts";
import { covariance } from "./covariance.ts";
import { expMovingAvg } from "./exp-moving-avg.ts";
import { minMaxScaler } from "./min-max-scaler.ts";
import { linearFill, locf, shift } from "./neighbours.ts";
import { denseRank, documentNumber, rank } from "./ranks.ts";
import { derivative, integral } from "./rates.ts";
import type { WindowFunction, WindowFunctionParser } from "./window-function.ts";

/** The window functions by name, with their `$`. */
const windowFunctions: Readonly<Record<string, WindowFunctionParser>> = {
  $addToSet: accumulated,
  $avg: accumulated,
  $bottom: accumulated,
  $bottomN: accumulated,
  $concatArrays: accumulated,
  $count: accumulated,
  $covariancePop: covariance(false),
  $covarianceSamp: covariance(true),
  $denseRank: denseRank,
  $derivative: derivative,
  $documentNumber: documentNumber,
  $expMovingAvg: expMovingAvg,
  $first: accumulated,
  $firstN: accumulated,
  $integral: integral,
  $last: accumulated,
  $lastN: accumulated,
  $linearFill: linearFill,
  $locf: locf,
  $max: accumulated,
  $maxN: accumulated,
  $median: accumulated,
  $min: accumulated,
  $minMaxScaler: minMaxScaler,
  $minN: accumulated,
  $percentile: accumulated,
  $push: accumulated,
  $rank: rank,
  $setUnion: accumulated,
  $shift: shift,
  $stdDevPop: accumulated,
  $stdDevSamp: accumulated,
  $sum: accumulated,
  $top: accumulated,
  $topN: accumulated,
};

/**
 * Reads `{ $function: operand, window }`. Code 9 for no document, no function, one that is not known, or two; and those
 * of the function.
 */
export function parseWindowFunction(value: unknown, sortBy: Sort | undefined, scope: ExpressionScope): WindowFunction {
  if (!isDocument(value)) throw documentError(9, "a window function must be a document");
  const operator = Object.keys(value).find((name) => name.startsWith("$"));
  if (operator === undefined) throw documentError(9, "a field of $setWindowFields needs a window function");
  const parse = Object.hasOwn(windowFunctions, operator) ? windowFunctions[operator] : undefined;
  if (parse === undefined) throw documentError(9, `there is no window function of the name ${operator}`);
  return parse({ operator, spec: value, sortBy, scope });
}
