import type { ObjectId, Timestamp } from "bson";
import { documentError } from "../../errors.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { namedArgument } from "../definition.ts";
import type { Call, ExpressionContext } from "../expression.ts";
import { makeDate, timeOf } from "./date-range.ts";
import { parseTimeZone, utcZone, type TimeZone } from "./time-zone.ts";

/** A value as a date: a date, the time in an ObjectId, the seconds of a timestamp. Throws `code` (16006) for others. */
export function dateOf(value: unknown, code = 16006): Date {
  switch (typeOf(value)) {
    case "date":
      timeOf(value as Date);
      return value as Date;
    case "objectId":
      return timeOfObjectId(value as ObjectId);
    case "timestamp":
      return timeOfTimestamp(value as Timestamp);
    default:
      throw documentError(code, `a date is needed, not a value of type ${typeOf(value)}`);
  }
}

/** The time that an ObjectId begins with: seconds of 32 bits with a sign. */
export function timeOfObjectId(value: ObjectId): Date {
  const { id } = value;
  return makeDate(1000 * new DataView(id.buffer, id.byteOffset, 4).getInt32(0));
}

/** The seconds of a timestamp. */
export function timeOfTimestamp(value: Timestamp): Date {
  return makeDate(1000 * value.getHighBitsUnsigned());
}

/** The time zone of a call: UTC when it names none, null when that is null or missing. */
export function timeZoneOf(call: Call, context: ExpressionContext): TimeZone | null {
  if (call.named["timezone"] === undefined) return utcZone;
  const value = namedArgument(call, "timezone", context);
  return isNullish(value) ? null : parseTimeZone(value);
}
