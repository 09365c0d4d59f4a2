import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext } from "../../expression/expression.ts";
import type { QuerySettings } from "../../settings.ts";
import { isNumber, wholeNumber } from "../../values/numbers.ts";
import type { Document } from "../../values/types.ts";
import type { Accumulator } from "./accumulator.ts";

/** The codes for an `n` that is no number, no whole number or not above 0. */
interface CountCodes {
  readonly notNumber: number;
  readonly notWhole: number;
  readonly notPositive: number;
}

/** The codes where stages are evaluated one by one. */
export const classicCodes: CountCodes = { notNumber: 5787902, notWhole: 5787903, notPositive: 5787908 };

/** The codes where MongoDB compiles a group together with the query before it. */
export const compiledCodes: CountCodes = { notNumber: 7548606, notWhole: 7548606, notPositive: 7548606 };

/** The value of an accumulator's `n`, which may use the group's key; 1 when the accumulator has none. */
export function countOf(
  accumulator: Accumulator,
  key: Document,
  settings: QuerySettings,
  codes: CountCodes = classicCodes,
): number {
  if (accumulator.n === undefined) return 1;
  const value = evaluateExpression(accumulator.n, rootContext(key, settings));
  if (!isNumber(value)) throw documentError(codes.notNumber, `${accumulator.operator}.n must be a number`);
  const whole = wholeNumber(value);
  if (whole === undefined) throw documentError(codes.notWhole, `${accumulator.operator}.n must be a whole number`);
  if (whole <= 0n) throw documentError(codes.notPositive, `${accumulator.operator}.n must be above 0`);
  return Number(whole);
}
