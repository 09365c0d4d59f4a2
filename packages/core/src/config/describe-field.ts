import type { OptionField } from "./fields.ts";
import { formatDuration, formatSize } from "./units.ts";

/** A value for a problem's message: its type, and what it is where that can hold no secret. */
export function describeValue(value: unknown, secret: boolean): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") {
    if (value === "") return "empty text";
    // Text with "@" or "://" may be a connection string that slipped into the wrong key.
    return secret || value.length > 40 || /@|:\/\//.test(value) ? "text" : JSON.stringify(value);
  }
  return secret ? `a ${typeof value}` : String(value);
}

const amount = { duration: formatDuration, size: formatSize };

/** What a field takes, for "expected …". */
export function expectation(field: OptionField): string {
  const text = plainExpectation(field);
  return field.provider === true ? `${text} or a function that gives it` : text;
}

function plainExpectation(field: OptionField): string {
  switch (field.kind) {
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${range(field.min, field.max, String)}`;
    case "number":
      return `a number${range(field.min, field.max, String)}`;
    case "duration":
      return `a duration such as "5s"${range(field.min, field.max, formatDuration)}`;
    case "size":
      return `a size such as "64KiB"${range(field.min, field.max, formatSize)}`;
    case "enum":
      return `one of ${field.values.join(", ")}`;
    case "object":
      return field.shorthand === undefined
        ? "an object"
        : `an object or ${field.shorthand.types.map(typeWord).join(" or ")}`;
    case "array":
      return field.min === undefined || field.min === 0 ? "a list" : `a list of at least ${field.min}`;
    case "record":
      return "an object";
    case "function":
      return "a function";
    case "any":
      return "a value";
    case "union":
      return field.of.map(expectation).join(" or ");
  }
}

/** The default as a user would write it, or `undefined` where there is none to show. */
export function describeDefault(field: OptionField): string | undefined {
  if (field.default === undefined) return undefined;
  if (field.kind === "duration" || field.kind === "size") {
    if (field.zeroIsOff === true && (field.default === 0 || field.default === "0")) return "off";
    return typeof field.default === "number" ? amount[field.kind](field.default) : field.default;
  }
  return typeof field.default === "string" ? field.default : JSON.stringify(field.default);
}

function typeWord(type: string): string {
  return type === "string" ? "text" : type === "boolean" ? "true or false" : "a number";
}

function range(min: number | undefined, max: number | undefined, show: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return ` from ${show(min)} to ${show(max)}`;
  if (min !== undefined && min !== 0) return `, at least ${show(min)}`;
  if (min === 0) return ", not negative";
  return max === undefined ? "" : `, at most ${show(max)}`;
}
