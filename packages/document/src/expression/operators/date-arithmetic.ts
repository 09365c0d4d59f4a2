import { Long } from "bson";
import { documentError } from "../../errors.ts";
import { isNumber, wholeNumber } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { addUnits, truncateDate, unitsBetween } from "../dates/date-arithmetic.ts";
import { dateOf, timeZoneOf } from "../dates/date-argument.ts";
import { checkUnitAndZone } from "../dates/date-constants.ts";
import { parseStartOfWeek, parseUnit, type DateUnit } from "../dates/date-unit.ts";
import { namedArgument, type Definitions, type NamedDefinition } from "../definition.ts";
import type { Call, ExpressionContext } from "../expression.ts";

function adding(operator: string, sign: 1n | -1n): NamedDefinition {
  return {
    checkConstants: checkUnitAndZone,
    names: { startDate: 5166402, unit: 5166402, amount: 5166402, timezone: "optional" },
    documentCode: 5166400,
    unknownCode: 5166401,
    evaluate: (call, context) => {
      const start = namedArgument(call, "startDate", context);
      const unit = isNullish(start) ? null : namedArgument(call, "unit", context);
      if (isNullish(unit)) return null;
      const given = parseUnit(unit);
      const amount = namedArgument(call, "amount", context);
      if (isNullish(amount)) return null;
      const zone = timeZoneOf(call, context);
      if (zone === null) return null;
      const date = dateOf(start, 5166403);
      const whole = isNumber(amount) ? wholeNumber(amount) : undefined;
      if (whole === undefined) {
        throw documentError(5166405, `${operator} takes a whole number of 64 bits as amount, not ${typeOf(amount)}`);
      }
      if (sign < 0n && whole === -(2n ** 63n)) throw documentError(6045000, "$dateSubtract cannot take the least long");
      return addUnits(date, given, sign * whole, zone);
    },
  };
}

/** The day that weeks begin with: Sunday when none is given or the unit is not weeks, null when it is null. */
function startOfWeekOf(call: Call, context: ExpressionContext, unit: DateUnit): number | null {
  if (unit !== "week" || call.named["startOfWeek"] === undefined) return 7;
  const value = namedArgument(call, "startOfWeek", context);
  return isNullish(value) ? null : parseStartOfWeek(value);
}

function difference(call: Call, context: ExpressionContext): unknown {
  const [start, end, unit] = ["startDate", "endDate", "unit"].map((name) => namedArgument(call, name, context));
  if (isNullish(start) || isNullish(end) || isNullish(unit)) return null;
  const given = parseUnit(unit);
  const startOfWeek = startOfWeekOf(call, context, given);
  const zone = startOfWeek === null ? null : timeZoneOf(call, context);
  if (startOfWeek === null || zone === null) return null;
  const [from, to] = [dateOf(start, 5166307), dateOf(end, 5166307)];
  return Long.fromNumber(unitsBetween(from, to, given, zone, startOfWeek));
}

/** How many units a bin has: one when it is not given, null when it is null. */
function binSizeOf(call: Call, context: ExpressionContext): bigint | null {
  if (call.named["binSize"] === undefined) return 1n;
  const value = namedArgument(call, "binSize", context);
  if (isNullish(value)) return null;
  const size = isNumber(value) ? wholeNumber(value) : undefined;
  if (size === undefined) {
    throw documentError(5439017, `$dateTrunc takes a whole number as binSize, not ${typeOf(value)}`);
  }
  if (size <= 0n) throw documentError(5439018, "$dateTrunc takes a binSize above zero");
  return size;
}

function truncate(call: Call, context: ExpressionContext): unknown {
  const date = namedArgument(call, "date", context);
  const size = isNullish(date) ? null : binSizeOf(call, context);
  if (size === null) return null;
  const unit = namedArgument(call, "unit", context);
  if (isNullish(unit)) return null;
  const given = parseUnit(unit);
  const startOfWeek = startOfWeekOf(call, context, given);
  const zone = startOfWeek === null ? null : timeZoneOf(call, context);
  if (startOfWeek === null || zone === null) return null;
  return truncateDate(dateOf(date, 5166307), given, size, zone, startOfWeek);
}

/** `$dateAdd`, `$dateSubtract`, `$dateDiff` and `$dateTrunc`. */
export const dateArithmetic: Definitions = {
  $dateAdd: adding("$dateAdd", 1n),
  $dateSubtract: adding("$dateSubtract", -1n),
  $dateDiff: {
    checkConstants: checkUnitAndZone,
    names: { startDate: 5166303, endDate: 5166304, unit: 5166305, timezone: "optional", startOfWeek: "optional" },
    documentCode: 5166301,
    unknownCode: 5166302,
    evaluate: difference,
  },
  $dateTrunc: {
    checkConstants: checkUnitAndZone,
    names: { date: 5439009, unit: 5439010, binSize: "optional", timezone: "optional", startOfWeek: "optional" },
    documentCode: 5439007,
    unknownCode: 5439008,
    evaluate: truncate,
  },
};
