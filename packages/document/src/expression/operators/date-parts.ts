import { Int32, Long } from "bson";
import { documentError } from "../../errors.ts";
import { isDocument, isNullish, type Document } from "../../values/types.ts";
import { dayOfWeek, dayOfYear, isoDayOfWeek, isoWeek, isoWeekYear, partsOf, weekOfYear } from "../dates/calendar.ts";
import { dateOf, timeZoneOf } from "../dates/date-argument.ts";
import { checkTimeZone } from "../dates/date-constants.ts";
import { namedArgument, type Definitions, type SpecialDefinition } from "../definition.ts";
import type { Call, Expression, ExpressionContext } from "../expression.ts";

/** Reads `{ $year: date }`, `{ $year: [date] }` and `{ $year: { date, timezone } }`. */
function partOf(take: (local: number) => Int32 | Long): SpecialDefinition {
  const evaluate = (call: Call, context: ExpressionContext): unknown => {
    const value = namedArgument(call, "date", context);
    if (isNullish(value)) return null;
    const date = dateOf(value);
    const zone = timeZoneOf(call, context);
    return zone === null ? null : take(date.getTime() + zone.offsetAt(date.getTime()));
  };
  return {
    folding: "constant",
    checkConstants: checkTimeZone,
    parse: (operator, value, scope, parse) => {
      const given = datePartArguments(operator, value);
      const named: Record<string, Expression> = {};
      for (const name of Object.keys(given)) named[name] = parse(given[name] ?? null, scope);
      return { kind: "call", operator, args: [], named, evaluate };
    },
  };
}

function datePartArguments(operator: string, value: unknown): Document {
  if (Array.isArray(value)) {
    if (value.length !== 1) throw documentError(40536, `${operator} takes one date, not ${value.length}`);
    return { date: value[0] };
  }
  if (!isDocument(value) || Object.keys(value)[0]?.startsWith("$") === true) return { date: value };
  for (const name of Object.keys(value)) {
    if (name !== "date" && name !== "timezone") {
      throw documentError(40535, `${operator} has no argument of the name ${JSON.stringify(name)}`);
    }
  }
  if (!Object.hasOwn(value, "date")) throw documentError(40539, `${operator} lacks its argument date`);
  return value;
}

const int = (take: (local: number) => number): SpecialDefinition => partOf((local) => new Int32(take(local)));

/** The operators that give one part of a date. */
export const datePartOperators: Definitions = {
  $year: int((local) => partsOf(local).year),
  $month: int((local) => partsOf(local).month),
  $dayOfMonth: int((local) => partsOf(local).day),
  $hour: int((local) => partsOf(local).hour),
  $minute: int((local) => partsOf(local).minute),
  $second: int((local) => partsOf(local).second),
  $millisecond: int((local) => partsOf(local).millisecond),
  $dayOfYear: int(dayOfYear),
  $dayOfWeek: int(dayOfWeek),
  $week: int(weekOfYear),
  $isoDayOfWeek: int(isoDayOfWeek),
  $isoWeek: int(isoWeek),
  $isoWeekYear: partOf((local) => Long.fromNumber(isoWeekYear(local))),
};
