import { isJsonValue, parseJson, sqliteDialect, usage } from "@db/core";

/** Turns what the client read of one column into what the caller gets. */
export type ColumnDecoder = (value: unknown) => unknown;

/**
 * What every value goes through, whatever its column: integers within 2^53 are numbers, beyond that `bigint`; blobs are
 * plain byte arrays.
 */
export function decodeAny(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  return value instanceof Buffer ? new Uint8Array(value.buffer, value.byteOffset, value.length) : value;
}

/** The decoder that a column's declared type asks for; none for columns whose values are what they look like. */
export function decoderOf(declared: string | null, timestamps: "date" | "string"): ColumnDecoder | undefined {
  if (declared === null) return undefined;
  switch (sqliteDialect.types.toPortable(declared)?.kind) {
    case "boolean":
      return decodeBoolean;
    case "timestamp":
    case "timestamptz":
      return timestamps === "date" ? decodeInstant : undefined;
    case "json":
      return decodeJson;
    default:
      return undefined;
  }
}

function decodeBoolean(value: unknown): unknown {
  return value === 1 ? true : value === 0 ? false : value;
}

/** Text without a zone is UTC, as SQLite's own functions write it. What is no date (an epoch number, say) stays. */
function decodeInstant(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return readInstant(value) ?? readRareInstant(value);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

/** The number that digits make, or NaN. */
function digits(text: string, at: number, count: number): number {
  let number = 0;
  for (let index = at; index < at + count; index++) {
    const one = digit(text, index);
    if (!(one >= 0 && one <= 9)) return Number.NaN;
    number = number * 10 + one;
  }
  return number;
}

/** `2024-01-31 10:00:00` with up to three digits of a fraction, as SQLite and this package write it; nothing for any other. */
function readInstant(text: string): Date | undefined {
  const { length } = text;
  if (length < 19 || length > 23 || length === 20 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45)
    return undefined;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58 || text.charCodeAt(10) !== 32) return undefined;
  if (length > 19 && text.charCodeAt(19) !== 46) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const fraction = length === 19 ? 0 : digits(text, 20, length - 20) * 10 ** (23 - length);
  // What is out of range, or of a year that Date.UTC takes for one of the last century, is left to the other.
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59 && fraction <= 999)) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, fraction));
}

function readRareInstant(text: string): Date | string {
  const match = /^([+-]?\d{4,6}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (match === null) return text;
  const date = new Date(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? ":00"}${match[4] ?? "Z"}`);
  return Number.isNaN(date.getTime()) ? text : date;
}

/** A column of SQLite holds any text, whatever its declared type: what is no JSON stays. */
function decodeJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

const maxInteger = 2n ** 63n - 1n;
const minInteger = -(2n ** 63n);

/** Brings a value that core has checked to what the client binds. @throws DatabaseError `usage` for what SQLite cannot store. */
export function toSqlite(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      // The client binds every number as a real; `7 / 2` must stay integer division.
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value);
      if (Number.isNaN(value))
        throw usage("SQLite stores NaN as null, so it is refused", "Pass null, or the text 'NaN'");
      return value;
    case "bigint":
      if (value > maxInteger || value < minInteger)
        throw usage("a bigint is beyond SQLite's 64-bit integers", "Store it as text");
      return value;
    case "boolean":
      return value ? 1n : 0n;
    default:
      return value;
  }
}

/** Core's hook for objects: dates are stored as text in the form of SQLite's own functions, in UTC. */
export function encodeSqliteObject(value: object): unknown {
  if (isJsonValue(value)) return value.text;
  if (Object.prototype.toString.call(value) === "[object Date]") {
    return (value as Date).toISOString().replace("T", " ").replace("Z", "");
  }
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}
