import { makeDate } from "./date-range.ts";

/** The parts of a local time. `month` and `day` count from 1. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const dayLength = 86_400_000;

/** The parts of a time that is given as milliseconds of local time. Throws what {@link makeDate} throws. */
export function partsOf(local: number): DateParts {
  const at = makeDate(local);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    millisecond: at.getUTCMilliseconds(),
  };
}

/** Milliseconds of local time; parts beyond their range carry over, so that day 32 of January is the first of February. */
export function localOfParts(parts: Partial<DateParts> & { readonly year: number }): number {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  return startOfMonth(year, month) + (day - 1) * dayLength + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** The first moment of a month; months beyond 1 to 12 go into other years. */
function startOfMonth(year: number, month: number): number {
  const months = year * 12 + month - 1;
  return new Date(0).setUTCFullYear(Math.floor(months / 12), ((months % 12) + 12) % 12, 1);
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return Math.round((startOfMonth(year, month + 1) - startOfMonth(year, month)) / dayLength);
}

/** The number of the day since 1970-01-01. */
export function dayNumber(local: number): number {
  return Math.floor(local / dayLength);
}

/** 1 for Sunday to 7 for Saturday. */
export function dayOfWeek(local: number): number {
  return ((((dayNumber(local) + 4) % 7) + 7) % 7) + 1;
}

/** 1 for Monday to 7 for Sunday. */
export function isoDayOfWeek(local: number): number {
  return ((((dayNumber(local) + 3) % 7) + 7) % 7) + 1;
}

/** 1 to 366. */
export function dayOfYear(local: number): number {
  return dayNumber(local) - dayNumber(localOfParts({ year: partsOf(local).year })) + 1;
}

/** Weeks begin on Sunday; the days before the first of them are week 0. */
export function weekOfYear(local: number): number {
  return Math.floor((dayOfYear(local) + 7 - dayOfWeek(local)) / 7);
}

/** The year of ISO 8601 that a week belongs to: that of its Thursday. */
export function isoWeekYear(local: number): number {
  return partsOf(thursdayOf(local)).year;
}

/** The week of ISO 8601, 1 to 53. */
export function isoWeek(local: number): number {
  return Math.floor((dayOfYear(thursdayOf(local)) - 1) / 7) + 1;
}

const thursdayOf = (local: number): number => local + (4 - isoDayOfWeek(local)) * dayLength;

/** The first moment of a day by ISO 8601; weeks and days beyond their range carry over. */
export function localOfIsoDay(year: number, week: number, weekday: number): number {
  const fourth = localOfParts({ year, day: 4 });
  return fourth + (1 - isoDayOfWeek(fourth) + (week - 1) * 7 + weekday - 1) * dayLength;
}
