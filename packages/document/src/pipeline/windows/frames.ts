import { documentError } from "../../errors.ts";
import { addUnits } from "../../expression/dates/date-arithmetic.ts";
import type { DateUnit } from "../../expression/dates/date-unit.ts";
import { utcZone } from "../../expression/dates/time-zone.ts";
import { compare } from "../../values/compare.ts";
import { addDecimals, writeDecimal } from "../../values/decimal.ts";
import { isNumber, toDecimal, wholeNumber, type NumberValue } from "../../values/numbers.ts";
import { typeOf } from "../../values/types.ts";
import { sortValues, type Partition } from "./partition.ts";
import type { Bound, WindowBounds } from "./window-bounds.ts";

/** The first and the last place of a window; `undefined` when no document is in it. */
type Frame = readonly [first: number, last: number] | undefined;

/** What is made of each window; of equal windows that follow each other only once, and `empty` of an empty one. */
export function overFrames(
  frames: readonly Frame[],
  make: (first: number, last: number) => unknown,
  empty: unknown,
): readonly unknown[] {
  let known: { readonly frame: Exclude<Frame, undefined>; readonly value: unknown } | undefined;
  return frames.map((frame) => {
    if (frame === undefined) return empty;
    if (known?.frame[0] !== frame[0] || known.frame[1] !== frame[1]) known = { frame, value: make(...frame) };
    return known.value;
  });
}

/**
 * The window of every document of a partition. A range throws code 5429414 for a value of the sort that is no number,
 * with a unit 5429513 for one that is no date, and 5429413 for a date without a unit.
 */
export function framesOf(partition: Partition, bounds: WindowBounds): readonly Frame[] {
  if (bounds.kind === "range") return rangeFrames(partition, bounds);
  const last = partition.documents.length - 1;
  const place = (bound: Bound<number>, from: number, open: number): number =>
    bound === "unbounded" ? open : from + (bound === "current" ? 0 : bound);
  return partition.documents.map((_, n) => {
    const lower = place(bounds.lower, n, 0);
    const upper = place(bounds.upper, n, last);
    return lower > last || upper < 0 ? undefined : [Math.max(0, lower), Math.min(last, upper)];
  });
}

function rangeFrames(partition: Partition, bounds: Extract<WindowBounds, { kind: "range" }>): readonly Frame[] {
  const values = sortValues(partition);
  const { unit } = bounds;
  const fits = (value: unknown): boolean => (unit === undefined ? isNumber(value) : value instanceof Date);
  return values.map((base, n) => {
    checkBase(base, unit);
    const lower =
      bounds.lower === "current"
        ? n
        : bounds.lower === "unbounded"
          ? values.findIndex(fits)
          : firstFrom(values, shifted(base, bounds.lower, unit));
    if (lower < 0 || !fits(values[lower])) return undefined;
    const upper =
      bounds.upper === "current"
        ? n
        : bounds.upper === "unbounded"
          ? values.findLastIndex(fits)
          : lastUpTo(values, lower, shifted(base, bounds.upper, unit));
    return upper < lower ? undefined : [lower, upper];
  });
}

function checkBase(base: unknown, unit: DateUnit | undefined): void {
  if (unit !== undefined) {
    if (base instanceof Date) return;
    throw documentError(5429513, `a range with a unit needs dates in the sortBy, not the type ${typeOf(base)}`);
  }
  if (base instanceof Date) throw documentError(5429413, "a range over dates needs a unit");
  if (!isNumber(base))
    throw documentError(5429414, `a range needs numbers in the sortBy, not the type ${typeOf(base)}`);
}

/** So far from a document's value. */
function shifted(base: unknown, offset: NumberValue, unit: DateUnit | undefined): unknown {
  if (unit !== undefined) return addUnits(base as Date, unit, wholeNumber(offset) ?? 0n, utcZone);
  return writeDecimal(addDecimals(toDecimal(base as NumberValue), toDecimal(offset)));
}

/** The place of the first value that is not below a threshold; -1 when all are. The values ascend. */
function firstFrom(values: readonly unknown[], threshold: unknown): number {
  const place = countBefore(values, (value) => compare(value, threshold) < 0);
  return place === values.length ? -1 : place;
}

/** The place of the last value, from `lower`, that is not above a threshold. */
function lastUpTo(values: readonly unknown[], lower: number, threshold: unknown): number {
  return (
    Math.max(
      lower,
      countBefore(values, (value) => compare(value, threshold) <= 0),
    ) - 1
  );
}

/** How many of values that ascend come before a limit. */
function countBefore(values: readonly unknown[], isBefore: (value: unknown) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(values[middle] ?? null)) low = middle + 1;
    else high = middle;
  }
  return low;
}
