import { databaseError, isJsonValue, usage, type DatabaseError } from "@db/core";
import { lastDay, partsOfDate, partsOfText, partsOfTime, rounded, type MomentParts } from "./moments.ts";

/** A value that is no value of the type. Holds no value: it is the caller's. */
function invalid(type: string): DatabaseError {
  return databaseError({ kind: "invalid-value", engine: "mssql", message: `a value is no ${type}` });
}

/** A value beyond what the type holds. */
function outOfRange(type: string): DatabaseError {
  return databaseError({
    kind: "value-out-of-range",
    engine: "mssql",
    message: `a value is out of the range of ${type}`,
  });
}

/** A text or bytes that are longer than the type. */
function tooLong(type: string): DatabaseError {
  return databaseError({ kind: "value-too-long", engine: "mssql", message: `a value is too long for ${type}` });
}

/** A number that no type holds. */
export function notFinite(): DatabaseError {
  return usage("a number is NaN or infinite, which the engine does not have");
}

/** Whether a value is a `Date`, also one of another realm. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** The bytes of a view, not copied. */
export function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

const wholeText = /^\s*[+-]?\d+\s*$/;

/** Makes the conversion to whole numbers of a range; the bounds are the type's. */
export function toInteger(type: string, min: bigint, max: bigint): (value: unknown) => bigint {
  return (value) => {
    const whole = wholeOf(value);
    if (whole === undefined) throw invalid(type);
    if (whole < min || whole > max) throw outOfRange(type);
    return whole;
  };
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "string" && wholeText.test(value) ? BigInt(value.trim().replace(/^\+/, "")) : undefined;
}

/** A bit, as the server takes one: any number but 0 is 1. */
export function toBit(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) !== 0;
  if (typeof value === "string") {
    const text = value.trim().toLowerCase();
    if (text === "true") return true;
    if (text === "false") return false;
    if (wholeText.test(text)) return BigInt(text.replace(/^\+/, "")) !== 0n;
  }
  throw invalid("bit");
}

const floatText = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Makes the conversion to floats; `real` has a smaller range. */
export function toFloat(type: "real" | "float"): (value: unknown) => number {
  return (value) => {
    const number =
      typeof value === "string" && !floatText.test(value)
        ? Number.NaN
        : typeof value === "string" ||
            typeof value === "number" ||
            typeof value === "bigint" ||
            typeof value === "boolean"
          ? Number(value)
          : Number.NaN;
    if (Number.isNaN(number)) throw invalid(type);
    if (!Number.isFinite(type === "real" ? Math.fround(number) : number)) throw outOfRange(type);
    return number;
  };
}

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/** Makes the conversion to a decimal without its point: what is too fine is rounded half away from zero, as the server does. */
export function toDecimal(type: string, digits: number, scale: number): (value: unknown) => bigint {
  const limit = 10n ** BigInt(digits);
  return (value) => {
    const scaled = scaledOf(value, scale);
    if (scaled === undefined) throw invalid(type);
    if (scaled >= limit || scaled <= -limit) throw outOfRange(type);
    return scaled;
  };
}

function scaledOf(value: unknown, scale: number): bigint | undefined {
  if (typeof value === "bigint") return value * 10n ** BigInt(scale);
  if (typeof value === "boolean") return scaledOf(value ? 1n : 0n, scale);
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const match = decimalPattern.exec(String(value).trim());
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const shift = scale + Number(exponent) - fraction.length;
  // Beyond any decimal, and not worth being written out.
  if (shift > 1000) return /[1-9]/.test(whole + fraction) ? 10n ** 1000n : 0n;
  const all = BigInt(whole + fraction);
  const magnitude = shift >= 0 ? all * 10n ** BigInt(shift) : divided(all, 10n ** BigInt(-shift));
  return sign === "-" ? -magnitude : magnitude;
}

function divided(value: bigint, by: bigint): bigint {
  return (value + by / 2n) / by;
}

const uuidPattern = /^\{?([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\}?$/i;

/** The text of a `uniqueidentifier`. */
export function toUuid(value: unknown): string {
  const match = typeof value === "string" ? uuidPattern.exec(value.trim()) : null;
  if (match === null) throw invalid("uniqueidentifier");
  return match[1]!;
}

/** The days of a `date`. */
export function toDays(value: unknown): number {
  return toParts("date")(value).days;
}

/** Makes the conversion to the parts of a moment; `scale` says where rounding may leave the calendar. */
export function toParts(type: string, scale = 7, first = 0, last: number = lastDay): (value: unknown) => MomentParts {
  return (value) => {
    const parts = isDate(value) ? partsOfDate(value) : typeof value === "string" ? partsOfText(value) : undefined;
    if (parts === undefined) throw invalid(type);
    const { days } = rounded(parts, scale);
    if (parts.days < first || days > last) throw outOfRange(type);
    return parts;
  };
}

/** The moment without its offset, in the offset's own time: what the server keeps where the type has none. */
export function localParts(convert: (value: unknown) => MomentParts): (value: unknown) => MomentParts {
  return (value) => {
    const parts = convert(value);
    if (parts.offset === undefined || parts.offset === 0) return parts;
    const day = 86_400_000_000_000n;
    const total = BigInt(parts.days) * day + parts.nanoseconds + BigInt(parts.offset) * 60_000_000_000n;
    return { days: Number(total / day), nanoseconds: total % day, offset: undefined };
  };
}

/** The parts of a time of day. */
export function toTime(value: unknown): MomentParts {
  if (isDate(value)) return partsOfDate(value);
  const nanoseconds = typeof value === "string" ? (partsOfTime(value) ?? partsOfText(value)?.nanoseconds) : undefined;
  if (nanoseconds === undefined) throw invalid("time");
  return { days: 0, nanoseconds, offset: undefined };
}

/** Makes the conversion to a text's bytes; the limit is in bytes. */
export function toText(
  type: string,
  encoding: "utf16le" | "utf8",
  limit: number | undefined,
): (value: unknown) => Buffer {
  return (value) => {
    const text = textOf(value);
    if (text === undefined) throw invalid(type);
    const bytes = Buffer.from(text, encoding);
    if (limit !== undefined && bytes.length > limit) throw tooLong(type);
    return bytes;
  };
}

/** What a value is as text. */
function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    default:
      if (isJsonValue(value)) return value.text;
      return isDate(value) ? value.toISOString().replace("T", " ").replace("Z", "") : undefined;
  }
}

/** Makes the conversion to bytes. */
export function toBytes(type: string, limit: number | undefined): (value: unknown) => Buffer {
  return (value) => {
    if (!ArrayBuffer.isView(value)) throw invalid(type);
    if (limit !== undefined && value.byteLength > limit) throw tooLong(type);
    return bytesOf(value);
  };
}
