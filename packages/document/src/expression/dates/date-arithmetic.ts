import { documentError } from "../../errors.ts";
import { dayNumber, daysInMonth, isoDayOfWeek, localOfParts, partsOf } from "./calendar.ts";
import { makeDate } from "./date-range.ts";
import { isMonthUnit, unitLengths, unitMonths, type DateUnit, type MonthUnit } from "./date-unit.ts";
import { utcOfLocal, type TimeZone } from "./time-zone.ts";

const dayLength = unitLengths.day;
/** More than any two dates of 64 bits are apart. */
const wholeRange = 2n ** 64n;

const localOf = (utc: number, zone: TimeZone): number => utc + zone.offsetAt(utc);

/**
 * A date some units later. Days and longer units count in local time, so that the time of day stays; a day that the
 * month has not becomes its last. Throws 5976500 for an amount beyond all dates.
 */
export function addUnits(date: Date, unit: DateUnit, amount: bigint, zone: TimeZone): Date {
  const length = isMonthUnit(unit) ? BigInt(unitMonths[unit]) * 30n * 86_400_000n : BigInt(unitLengths[unit]);
  if ((amount < 0n ? -amount : amount) * length >= wholeRange) {
    throw documentError(5976500, "an amount to add to a date is out of range");
  }
  const utc = date.getTime();
  const count = Number(amount);
  if (isMonthUnit(unit)) {
    return makeDate(utcOfLocal(addMonths(localOf(utc, zone), count * unitMonths[unit]), zone));
  }
  if (unitLengths[unit] < dayLength) return makeDate(utc + count * unitLengths[unit]);
  return makeDate(utcOfLocal(localOf(utc, zone) + count * unitLengths[unit], zone));
}

function addMonths(local: number, months: number): number {
  const parts = partsOf(local);
  const total = parts.year * 12 + parts.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return localOfParts({ ...parts, year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}

/** How many starts of a unit are between two dates; negative when the second is before. */
export function unitsBetween(start: Date, end: Date, unit: DateUnit, zone: TimeZone, startOfWeek: number): number {
  const [from, to] = [start.getTime(), end.getTime()];
  const [localFrom, localTo] = [localOf(from, zone), localOf(to, zone)];
  if (isMonthUnit(unit)) return monthUnits(localTo, unit) - monthUnits(localFrom, unit);
  switch (unit) {
    case "week":
      return weekNumber(localTo, startOfWeek) - weekNumber(localFrom, startOfWeek);
    case "day":
      return dayNumber(localTo) - dayNumber(localFrom);
    case "hour":
    case "minute": {
      const length = unitLengths[unit];
      const change = Math.trunc((localFrom - from - (localTo - to)) / length);
      return Math.floor(localTo / length) - Math.floor(localFrom / length) + change;
    }
    default:
      return Math.floor(to / unitLengths[unit]) - Math.floor(from / unitLengths[unit]);
  }
}

function monthUnits(local: number, unit: MonthUnit): number {
  const { year, month } = partsOf(local);
  return Math.floor((year * 12 + month - 1) / unitMonths[unit]);
}

/** Counts weeks since some week; `startOfWeek` is 1 for Monday. Day 0 is a Thursday. */
function weekNumber(local: number, startOfWeek: number): number {
  return Math.floor((dayNumber(local) + 4 - startOfWeek) / 7);
}

/** The time that bins are counted from. */
const reference = { year: 2000 };

/**
 * The start of the bin of some units that a date is in; bins are counted from the first of January 2000 in the zone.
 * Throws 5439002 for bins beyond 64 bits.
 */
export function truncateDate(date: Date, unit: DateUnit, size: bigint, zone: TimeZone, startOfWeek: number): Date {
  const utc = date.getTime();
  const local = localOf(utc, zone);
  if (isMonthUnit(unit)) {
    const months = size * BigInt(unitMonths[unit]);
    if (months > 120_000_000n) throw documentError(5439006, "bins of dates are too large");
    const { year, month } = partsOf(local);
    const start = floorTo((year - reference.year) * 12 + month - 1, Number(months));
    return makeDate(utcOfLocal(localOfParts({ year: reference.year, month: start + 1 }), zone));
  }
  const length = size * BigInt(unitLengths[unit]);
  if (length >= 2n ** 63n) throw documentError(5439002, "bins of dates are too large");
  const origin = localOfParts(reference);
  if (unitLengths[unit] < dayLength) {
    const from = utcOfLocal(origin, zone);
    return makeDate(from + floorTo(utc - from, Number(length)));
  }
  // Weeks are counted from the first day in 2000 that they begin with.
  const first = unit === "week" ? origin + ((startOfWeek - isoDayOfWeek(origin) + 7) % 7) * dayLength : origin;
  return makeDate(utcOfLocal(first + floorTo(local - first, Number(length)), zone));
}

const floorTo = (value: number, size: number): number => Math.floor(value / size) * size;
