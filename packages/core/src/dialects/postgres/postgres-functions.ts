import { BaseFunctions, countedUnit, multiply, secondsOf } from "../base-functions.ts";
import type { DateUnit } from "../dialect.ts";

/** PostgreSQL's functions: the manual's "Functions and Operators". */
export class PostgresFunctions extends BaseFunctions {
  now(): string {
    return "now()";
  }

  dateAdd(date: string, amount: string, unit: DateUnit): string {
    const counted = countedUnit(unit);
    return `(${date} + ${multiply(amount, counted.times)} * interval '1 ${counted.unit}')`;
  }

  dateTruncate(date: string, unit: DateUnit): string {
    return `date_trunc('${unit}', ${date})`;
  }

  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string {
    return `trunc((extract(epoch from ${to}) - extract(epoch from ${from})) / ${secondsOf[unit]})::bigint`;
  }

  extract(date: string, unit: DateUnit): string {
    return `floor(extract(${unit} from ${date}))::integer`;
  }

  /** By casts, because `concat` cannot tell the type of a parameter. */
  override concat(parts: readonly string[]): string {
    return parts.length === 0 ? "''" : `(${parts.map((part) => `coalesce((${part})::text, '')`).join(" || ")})`;
  }

  stringAggregate(value: string, separator: string, orderBy?: string): string {
    return `string_agg((${value})::text, ${separator}${orderBy === undefined ? "" : ` order by ${orderBy}`})`;
  }

  jsonText(document: string, path: readonly (string | number)[]): string {
    return `(${document} #>> ${pathArray(path)})`;
  }

  jsonValue(document: string, path: readonly (string | number)[]): string {
    return `(${document} #> ${pathArray(path)})`;
  }

  position(needle: string, text: string): string {
    return `strpos(${text}, ${needle})`;
  }

  random(): string {
    return "random()";
  }

  uuid(): string {
    return "gen_random_uuid()";
  }
}

/** A path as an array literal. Its strings are quoted for the array and then for the literal. */
function pathArray(path: readonly (string | number)[]): string {
  const elements = path.map((step) => `"${String(step).replace(/["\\]/g, "\\$&")}"`);
  const literal = `{${elements.join(",")}}`;
  return `'${literal.replaceAll("'", "''")}'::text[]`;
}
