import { documentError } from "../../errors.ts";
import { typeOf } from "../../values/types.ts";
import { lastTime } from "./date-range.ts";

/** A time zone: how far its local time is from UTC. */
export interface TimeZone {
  /** Milliseconds to add to UTC at a moment. */
  offsetAt(utc: number): number;
  readonly isUtc: boolean;
}

const minute = 60_000;
const day = 86_400_000;

/** UTC itself. */
export const utcZone: TimeZone = { offsetAt: () => 0, isUtc: true };

function fixedZone(minutes: number): TimeZone {
  const offset = minutes * minute;
  return { offsetAt: () => offset, isUtc: minutes === 0 };
}

/**
 * The milliseconds of UTC for a local time, itself given as if it were UTC. A time that comes twice, when clocks go
 * back, is the first of the two; one that is skipped counts with the offset before.
 */
export function utcOfLocal(local: number, zone: TimeZone): number {
  const before = zone.offsetAt(local - day);
  const after = zone.offsetAt(local + day);
  if (before === after || zone.offsetAt(local - before) === before) return local - before;
  return zone.offsetAt(local - after) === after ? local - after : local - before;
}

/**
 * Reads a time zone: `+05:30`, `-0800`, `+03`, or a name of the Olson database. Throws 40517 for what is no string, and
 * 40485 for a name that is not known; names are told apart by case.
 */
export function parseTimeZone(value: unknown): TimeZone {
  if (typeof value !== "string") throw documentError(40517, `a time zone has to be a string, not ${typeOf(value)}`);
  const offset = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(value);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return fixedZone(offset[1] === "-" ? -minutes : minutes);
  }
  return namedZone(value);
}

const zones = new Map<string, TimeZone>();

function namedZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = openZone(name);
  if (zone === undefined) throw documentError(40485, "a time zone has a name that is not known");
  zones.set(name, zone);
  return zone;
}

/** Names of zones in capital letters, or with words that are not like the others. */
const unusual: ReadonlySet<string> = new Set(
  (
    "GMT GMT0 UTC UCT EST MST HST EET CET MET WET GB NZ PRC ROC ROK US W SU CHAT NSW ACT LHI " +
    "EST5EDT CST6CDT MST7MDT PST8PDT of es au"
  ).split(" "),
);

/** The runtime takes names in any case; MongoDB does not. */
function isWrittenRight(name: string): boolean {
  const words = name.replace(/^(Etc\/GMT)[+-]\d+$/, "$1").split(/[/_-]/);
  return words.every((word) => unusual.has(word) || /^[A-Z][a-z]+(?:[A-Z][a-z]*)*$/.test(word));
}

function openZone(name: string): TimeZone | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  if (format.resolvedOptions().timeZone !== name && !isWrittenRight(name)) return undefined;
  return { offsetAt: rememberingOffsets(format), isUtc: ["UTC", "Etc/UTC", "GMT"].includes(name) };
}

/** Clocks change at full quarters of an hour: offsets are kept for each. */
function rememberingOffsets(format: Intl.DateTimeFormat): (utc: number) => number {
  const quarter = 15 * minute;
  const kept = new Map<number, number>();
  return (given) => {
    // A day beyond the last one of JavaScript's is looked at as well.
    const utc = Math.min(Math.max(given, -lastTime), lastTime);
    const key = Math.floor(utc / quarter);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const offset = offsetOf(format, utc);
    if (kept.size >= 4096) kept.clear();
    kept.set(key, offset);
    return offset;
  };
}

function offsetOf(format: Intl.DateTimeFormat, utc: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(utc)) parts[type] = value;
  const number = (name: string): number => Number(parts[name]);
  const year = parts["era"]?.startsWith("B") === true ? 1 - number("year") : number("year");
  const local = new Date(0);
  local.setUTCFullYear(year, number("month") - 1, number("day"));
  local.setUTCHours(number("hour"), number("minute"), number("second"));
  return local.getTime() - Math.floor(utc / 1000) * 1000;
}
