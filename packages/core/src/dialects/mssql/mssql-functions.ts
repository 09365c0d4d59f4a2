import { BaseFunctions, countedUnit, multiply, secondsOf } from "../base-functions.ts";
import type { DateUnit } from "../dialect.ts";
import { jsonPathLiteral } from "../json-path.ts";

/** The first date there is, which begins a year and a week (a Monday): nothing is counted backwards from it. */
const origin = "cast('00010101' as datetime2)";

/** SQL Server's functions: the reference's "Functions". `string_agg` needs 2017. */
export class MssqlFunctions extends BaseFunctions {
  now(): string {
    return "sysdatetimeoffset()";
  }

  override currentDate(): string {
    return "cast(sysdatetime() as date)";
  }

  dateAdd(date: string, amount: string, unit: DateUnit): string {
    const counted = countedUnit(unit);
    return `dateadd(${counted.unit}, ${multiply(amount, counted.times)}, ${date})`;
  }

  /** `datetrunc` is 2022's; counting from an origin works everywhere. Seconds are counted from the day, not to overflow. */
  dateTruncate(date: string, unit: DateUnit): string {
    if (unit === "hour" || unit === "minute" || unit === "second") {
      const day = `cast(cast(${date} as date) as datetime2)`;
      return `dateadd(${unit}, datediff(${unit}, ${day}, ${date}), ${day})`;
    }
    // Weeks are counted by days: `datediff` counts them from Sunday whatever is set.
    if (unit === "week") return `dateadd(day, datediff(day, ${origin}, ${date}) / 7 * 7, ${origin})`;
    return `dateadd(${unit}, datediff(${unit}, ${origin}, ${date}), ${origin})`;
  }

  /** `datediff` counts borders that were crossed; only at the smallest unit is that the time that passed. */
  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string {
    return `(datediff_big(microsecond, ${from}, ${to}) / ${secondsOf[unit] * 1_000_000})`;
  }

  extract(date: string, unit: DateUnit): string {
    return `datepart(${unit === "week" ? "iso_week" : unit}, ${date})`;
  }

  /** `concat` takes two at least. */
  override concat(parts: readonly string[]): string {
    return parts.length === 1 ? super.concat([...parts, "N''"]) : super.concat(parts);
  }

  stringAggregate(value: string, separator: string, orderBy?: string): string {
    return `string_agg(cast(${value} as nvarchar(max)), ${separator})${orderBy === undefined ? "" : ` within group (order by ${orderBy})`}`;
  }

  jsonText(document: string, path: readonly (string | number)[]): string {
    return this.#jsonPart(document, path, "[value]", "null");
  }

  jsonValue(document: string, path: readonly (string | number)[]): string {
    return this.#jsonPart(
      document,
      path,
      `case [type] when 1 then N'"' + string_escape([value], 'json') + N'"' else [value] end`,
      "N'null'",
    );
  }

  /** By `openjson`, because `json_value` cuts at 4000 characters and has no objects. Type 0 is JSON's null. */
  #jsonPart(document: string, path: readonly (string | number)[], value: string, none: string): string {
    const last = path.at(-1);
    if (last === undefined) return `(${document})`;
    const key = String(last).replaceAll("'", "''");
    return `(select case when [type] = 0 then ${none} else ${value} end from openjson(${document}, ${jsonPathLiteral(path.slice(0, -1))}) where [key] = N'${key}')`;
  }

  /** In UTF-16 units; `len` would not count spaces at the end. */
  override length(text: string): string {
    return `(datalength(cast(${text} as nvarchar(max))) / 2)`;
  }

  override substring(text: string, from: string, length = "2147483647"): string {
    return `substring(${text}, ${from}, ${length})`;
  }

  position(needle: string, text: string): string {
    return `charindex(${needle}, ${text})`;
  }

  /** `rand()` is the same for all rows of a statement. */
  random(): string {
    return "(abs(cast(checksum(newid()) as bigint)) / 2147483649.0)";
  }

  uuid(): string {
    return "lower(convert(char(36), newid()))";
  }
}
