import { dateFailure, dateOfFound, type FoundDate } from "./found-date.ts";
import { monthNumber } from "./month-name.ts";
import { parseTimeZone, utcZone, type TimeZone } from "./time-zone.ts";

/** The ways that a day is written. Names of groups are those of {@link FoundDate}; `name` is a month's. */
const dayForms: readonly RegExp[] = [
  /^(?<year>[+-]?\d{4}|[+-]\d{5,6})-(?<month>\d{1,2})-(?<day>\d{1,2})(?!\d)/,
  /^(?<year>\d{4})\/(?<month>\d{1,2})\/(?<day>\d{1,2})(?!\d)/,
  /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?!\d)/,
  /^(?<day>\d{1,2})[-.](?<month>\d{1,2})[-.](?<year>\d{4})(?!\d)/,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?!\d)/,
  /^(?<isoYear>\d{4})-?W(?<isoWeek>\d{2})(?:-?(?<isoDay>[0-7]))?(?!\d)/,
  /^(?<year>\d{4})[-.]?(?<dayOfYear>\d{3})(?!\d)/,
  /^(?<day>\d{1,2})(?:st|nd|rd|th)?[ \t.-]*(?<name>[a-z]{3,9})[ \t.,-]*(?<year>\d{4})(?!\d)/i,
  /^(?<name>[a-z]{3,9})[ \t.-]*(?<day>\d{1,2})(?:st|nd|rd|th)?[ \t.,-]+(?<year>\d{4})(?!\d)/i,
  /^(?<year>\d{4})[ \t.-]*(?<name>[a-z]{3,9})[ \t.-]*(?<day>\d{1,2})(?!\d)/i,
  // Without a day it is the first.
  /^(?<year>\d{4})-(?<month>\d{1,2})(?![-\d])/,
  /^(?<name>[a-z]{3,9})[ \t.-]*(?<year>\d{4})(?!\d)/i,
];

const weekday = /^(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*[ \t.,]+/i;
const timeForm =
  /^(?:[tT]|[ \t]+)?[tT]?(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,:](?<fraction>\d+))?)?)?(?:[ \t]*(?<half>[ap]\.?m\.?)(?![a-z]))?/i;
const compactTime = /^[tT](?<hour>\d{2})(?<minute>\d{2})(?:(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?(?!\d)/;
const offsetForm = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/** Letters that stand for an offset in hours. */
const abbreviations: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
};

/**
 * Reads a date as MongoDB does when no format is given: ISO 8601 and the ways of writing that PHP's parser knows, as far
 * as they name a whole day. Without an offset in the text it is in `zone`, else in UTC. Throws 241 for what is no date.
 */
export function parseDateText(text: string, zone?: TimeZone): Date {
  const bare = text.replace(/^[\s\0]+|[\s\0]+$/g, "").replace(weekday, "");
  const found: FoundDate = {};
  const rest = readTime(readDay(bare, found), found);
  if (rest !== "") found.zone = readZone(rest);
  return dateOfFound(found, zone);
}

/** Reads the day and gives what comes after it. */
function readDay(text: string, found: FoundDate): string {
  for (const form of dayForms) {
    const match = form.exec(text);
    if (match?.groups === undefined) continue;
    const { name, ...numbers } = match.groups;
    if (name !== undefined) {
      const month = monthNumber(name);
      if (month === undefined) continue;
      found.month = month;
    }
    for (const [part, digits] of Object.entries(numbers)) {
      if (digits !== undefined) found[part as "year"] = Number(digits);
    }
    if (found.month !== undefined) found.day ??= 1;
    return text.slice(match[0].length);
  }
  throw dateFailure("it has no day");
}

function readTime(text: string, found: FoundDate): string {
  const match = compactTime.exec(text) ?? (/^[tT \t]/.test(text) ? timeForm.exec(text) : null);
  if (match?.groups === undefined) return text.trim();
  const { hour, minute, second, fraction, half } = match.groups;
  if (minute === undefined && half === undefined && !/^[tT]/.test(text)) throw dateFailure("its time has no minutes");
  found.hour = Number(hour);
  if (half !== undefined) {
    if (found.hour < 1 || found.hour > 12) throw dateFailure("its hour is out of range");
    found.hour = (found.hour % 12) + (/^p/i.test(half) ? 12 : 0);
  }
  found.minute = Number(minute ?? 0);
  found.second = Number(second ?? 0);
  if (fraction !== undefined) found.millisecond = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-9);
  return text.slice(match[0].length).trim();
}

function readZone(text: string): TimeZone {
  const offset = offsetForm.exec(text);
  if (offset !== null) {
    return parseTimeZone(`${offset[1]}${(offset[2] as string).padStart(2, "0")}${offset[3] ?? "00"}`);
  }
  const letters = text.replace(/^\((.*)\)$/, "$1");
  const hours = abbreviations[letters.toUpperCase()];
  if (hours === 0) return utcZone;
  if (hours !== undefined)
    return parseTimeZone(`${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}00`);
  try {
    return parseTimeZone(letters);
  } catch {
    throw dateFailure("it has something after the date");
  }
}
