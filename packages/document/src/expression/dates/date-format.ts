import { documentError } from "../../errors.ts";
import {
  dayOfWeek,
  dayOfYear,
  isoDayOfWeek,
  isoWeek,
  isoWeekYear,
  partsOf,
  weekOfYear,
  type DateParts,
} from "./calendar.ts";
import type { TimeZone } from "./time-zone.ts";

/** The names of the months, in English. */
export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** What is written for a specifier: from the local time, its parts and the offset in minutes. */
type Writer = (local: number, parts: DateParts, offset: number) => string;

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

function year(value: number): string {
  if (value < 0 || value > 9999) throw documentError(18537, "a year outside of 0 to 9999 cannot be written");
  return pad(value, 4);
}

function zone(offset: number): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
}

const writers: Readonly<Record<string, Writer>> = {
  Y: (_local, parts) => year(parts.year),
  m: (_local, parts) => pad(parts.month, 2),
  d: (_local, parts) => pad(parts.day, 2),
  H: (_local, parts) => pad(parts.hour, 2),
  M: (_local, parts) => pad(parts.minute, 2),
  S: (_local, parts) => pad(parts.second, 2),
  L: (_local, parts) => pad(parts.millisecond, 3),
  b: (_local, parts) => (monthNames[parts.month - 1] as string).slice(0, 3),
  B: (_local, parts) => monthNames[parts.month - 1] as string,
  j: (local) => pad(dayOfYear(local), 3),
  w: (local) => String(dayOfWeek(local)),
  u: (local) => String(isoDayOfWeek(local)),
  U: (local) => pad(weekOfYear(local), 2),
  V: (local) => pad(isoWeek(local), 2),
  G: (local) => year(isoWeekYear(local)),
  z: (_local, _parts, offset) => zone(offset),
  Z: (_local, _parts, offset) => String(offset),
  "%": () => "%",
};

/** Refuses a format with a % at its end (18535) or before a letter that is no specifier (18536). */
export function checkFormat(format: string, isKnown: (letter: string) => boolean): void {
  for (const [, letter] of format.matchAll(/%([\s\S]?)/g)) {
    if (letter === "") throw documentError(18535, "a format ends with %");
    if (!isKnown(letter as string)) throw documentError(18536, "a format has a specifier that is not known");
  }
}

/** Whether a letter is one of those that dates are written with. */
export const isWriteSpecifier = (letter: string): boolean => Object.hasOwn(writers, letter);

/** Writes a date in a checked format. Throws 18537 for a year that has not four digits. */
export function formatDate(date: Date, format: string, timeZone: TimeZone): string {
  const offset = timeZone.offsetAt(date.getTime());
  const local = date.getTime() + offset;
  const parts = partsOf(local);
  return format.replaceAll(/%([\s\S])/g, (_found, letter: string) =>
    (writers[letter] as Writer)(local, parts, Math.trunc(offset / 60_000)),
  );
}

/** The format of dates when none is given: that of ISO 8601. */
export function defaultFormat(timeZone: TimeZone): string {
  return timeZone.isUtc ? "%Y-%m-%dT%H:%M:%S.%LZ" : "%Y-%m-%dT%H:%M:%S.%L";
}
