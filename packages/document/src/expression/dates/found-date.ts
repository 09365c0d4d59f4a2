import { documentError } from "../../errors.ts";
import { daysInMonth, isoWeekYear, localOfIsoDay, localOfParts, dayOfYear } from "./calendar.ts";
import { makeDate } from "./date-range.ts";
import { utcOfLocal, utcZone, type TimeZone } from "./time-zone.ts";

/** What a text told of a date. */
export interface FoundDate {
  year?: number;
  month?: number;
  day?: number;
  /** Of the year. */
  dayOfYear?: number;
  isoYear?: number;
  isoWeek?: number;
  isoDay?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  /** The zone that the text names itself. */
  zone?: TimeZone;
}

/** The error for a text that is no date. */
export function dateFailure(why: string): Error {
  return documentError(241, `a text cannot be read as a date: ${why}`);
}

/**
 * The date that was found. `zone` is the one that the caller gave. Throws 241 when parts are missing or out of range,
 * and when both the text and the caller name a zone.
 */
export function dateOfFound(found: FoundDate, zone: TimeZone | undefined): Date {
  if (found.zone !== undefined && zone !== undefined && !zone.isUtc) {
    throw dateFailure("the text has an offset, and a time zone is given beside");
  }
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = found;
  if (hour > 24 || minute > 59 || second > 60) throw dateFailure("its time is out of range");
  const local = dayOfFound(found) + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  return makeDate(utcOfLocal(local, found.zone ?? zone ?? utcZone));
}

function dayOfFound(found: FoundDate): number {
  if (found.isoYear !== undefined) {
    const { isoYear, isoWeek = 1, isoDay = 1 } = found;
    const local = localOfIsoDay(isoYear, isoWeek, isoDay);
    if (isoDay < 1 || isoDay > 7 || isoWeek < 1 || isoWeekYear(local) !== isoYear) {
      throw dateFailure("its week is out of range");
    }
    return local;
  }
  const { year, month, day, dayOfYear: ofYear } = found;
  if (year === undefined) throw dateFailure("its year is missing");
  if (ofYear !== undefined) {
    const local = localOfParts({ year, day: ofYear });
    if (dayOfYear(local) !== ofYear) throw dateFailure("its day of the year is out of range");
    return local;
  }
  if (month === undefined || day === undefined) throw dateFailure("its month or day is missing");
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    throw dateFailure("its day is out of range");
  return localOfParts({ year, month, day });
}
