import { unsupported } from "../../errors/index.ts";
import { BaseFunctions, countedUnit, multiply, secondsOf } from "../base-functions.ts";
import type { DateUnit } from "../dialect.ts";
import { jsonPathLiteral } from "../json-path.ts";
import { parsePortableType } from "../portable-type.ts";

/** The masks of `trunc`; fractions of a second are cut by the change to a date. */
const masks: Readonly<Record<Exclude<DateUnit, "second">, string>> = {
  year: "YYYY",
  quarter: "Q",
  month: "MM",
  week: "IW",
  day: "DD",
  hour: "HH24",
  minute: "MI",
};

const parts: Readonly<Record<DateUnit, string>> = { ...masks, second: "SS" };

/** Oracle's functions: the SQL Language Reference's "Functions". An empty string is null there. */
export class OracleFunctions extends BaseFunctions {
  now(): string {
    return "systimestamp";
  }

  override currentDate(): string {
    return "trunc(current_date)";
  }

  /**
   * `add_months` alone has no error for a day that the month lacks, but gives a date, and the last day for a last day:
   * the fraction is lost, and 30 April plus a month is 31 May.
   */
  dateAdd(date: string, amount: string, unit: DateUnit): string {
    const counted = countedUnit(unit);
    const times = multiply(amount, counted.times);
    if (counted.unit === "year") return `add_months(${date}, ${times} * 12)`;
    if (counted.unit === "month") return `add_months(${date}, ${times})`;
    return `(cast(${date} as timestamp) + numtodsinterval(${times}, '${counted.unit}'))`;
  }

  dateTruncate(date: string, unit: DateUnit): string {
    return unit === "second" ? `cast(${date} as date)` : `trunc(cast(${date} as date), '${masks[unit]}')`;
  }

  /** By dates, so fractions of a second do not count. Days are numbers, whose error the rounding takes away. */
  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string {
    return `trunc(round((cast(${to} as date) - cast(${from} as date)) * 86400) / ${secondsOf[unit]})`;
  }

  extract(date: string, unit: DateUnit): string {
    return `to_number(to_char(${date}, '${parts[unit]}'))`;
  }

  override concat(values: readonly string[]): string {
    return values.length === 0 ? "''" : `(${values.join(" || ")})`;
  }

  stringAggregate(value: string, separator: string, orderBy = "null"): string {
    return `listagg(${value}, ${separator}) within group (order by ${orderBy})`;
  }

  /** Values of 4000 bytes at most, as both functions give by default. */
  jsonText(document: string, path: readonly (string | number)[]): string {
    const place = jsonPathLiteral(path);
    return `coalesce(json_value(${document}, ${place}), json_query(${document}, ${place}))`;
  }

  /** In a wrapper, which is taken off: without one there are no scalars before 21c ("JSON_QUERY" in the SQL reference). */
  jsonValue(document: string, path: readonly (string | number)[]): string {
    const wrapped = `json_query(${document}, ${jsonPathLiteral(path)} returning clob with wrapper)`;
    return `substr(${wrapped}, 2, length(${wrapped}) - 2)`;
  }

  position(needle: string, text: string): string {
    return `instr(${text}, ${needle})`;
  }

  random(): string {
    return "dbms_random.value";
  }

  uuid(): string {
    throw unsupported(
      "oracle",
      "random UUIDs made by the server",
      "Make them in the application: crypto.randomUUID().",
    );
  }

  /** A cast cannot give a large object. */
  override cast(value: string, portableType: string): string {
    return parsePortableType(portableType).kind === "text"
      ? `cast(${value} as varchar2(4000))`
      : super.cast(value, portableType);
  }
}
