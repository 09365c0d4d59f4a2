/**
 * Dates and timestamps as Oracle Net sends them (century and year in excess of 100, hour to second in excess of 1, then
 * nanoseconds), as text: `2024-02-29 12:34:56.123456789`. What has a zone is sent in the zone that `offset` tells in
 * minutes, and given in UTC with `+00:00` behind it. Years before 1 have a minus.
 */
export function momentText(bytes: Buffer, offset: number | undefined): string {
  const [century = 100, year = 100, month = 1, day = 1, hour = 1, minute = 1, second = 1] = bytes;
  const fraction = bytes.length >= 11 ? bytes.readUInt32BE(7) : 0;
  const fullYear = (century - 100) * 100 + (year - 100);
  if (offset === undefined) return clockText([fullYear, month, day, hour - 1, minute - 1, second - 1], fraction);
  const instant = new Date(0);
  instant.setUTCFullYear(fullYear, month - 1, day);
  instant.setUTCHours(hour - 1, minute - 1 - offset, second - 1);
  return `${clockText(partsOf(instant), fraction)}+00:00`;
}

type Parts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number];

function partsOf(date: Date): Parts {
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

function clockText([year, month, day, hour, minute, second]: Parts, nanoseconds: number): string {
  const sign = year < 0 ? "-" : "";
  const two = (part: number): string => String(part).padStart(2, "0");
  const date = `${sign}${String(Math.abs(year)).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const fraction = nanoseconds === 0 ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

const moment = /^(-?)(\d{1,4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(?:([+-])(\d\d):?(\d\d))?$/;

/** The instant that a text of {@link momentText}, or of the session's formats, means, cut to milliseconds. */
export function momentDate(text: string): Date {
  const found = moment.exec(text);
  if (found === null) return new Date(Number.NaN);
  const [, minus, year, month, day, hour, minute, second, fraction = "", sign, offsetHours = 0, offsetMinutes = 0] =
    found;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === "-" ? -1 : 1);
  const date = new Date(0);
  date.setUTCFullYear(Number(year) * (minus === "-" ? -1 : 1), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute) - offset, Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  return date;
}

/** A text of the session's formats in the form of {@link momentText}: in UTC, without the zeros that mean nothing. */
export function canonicalMoment(text: string): string {
  const found = moment.exec(text);
  if (found === null) return text;
  const fraction = Number((found[8] ?? "").padEnd(9, "0"));
  return `${clockText(partsOf(momentDate(text)), fraction)}${found[9] === undefined ? "" : "+00:00"}`;
}
