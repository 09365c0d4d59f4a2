import { sliceLatin1, sliceUtf8 } from "./bytes.ts";
import { databaseError, isJsonValue, parseJson, shortestSingle, usage } from "@db/core";
import { binaryCharacterSet, columnFlags, types } from "./mysql-types.ts";
import { parseTimestamp } from "./mysql-dates.ts";
import type { ColumnDefinition } from "./read-packet.ts";

/** What a column's values become, whichever protocol they come by. */
export type ValueKind =
  | "tiny"
  | "boolean"
  | "short"
  | "long"
  | "longlong"
  | "float"
  | "double"
  | "ascii"
  | "text"
  | "bytes"
  | "json"
  | "bit"
  | "date"
  | "time"
  | "timestamp"
  | "timestamp-text"
  | "null";

const fixed: ReadonlyMap<number, ValueKind> = new Map<number, ValueKind>([
  [types.short, "short"],
  [types.year, "short"],
  [types.long, "long"],
  [types.int24, "long"],
  [types.longlong, "longlong"],
  [types.float, "float"],
  [types.double, "double"],
  [types.null, "null"],
  [types.date, "date"],
  [types.time, "time"],
  [types.decimal, "ascii"],
  [types.newDecimal, "ascii"],
  [types.json, "json"],
  [types.geometry, "bytes"],
  [types.vector, "bytes"],
]);

/** Decides by type, length and character set what a column's values become. */
export function kindOf(column: ColumnDefinition, timestamps: "date" | "string"): ValueKind {
  const { type } = column;
  const known = fixed.get(type);
  if (known !== undefined) return known;
  // The width that means nothing else any more: `boolean` is `tinyint(1)`.
  if (type === types.tiny) return column.length === 1 && !isUnsigned(column) ? "boolean" : "tiny";
  if (type === types.bit) return column.length === 1 ? "bit" : "bytes";
  if (type === types.datetime || type === types.timestamp)
    return timestamps === "date" ? "timestamp" : "timestamp-text";
  if (column.format === "json") return "json";
  return column.characterSet === binaryCharacterSet ? "bytes" : "text";
}

/** Whether a column's numbers have no sign. */
export function isUnsigned(column: ColumnDefinition): boolean {
  return (column.flags & columnFlags.unsigned) !== 0;
}

// --- readers of bytes, called by compiled decoders -------------------------------------------------------------------

/** Bytes of their own: the network's memory is used again. */
export function readBytes(b: Buffer, p: number, n: number): Uint8Array {
  return new Uint8Array(b.subarray(p, p + n));
}

export function readJson(b: Buffer, p: number, n: number): unknown {
  return parseJson(sliceUtf8(b, p, p + n));
}

/** BIT(1). */
export function readBit(b: Buffer, p: number): boolean {
  return b[p] === 1;
}

/** A column of 64 bits: a number where that is exact. */
export function readLong(b: Buffer, p: number): number | bigint {
  const low = (b[p]! | (b[p + 1]! << 8) | (b[p + 2]! << 16) | (b[p + 3]! << 24)) >>> 0;
  const high = b[p + 4]! | (b[p + 5]! << 8) | (b[p + 6]! << 16) | (b[p + 7]! << 24);
  const number = high * 0x1_0000_0000 + low;
  return Number.isSafeInteger(number) ? number : b.readBigInt64LE(p);
}

export function readUnsignedLong(b: Buffer, p: number): number | bigint {
  const low = (b[p]! | (b[p + 1]! << 8) | (b[p + 2]! << 16) | (b[p + 3]! << 24)) >>> 0;
  const high = (b[p + 4]! | (b[p + 5]! << 8) | (b[p + 6]! << 16) | (b[p + 7]! << 24)) >>> 0;
  const number = high * 0x1_0000_0000 + low;
  return Number.isSafeInteger(number) ? number : b.readBigUInt64LE(p);
}

export function readFloat(b: Buffer, p: number): number {
  return shortestSingle(b.readFloatLE(p));
}

export function readDouble(b: Buffer, p: number): number {
  return b.readDoubleLE(p);
}

/** A whole number as text. */
export function parseInteger(b: Buffer, p: number, n: number): number | bigint {
  if (n < 16) {
    let at = p;
    const negative = b[at] === 0x2d;
    if (negative) at++;
    let value = 0;
    for (const end = p + n; at < end; at++) value = value * 10 + b[at]! - 48;
    return negative ? -value : value;
  }
  const text = sliceLatin1(b, p, p + n);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

export function parseFloatText(b: Buffer, p: number, n: number): number {
  return Number(sliceLatin1(b, p, p + n));
}

export function parseTimestampAt(b: Buffer, p: number, n: number): Date | string {
  return parseTimestamp(sliceLatin1(b, p, p + n));
}

/** `tinyint(1)` holds other numbers too, which stay numbers. */
export function toBoolean(value: number): boolean | number {
  return value === 1 ? true : value === 0 ? false : value;
}

// --- values on their way to the server -------------------------------------------------------------------------------

/** Core's hook for objects: JSON becomes text, a `Date` is looked at; anything else is left to core. */
export function encodeMysqlObject(value: object): unknown {
  if (isJsonValue(value)) return value.text;
  if (isDate(value)) return checkDate(value);
  return undefined;
}

/** Whether a value is a `Date`, also one of another realm. */
export function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** "The DATE, DATETIME, and TIMESTAMP Types": four digits of a year. An invalid date is core's to refuse. */
function checkDate(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year < 0 || year > 9999)
    throw databaseError({
      kind: "value-out-of-range",
      engine: "mysql",
      message: "a Date is outside of the years 0 to 9999",
    });
  return date;
}

/** Whether a number has to be sent as the float it is: a fraction, the negative zero, or beyond 64 bits. */
export function isFloat(value: number): boolean {
  return !Number.isInteger(value) || Object.is(value, -0) || value >= 2 ** 64 || value < -(2 ** 63);
}

/** Refuses what no column holds. @throws DatabaseError `usage`. */
export function checkNumber(value: number): number {
  if (!Number.isFinite(value)) throw usage("a number is NaN or infinite, which the engine does not have");
  return value;
}

/** A value that core did not check. @throws DatabaseError `usage`. */
export function unknownValue(value: unknown): never {
  throw usage(`a value of type ${typeof value} cannot be bound`);
}
