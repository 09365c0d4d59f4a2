import { addUnits } from "../expression/dates/date-arithmetic.ts";
import { isMonthUnit, type DateUnit } from "../expression/dates/date-unit.ts";
import { utcZone } from "../expression/dates/time-zone.ts";
import { compare } from "../values/compare.ts";
import { calculate, toDouble, wholeNumber, type NumberValue } from "../values/numbers.ts";

/** A number, or a date with a unit. */
export type DensifyValue = NumberValue | Date;

/** How far apart the values are that `$densify` makes. */
export interface DensifyStep {
  readonly step: NumberValue;
  /** With dates. */
  readonly unit: DateUnit | undefined;
}

/** The value some steps on, or back. */
export function stepFrom(value: DensifyValue, { step, unit }: DensifyStep, sign: 1 | -1 = 1): DensifyValue {
  if (value instanceof Date)
    return addUnits(value, unit as DateUnit, BigInt(sign) * (wholeNumber(step) ?? 0n), utcZone);
  return calculate(sign === 1 ? "add" : "subtract", value, step) as NumberValue;
}

/** Whether a value is a whole number of steps from another. */
export function isOnStep(value: DensifyValue, base: DensifyValue, by: DensifyStep): boolean {
  if (!(value instanceof Date) || !(base instanceof Date)) {
    const gap = calculate("subtract", value as NumberValue, base as NumberValue) as NumberValue;
    return toDouble(calculate("remainder", gap, by.step) as NumberValue) === 0;
  }
  if (by.unit !== undefined && isMonthUnit(by.unit)) {
    let at: DensifyValue = base;
    while (compare(at, value) < 0) at = stepFrom(at, by);
    return compare(at, value) === 0;
  }
  const length = (stepFrom(new Date(0), by) as Date).getTime();
  return (value.getTime() - base.getTime()) % length === 0;
}

/** Whether a step is a whole number, as dates need it. */
export function isWholeStep(step: NumberValue): boolean {
  return wholeNumber(step) !== undefined;
}
