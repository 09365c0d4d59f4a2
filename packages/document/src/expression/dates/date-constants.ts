import { isNullish } from "../../values/types.ts";
import type { Call } from "../expression.ts";
import { parseStartOfWeek, parseUnit } from "./date-unit.ts";
import { parseTimeZone } from "./time-zone.ts";

function constantOf(call: Call, name: string): unknown {
  const given = call.named[name];
  return given?.kind === "literal" ? (given.value ?? null) : undefined;
}

/** Refuses a constant `timezone` that is none, whatever the date. */
export function checkTimeZone(call: Call): boolean {
  const zone = constantOf(call, "timezone");
  if (!isNullish(zone)) parseTimeZone(zone);
  return true;
}

/** Refuses constant units, days and time zones that are none. Gives false when one of them is null: then the value is. */
export function checkUnitAndZone(call: Call): boolean {
  const unit = constantOf(call, "unit");
  if (unit === null) return false;
  if (unit !== undefined) parseUnit(unit);
  const startOfWeek = unit === "week" ? constantOf(call, "startOfWeek") : undefined;
  if (startOfWeek === null) return false;
  if (startOfWeek !== undefined) parseStartOfWeek(startOfWeek);
  return constantOf(call, "timezone") === null ? false : checkTimeZone(call);
}
