import type { DateUnit, FunctionTable } from "./dialect.ts";
import type { TypeMap } from "./type-map.ts";

/** The functions that most dialects write alike. */
export abstract class BaseFunctions implements FunctionTable {
  protected readonly types: TypeMap;

  constructor(types: TypeMap) {
    this.types = types;
  }

  abstract now(): string;
  abstract dateAdd(date: string, amount: string, unit: DateUnit): string;
  abstract dateTruncate(date: string, unit: DateUnit): string;
  abstract dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string;
  abstract extract(date: string, unit: DateUnit): string;
  abstract stringAggregate(value: string, separator: string, orderBy?: string): string;
  abstract jsonText(document: string, path: readonly (string | number)[]): string;
  abstract jsonValue(document: string, path: readonly (string | number)[]): string;
  abstract position(needle: string, text: string): string;
  abstract random(): string;
  abstract uuid(): string;

  currentDate(): string {
    return "current_date";
  }

  concat(parts: readonly string[]): string {
    return parts.length === 0 ? "''" : `concat(${parts.join(", ")})`;
  }

  length(text: string): string {
    return `length(${text})`;
  }

  substring(text: string, from: string, length?: string): string {
    return `substr(${[text, from, ...(length === undefined ? [] : [length])].join(", ")})`;
  }

  coalesce(parts: readonly string[]): string {
    return parts.length === 1 ? `(${parts[0]})` : `coalesce(${parts.join(", ")})`;
  }

  cast(value: string, portableType: string): string {
    return `cast(${value} as ${this.types.toNative(portableType)})`;
  }
}

/** The seconds of the units that are always equally long. */
export const secondsOf: Readonly<Record<"day" | "hour" | "minute" | "second", number>> = {
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
};

/** Units as multiples of the ones that every engine can count. */
export function countedUnit(unit: DateUnit): {
  readonly unit: Exclude<DateUnit, "quarter" | "week">;
  readonly times: number;
} {
  if (unit === "quarter") return { unit: "month", times: 3 };
  if (unit === "week") return { unit: "day", times: 7 };
  return { unit, times: 1 };
}

/** An amount times a constant. */
export function multiply(amount: string, times: number): string {
  return times === 1 ? `(${amount})` : `(${amount}) * ${times}`;
}
