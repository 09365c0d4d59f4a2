import { Int32 } from "bson";
import { DatabaseError } from "@db/core";
import { documentError } from "../../errors.ts";
import { isNumber, wholeNumber } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { isoDayOfWeek, isoWeek, isoWeekYear, localOfIsoDay, localOfParts, partsOf } from "../dates/calendar.ts";
import { dateOf, timeZoneOf } from "../dates/date-argument.ts";
import { checkTimeZone } from "../dates/date-constants.ts";
import { checkFormat, defaultFormat, formatDate, isWriteSpecifier } from "../dates/date-format.ts";
import { makeDate } from "../dates/date-range.ts";
import { dateFailure } from "../dates/found-date.ts";
import { isReadSpecifier, parseDateByFormat } from "../dates/parse-date-format.ts";
import { parseDateText } from "../dates/parse-date-text.ts";
import { utcOfLocal } from "../dates/time-zone.ts";
import { namedArgument, type Definitions } from "../definition.ts";
import type { Call, ExpressionContext } from "../expression.ts";

/** A part of a date by name: `otherwise` when it is not given, null when it is null. */
function part(call: Call, context: ExpressionContext, name: string, otherwise: number): number | null {
  if (call.named[name] === undefined) return otherwise;
  const value = namedArgument(call, name, context);
  if (isNullish(value)) return null;
  const whole = isNumber(value) ? wholeNumber(value) : undefined;
  if (whole === undefined) throw documentError(40515, `$dateFromParts takes a whole number as ${name}`);
  const isBounded = !["year", "isoWeekYear", "second", "millisecond"].includes(name);
  if (isBounded && (whole < -32_768n || whole > 32_767n)) {
    throw documentError(31034, `$dateFromParts takes -32768 to 32767 as ${name}`);
  }
  return Number(whole);
}

function dateFromParts(call: Call, context: ExpressionContext): unknown {
  const [hour, minute, second, millisecond] = ["hour", "minute", "second", "millisecond"].map((name) =>
    part(call, context, name, 0),
  ) as [number | null, number | null, number | null, number | null];
  if (hour === null || minute === null || second === null || millisecond === null) return null;
  const zone = timeZoneOf(call, context);
  if (zone === null) return null;
  const isIso = call.named["isoWeekYear"] !== undefined;
  const names = isIso ? ["isoWeekYear", "isoWeek", "isoDayOfWeek"] : ["year", "month", "day"];
  const [year, middle, day] = names.map((name) => part(call, context, name, 1)) as [
    number | null,
    number | null,
    number | null,
  ];
  if (year === null || middle === null || day === null) return null;
  if (year < 1 || year > 9999) {
    throw documentError(isIso ? 31095 : 40523, `$dateFromParts takes 1 to 9999 as ${names[0]}`);
  }
  const start = isIso ? localOfIsoDay(year, middle, day) : localOfParts({ year, month: middle, day });
  return makeDate(utcOfLocal(start + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond, zone));
}

/** The parts of a date by the calendar and by weeks cannot be mixed. */
function checkParts(call: Call): void {
  const has = (...names: string[]): boolean => names.some((name) => call.named[name] !== undefined);
  if (!has("year", "isoWeekYear")) throw documentError(40516, "$dateFromParts lacks year or isoWeekYear");
  if (has("year") && has("isoWeekYear", "isoWeek", "isoDayOfWeek")) {
    throw documentError(40489, "$dateFromParts mixes a year with parts of ISO weeks");
  }
  if (has("isoWeekYear") && has("year", "month", "day")) {
    throw documentError(40525, "$dateFromParts mixes an ISO week's year with parts of the calendar");
  }
}

