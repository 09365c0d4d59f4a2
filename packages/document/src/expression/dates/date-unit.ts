import { documentError } from "../../errors.ts";
import { typeOf } from "../../values/types.ts";

/** The units of time that always have the same length; days are those without a change of clocks. */
export type LengthUnit = "week" | "day" | "hour" | "minute" | "second" | "millisecond";

/** The units of time that are a whole number of months. */
export type MonthUnit = "year" | "quarter" | "month";

/** The units of time. */
export type DateUnit = LengthUnit | MonthUnit;

/** How many milliseconds a unit has. */
export const unitLengths: Readonly<Record<LengthUnit, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** How many months a unit has. */
export const unitMonths: Readonly<Record<MonthUnit, number>> = { year: 12, quarter: 3, month: 1 };

/** Whether a unit is made of months. */
export function isMonthUnit(unit: DateUnit): unit is MonthUnit {
  return Object.hasOwn(unitMonths, unit);
}

/** Reads a unit: 5439013 for what is no string, 9 for a name that is none. */
export function parseUnit(value: unknown): DateUnit {
  if (typeof value !== "string")
    throw documentError(5439013, `a unit of time has to be a string, not ${typeOf(value)}`);
  if (Object.hasOwn(unitLengths, value) || Object.hasOwn(unitMonths, value)) return value as DateUnit;
  throw documentError(9, "a unit of time has a name that is not known");
}

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Reads the day that weeks begin with, 1 for Monday to 7: 5439015 for what is no string, 5439016 for another name. */
export function parseStartOfWeek(value: unknown): number {
  if (typeof value !== "string") throw documentError(5439015, `startOfWeek has to be a string, not ${typeOf(value)}`);
  const lower = value.toLowerCase();
  const at = days.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  if (at < 0) throw documentError(5439016, "startOfWeek has to be the name of a day");
  return at + 1;
}
