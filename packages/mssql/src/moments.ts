/** 0001-01-01 in days from 1970-01-01, as the proleptic Gregorian calendar counts. */
const yearOne = -719_162;
const millisecondsPerDay = 86_400_000;
const days1900 = 693_595;

/** An instant as SQL Server keeps it: finer than a `Date`. */
export interface Moment {
  /** Cut to the millisecond. */
  date(): Date;
  /** As the server writes it: `2024-02-29 12:34:56.1234567`, with the offset behind a space where there is one. */
  text(): string;
}

/**
 * A moment from the wire's days since the year 1 and its units of 10^-scale seconds since midnight. With an offset in
 * minutes both are UTC, and the text is in the offset's time.
 */
export function toMoment(days: number, units: number, scale: number, offset?: number): Moment {
  const perSecond = 10 ** scale;
  const seconds = Math.floor(units / perSecond);
  const fraction = units - seconds * perSecond;
  const start = (days + yearOne) * millisecondsPerDay + seconds * 1000;
  return {
    date: () => new Date(start + Math.floor((fraction * 1000) / perSecond)),
    text: () => {
      const local = new Date(start + (offset ?? 0) * 60_000).toISOString();
      const part = scale === 0 ? "" : `.${String(fraction).padStart(scale, "0")}`;
      return `${local.slice(0, 10)} ${local.slice(11, 19)}${part}${offset === undefined ? "" : ` ${offsetText(offset)}`}`;
    },
  };
}

/** A `smalldatetime`: days since 1900 and minutes. */
export function smallMoment(days: number, minutes: number): Moment {
  return toMoment(days + days1900, minutes * 60, 0);
}

/** A `datetime`: days since 1900 and 300ths of a second, which the server shows rounded to the millisecond. */
export function legacyMoment(days: number, ticks: number): Moment {
  return toMoment(days + days1900, Math.round((ticks * 10) / 3), 3);
}

/** `YYYY-MM-DD` of days since the year 1. */
export function dateText(days: number): string {
  return new Date((days + yearOne) * millisecondsPerDay).toISOString().slice(0, 10);
}

/** `hh:mm:ss.fffffff` of units of 10^-scale seconds. */
export function timeText(units: number, scale: number): string {
  return toMoment(0, units, scale).text().slice(11);
}

function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

/** A moment taken apart for the wire: days since the year 1, and nanoseconds of the day. */
export interface MomentParts {
  readonly days: number;
  readonly nanoseconds: bigint;
  /** In minutes; days and nanoseconds are then UTC. */
  readonly offset: number | undefined;
}

/** The parts of a `Date`, in UTC. */
export function partsOfDate(date: Date): MomentParts {
  const time = date.getTime();
  const days = Math.floor(time / millisecondsPerDay);
  return {
    days: days - yearOne,
    nanoseconds: BigInt(time - days * millisecondsPerDay) * 1_000_000n,
    offset: undefined,
  };
}

const momentPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|([+-])(\d\d):?(\d\d))?)?$/i;
const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/** The parts of a text in ISO 8601's form, the `T` or a blank between; nothing for any other text. */
export function partsOfText(text: string): MomentParts | undefined {
  const match = momentPattern.exec(text.trim());
  if (match === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    zone,
    sign,
    offsetHour,
    offsetMinute,
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1 || Number(year) < 1)
    return undefined;
  const clock = nanosecondsOf(hour, minute, second, fraction);
  if (clock === undefined) return undefined;
  const days = Math.floor(date.getTime() / millisecondsPerDay) - yearOne;
  if (zone === undefined) return { days, nanoseconds: clock, offset: undefined };
  const offset = sign === undefined ? 0 : (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  return moved({ days, nanoseconds: clock - BigInt(offset) * 60_000_000_000n, offset });
}

/** The nanoseconds of a text of a time of day; nothing for any other text. */
export function partsOfTime(text: string): bigint | undefined {
  const match = timePattern.exec(text.trim());
  return match === null ? undefined : nanosecondsOf(match[1]!, match[2]!, match[3] ?? "0", match[4] ?? "");
}

function nanosecondsOf(hour: string, minute: string, second: string, fraction: string): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

const nanosecondsPerDay = 86_400_000_000_000n;

/** The same moment with its time inside of the day. */
function moved({ days, nanoseconds, offset }: MomentParts): MomentParts {
  let carry = 0;
  let rest = nanoseconds;
  for (; rest < 0n; rest += nanosecondsPerDay) carry--;
  for (; rest >= nanosecondsPerDay; rest -= nanosecondsPerDay) carry++;
  return { days: days + carry, nanoseconds: rest, offset };
}

/** The parts rounded to a scale, as the server rounds: half a unit up, into the next day if need be. */
export function rounded(parts: MomentParts, scale: number): { readonly days: number; readonly units: number } {
  const unit = 10n ** BigInt(9 - scale);
  const { days, nanoseconds } = moved({ ...parts, nanoseconds: ((parts.nanoseconds + unit / 2n) / unit) * unit });
  return { days, units: Number(nanoseconds / unit) };
}

/** Days since 1900, for the older types. */
export function since1900(days: number): number {
  return days - days1900;
}

/** The last day that the types reach: 9999-12-31. */
export const lastDay = 3_652_058;