function dateToParts(call: Call, context: ExpressionContext): unknown {
  const value = namedArgument(call, "date", context);
  const zone = timeZoneOf(call, context);
  if (zone === null) return null;
  const iso = call.named["iso8601"] === undefined ? false : namedArgument(call, "iso8601", context);
  if (isNullish(iso)) return null;
  if (typeof iso !== "boolean")
    throw documentError(40521, `$dateToParts takes a boolean as iso8601, not ${typeOf(iso)}`);
  if (isNullish(value)) return null;
  const utc = dateOf(value).getTime();
  const local = utc + zone.offsetAt(utc);
  const { year, month, day, ...time } = partsOf(local);
  const days = iso
    ? { isoWeekYear: isoWeekYear(local), isoWeek: isoWeek(local), isoDayOfWeek: isoDayOfWeek(local) }
    : { year, month, day };
  return Object.fromEntries(Object.entries({ ...days, ...time }).map(([name, number]) => [name, new Int32(number)]));
}

function dateToString(call: Call, context: ExpressionContext): unknown {
  const value = namedArgument(call, "date", context);
  let format: unknown;
  if (call.named["format"] !== undefined) {
    format = namedArgument(call, "format", context);
    if (!isNullish(format)) {
      if (typeof format !== "string") {
        throw documentError(18533, `$dateToString takes a string as format, not ${typeOf(format)}`);
      }
      checkFormat(format, isWriteSpecifier);
    }
  }
  const zone = timeZoneOf(call, context);
  if (isNullish(value)) return call.named["onNull"] === undefined ? null : namedArgument(call, "onNull", context);
  if (zone === null || (call.named["format"] !== undefined && isNullish(format))) return null;
  return formatDate(dateOf(value), (format as string | undefined) ?? defaultFormat(zone), zone);
}

function dateFromString(call: Call, context: ExpressionContext): unknown {
  const text = namedArgument(call, "dateString", context);
  const format = namedArgument(call, "format", context);
  if (!isNullish(format)) {
    if (typeof format !== "string") {
      throw documentError(40684, `$dateFromString takes a string as format, not ${typeOf(format)}`);
    }
    checkFormat(format, isReadSpecifier);
  }
  const zone = timeZoneOf(call, context);
  if (isNullish(text)) return call.named["onNull"] === undefined ? null : namedArgument(call, "onNull", context);
  try {
    if (typeof text !== "string") throw dateFailure(`it is no string but a value of type ${typeOf(text)}`);
    if (zone === null) return null;
    if (call.named["format"] === undefined) {
      return parseDateText(text, call.named["timezone"] === undefined ? undefined : zone);
    }
    return typeof format === "string" ? parseDateByFormat(text, format, zone) : null;
  } catch (error) {
    if (call.named["onError"] === undefined || !DatabaseError.is(error) || error.nativeCode !== 241) throw error;
    return namedArgument(call, "onError", context);
  }
}

const optional = "optional" as const;

/** `$dateFromParts`, `$dateToParts`, `$dateFromString` and `$dateToString`. */
export const dateBuilding: Definitions = {
  $dateFromParts: {
    names: {
      year: optional,
      month: optional,
      day: optional,
      hour: optional,
      minute: optional,
      second: optional,
      millisecond: optional,
      isoWeekYear: optional,
      isoWeek: optional,
      isoDayOfWeek: optional,
      timezone: optional,
    },
    checkConstants: checkTimeZone,
    documentCode: 40519,
    unknownCode: 40518,
    check: checkParts,
    evaluate: dateFromParts,
  },
  $dateToParts: {
    names: { date: 40522, timezone: optional, iso8601: optional },
    checkConstants: checkTimeZone,
    documentCode: 40524,
    unknownCode: 40520,
    evaluate: dateToParts,
  },
  $dateFromString: {
    names: { dateString: 40542, format: optional, timezone: optional, onNull: optional, onError: optional },
    checkConstants: checkTimeZone,
    documentCode: 40540,
    unknownCode: 40541,
    evaluate: dateFromString,
  },
  $dateToString: {
    names: { date: 18628, format: optional, timezone: optional, onNull: optional },
    checkConstants: checkTimeZone,
    documentCode: 18629,
    unknownCode: 18534,
    evaluate: dateToString,
  },
};
