import { BaseFunctions, countedUnit, multiply, secondsOf } from "../base-functions.ts";
import type { DateUnit } from "../dialect.ts";
import { jsonPathLiteral } from "../json-path.ts";

/** The form of SQLite's own date functions, with milliseconds. */
const timestamp = "%Y-%m-%d %H:%M:%f";

const truncated: Readonly<Record<Exclude<DateUnit, "quarter" | "week">, string>> = {
  year: "%Y-01-01 00:00:00.000",
  month: "%Y-%m-01 00:00:00.000",
  day: "%Y-%m-%d 00:00:00.000",
  hour: "%Y-%m-%d %H:00:00.000",
  minute: "%Y-%m-%d %H:%M:00.000",
  second: "%Y-%m-%d %H:%M:%S.000",
};

const parts: Readonly<Record<Exclude<DateUnit, "quarter">, string>> = {
  year: "%Y",
  month: "%m",
  week: "%V",
  day: "%d",
  hour: "%H",
  minute: "%M",
  second: "%S",
};

/** SQLite's functions: "Date And Time Functions" (`floor` and `%V` need 3.46) and "JSON Functions" of its manual. */
export class SqliteFunctions extends BaseFunctions {
  now(): string {
    return `strftime('${timestamp}', 'now')`;
  }

  override currentDate(): string {
    return "date('now')";
  }

  dateAdd(date: string, amount: string, unit: DateUnit): string {
    const counted = countedUnit(unit);
    return `strftime('${timestamp}', ${date}, (${multiply(amount, counted.times)}) || ' ${counted.unit}s', 'floor')`;
  }

  dateTruncate(date: string, unit: DateUnit): string {
    if (unit === "week") return `strftime('${truncated.day}', ${date}, 'weekday 0', '-6 days')`;
    if (unit !== "quarter") return `strftime('${truncated[unit]}', ${date})`;
    return `(strftime('%Y-', ${date}) || printf('%02d', ${this.extract(date, "quarter")} * 3 - 2) || '-01 00:00:00.000')`;
  }

  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string {
    const milliseconds = (date: string): string => `cast(round(unixepoch(${date}, 'subsec') * 1000) as integer)`;
    return `((${milliseconds(to)} - ${milliseconds(from)}) / ${secondsOf[unit] * 1000})`;
  }

  extract(date: string, unit: DateUnit): string {
    if (unit === "quarter") return `((cast(strftime('%m', ${date}) as integer) + 2) / 3)`;
    return `cast(strftime('${parts[unit]}', ${date}) as integer)`;
  }

  stringAggregate(value: string, separator: string, orderBy?: string): string {
    return `group_concat(${value}, ${separator}${orderBy === undefined ? "" : ` order by ${orderBy}`})`;
  }

  /** SQLite has no JSON booleans of its own: `json_extract` gives 1 and 0 for them. */
  jsonText(document: string, path: readonly (string | number)[]): string {
    const place = jsonPathLiteral(path);
    const type = `json_type(${document}, ${place})`;
    return `case when ${type} in ('true', 'false') then ${type} else cast(json_extract(${document}, ${place}) as text) end`;
  }

  jsonValue(document: string, path: readonly (string | number)[]): string {
    return `(${document} -> ${jsonPathLiteral(path)})`;
  }

  position(needle: string, text: string): string {
    return `instr(${text}, ${needle})`;
  }

  /** From 53 random bits. */
  random(): string {
    return "(abs(random() % 9007199254740992) / 9007199254740992.0)";
  }

  /** Version 4, variant 1, from random bytes. */
  uuid(): string {
    const hex = (bytes: number): string => `hex(randomblob(${bytes}))`;
    return `lower(${hex(4)} || '-' || ${hex(2)} || '-4' || substr(${hex(2)}, 2) || '-' || substr('89AB', 1 + (abs(random() % 4)), 1) || substr(${hex(2)}, 2) || '-' || ${hex(6)})`;
  }
}
