import { BaseFunctions } from "../base-functions.ts";
import type { DateUnit } from "../dialect.ts";
import { parsePortableType, type PortableKind } from "../portable-type.ts";
import { jsonPathLiteral } from "../json-path.ts";

const truncated: Readonly<Record<Exclude<DateUnit, "quarter" | "week">, string>> = {
  year: "%Y-01-01",
  month: "%Y-%m-01",
  day: "%Y-%m-%d",
  hour: "%Y-%m-%d %H:00:00",
  minute: "%Y-%m-%d %H:%i:00",
  second: "%Y-%m-%d %H:%i:%s",
};

/** The types that `cast` knows, which are not those that columns are declared with: "Cast Functions and Operators". */
const castTypes: Readonly<Partial<Record<PortableKind, string>>> = {
  smallint: "signed",
  integer: "signed",
  bigint: "signed",
  boolean: "signed",
  text: "char",
  uuid: "char(36)",
  binary: "binary",
  real: "double",
};

/** MySQL's functions, which MariaDB shares: the manual's "Functions and Operators". */
export class MysqlFunctions extends BaseFunctions {
  now(): string {
    return "current_timestamp(6)";
  }

  dateAdd(date: string, amount: string, unit: DateUnit): string {
    return `date_add(${date}, interval ${amount} ${unit})`;
  }

  dateTruncate(date: string, unit: DateUnit): string {
    if (unit === "week") return `cast(date_sub(date(${date}), interval weekday(${date}) day) as datetime)`;
    if (unit === "quarter")
      return `cast(makedate(year(${date}), 1) + interval (quarter(${date}) - 1) quarter as datetime)`;
    return `cast(date_format(${date}, '${truncated[unit]}') as datetime)`;
  }

  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string {
    return `timestampdiff(${unit}, ${from}, ${to})`;
  }

  extract(date: string, unit: DateUnit): string {
    return unit === "week" ? `week(${date}, 3)` : `extract(${unit} from ${date})`;
  }

  override concat(parts: readonly string[]): string {
    return super.concat(parts.map((part) => `coalesce(${part}, '')`));
  }

  /** The separator must be a literal. */
  stringAggregate(value: string, separator: string, orderBy?: string): string {
    return `group_concat(${value}${orderBy === undefined ? "" : ` order by ${orderBy}`} separator ${separator})`;
  }

  jsonText(document: string, path: readonly (string | number)[]): string {
    const value = `json_extract(${document}, ${jsonPathLiteral(path, true)})`;
    return `case when json_type(${value}) = 'NULL' then null else json_unquote(${value}) end`;
  }

  jsonValue(document: string, path: readonly (string | number)[]): string {
    return `json_extract(${document}, ${jsonPathLiteral(path, true)})`;
  }

  override length(text: string): string {
    return `char_length(${text})`;
  }

  position(needle: string, text: string): string {
    return `locate(${needle}, ${text})`;
  }

  random(): string {
    return "rand()";
  }

  /** Version 4, variant 1: the engine's own `uuid()` is made of time and host. */
  uuid(): string {
    const hex = (bytes: number): string => `hex(random_bytes(${bytes}))`;
    return `lower(concat(${hex(4)}, '-', ${hex(2)}, '-4', substr(${hex(2)}, 2), '-', hex(8 + floor(rand() * 4)), substr(${hex(2)}, 2), '-', ${hex(6)}))`;
  }

  override cast(value: string, portableType: string): string {
    const { kind, length } = parsePortableType(portableType);
    const target = length === undefined ? castTypes[kind] : `char(${length})`;
    if (target !== undefined) return `cast(${value} as ${target})`;
    // Both kinds of timestamps are a `datetime` to a cast.
    return super.cast(value, kind === "timestamptz" ? portableType.replace(/timestamptz/i, "timestamp") : portableType);
  }
}
