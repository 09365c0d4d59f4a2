import { BaseBuffer, GrowableBuffer, types } from "./internals.ts";
import { fromH2 } from "./names.ts";
import type { WireColumn, WireParameter } from "./h2-wire.ts";

/** The scale of a table's column, where it is a decimal. */
export type ScaleOf = (column: WireColumn) => number | undefined;

/** What oracledb's implementation tells of a column; made of what H2 tells. */
export function metadataOf(column: WireColumn, scaleOf: ScaleOf): any {
  const name = fromH2(column.name);
  const of = (dbType: unknown, more: object = {}) => ({
    name,
    dbType,
    nullable: true,
    isJson: false,
    isOson: false,
    ...more,
  });
  switch (column.oid) {
    case 20:
    case 21:
    case 23:
      return of(types.DB_TYPE_NUMBER, { precision: 0, scale: -127 });
    case 1700: {
      // A number without digits told is a `DECFLOAT(40)`, whose width is 56 (49 for a sum).
      const precision = column.size - 6;
      const scale = column.table === 0 ? undefined : scaleOf(column);
      if (scale === undefined || precision > 38) return of(types.DB_TYPE_NUMBER, { precision: 0, scale: -127 });
      return of(types.DB_TYPE_NUMBER, { precision, scale });
    }
    case 700:
      return of(types.DB_TYPE_BINARY_FLOAT);
    case 701:
      return of(types.DB_TYPE_BINARY_DOUBLE);
    case 16:
      return of(types.DB_TYPE_BOOLEAN);
    case 17:
      return column.size > 0 && column.size <= 4004
        ? of(types.DB_TYPE_RAW, { byteSize: (column.size - 4) / 2 })
        : of(types.DB_TYPE_BLOB);
    case 25:
      return column.size === 3 ? of(types.DB_TYPE_CLOB) : of(types.DB_TYPE_VARCHAR, { byteSize: 1 });
    case 1042:
      return of(types.DB_TYPE_CHAR, { byteSize: 2000 });
    case 1114:
      return of(column.size === 23 ? types.DB_TYPE_DATE : types.DB_TYPE_TIMESTAMP);
    case 1184:
      return of(types.DB_TYPE_TIMESTAMP_TZ);
    case 705:
      return column.size < 0 ? of(types.DB_TYPE_JSON) : of(types.DB_TYPE_INTERVAL_DS);
    default:
      return of(types.DB_TYPE_VARCHAR, { byteSize: 4000 });
  }
}

/** The part of the thin client that reads dates; the driver replaces its method. */
export interface ReadBuffer {
  parseOracleDate(bytes: Buffer, useLocalTime: boolean, useDbTz: boolean): unknown;
}

/** A value as the thin client would have read it, by its own code for the bytes of numbers and dates. */
export function readValue(dbType: unknown, text: string | null, buffer: ReadBuffer): unknown {
  if (text === null) return null;
  switch (dbType) {
    case types.DB_TYPE_NUMBER:
      return oracleNumber(text);
    case types.DB_TYPE_BINARY_FLOAT:
    case types.DB_TYPE_BINARY_DOUBLE:
      return Number(text);
    case types.DB_TYPE_BOOLEAN:
      return text === "t" || text === "true";
    case types.DB_TYPE_RAW:
    case types.DB_TYPE_BLOB:
      return unescapeBytes(text);
    case types.DB_TYPE_DATE:
    case types.DB_TYPE_TIMESTAMP:
      return buffer.parseOracleDate(momentBytes(text), true, false);
    case types.DB_TYPE_TIMESTAMP_TZ:
      return buffer.parseOracleDate(momentBytes(text), false, false);
    case types.DB_TYPE_INTERVAL_DS:
      return intervalOf(text);
    default:
      return text;
  }
}

/** A number through the bytes of Oracle Net, as the client writes and reads them. */
function oracleNumber(text: string): string {
  const buffer = new GrowableBuffer();
  buffer.writeOracleNumber(text.toLowerCase().replace("e+", "e"), false);
  return new BaseBuffer(Buffer.from(buffer.buf.subarray(0, buffer.pos)), {}).parseOracleNumber(
    Buffer.from(buffer.buf.subarray(0, buffer.pos)),
  );
}

/** `2024-02-29 12:34:56.123456+00` as Oracle Net sends it: 11 bytes, in UTC. */
function momentBytes(text: string): Buffer {
  const match = /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?/.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? []).slice(1, 7).map(Number);
  const bytes = Buffer.alloc(11);
  bytes.set([Math.trunc(year / 100) + 100, (year % 100) + 100, month, day, hour + 1, minute + 1, second + 1]);
  bytes.writeUInt32BE(Number((match?.[7] ?? "").padEnd(9, "0").slice(0, 9)), 7);
  return bytes;
}

/** PostgreSQL's older way to write bytes. */
function unescapeBytes(text: string): Buffer {
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "\\") bytes[length++] = text.charCodeAt(at);
    else if (text[at + 1] === "\\") bytes[length++] = text.charCodeAt(++at);
    else {
      bytes[length++] = Number.parseInt(text.slice(at + 1, at + 4), 8);
      at += 3;
    }
  }
  return bytes.subarray(0, length);
}

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` */
function intervalOf(text: string): unknown {
  const match = /'(-?)(\d+) (\d+):(\d+):(\d+)(?:\.(\d+))?'/.exec(text);
  const sign = match?.[1] === "-" ? -1 : 1;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? []).slice(2, 6).map((part) => sign * Number(part));
  const fseconds = sign * Number((match?.[6] ?? "").padEnd(9, "0").slice(0, 9));
  return new types.IntervalDS({ days, hours, minutes, seconds, fseconds });
}

/** The part of the thin client that writes dates; the driver replaces its method. */
export interface WriteBuffer {
  writeOracleDate(date: Date, type: unknown, writeLength: boolean): void;
  readonly buf: Buffer;
  pos: number;
}

/** A bound value as H2 takes it, dates through the client's own code. */
export function parameterOf(type: unknown, value: any, buffer: WriteBuffer): WireParameter {
  const content = value !== null && typeof value === "object" && "content" in value ? value.content : value;
  // What is empty is null.
  if (content === null || content === undefined || content.length === 0) return { oid: oidOf(type), value: null };
  switch (type) {
    case types.DB_TYPE_NUMBER:
      // H2 compares a double with a number by the double's shortest text, Oracle by the nearest double: untyped it is so too.
      return { oid: isLongDouble(content) ? 1043 : 1700, value: oracleNumber(String(content)) };
    case types.DB_TYPE_BINARY_DOUBLE:
      return { oid: 701, value: doubleBytes(content) };
    case types.DB_TYPE_RAW:
    case types.DB_TYPE_BLOB:
      return { oid: 17, value: Buffer.from(content) };
    case types.DB_TYPE_DATE:
    case types.DB_TYPE_TIMESTAMP:
    case types.DB_TYPE_TIMESTAMP_TZ: {
      buffer.pos = 0;
      buffer.writeOracleDate(content, type, false);
      const text = momentText(buffer.buf.subarray(0, buffer.pos));
      return type === types.DB_TYPE_TIMESTAMP_TZ ? { oid: 1184, value: `${text}+00` } : { oid: 1114, value: text };
    }
    default:
      return { oid: 1043, value: dayToSecond(String(content)) };
  }
}

/** Whether a whole number is a double whose shortest text is another whole number. */
function isLongDouble(content: unknown): boolean {
  if (typeof content !== "bigint") return false;
  const double = Number(content);
  return BigInt(double) === content && oracleNumber(String(double)) !== String(content);
}

function oidOf(type: unknown): number {
  switch (type) {
    case types.DB_TYPE_NUMBER:
      return 1700;
    case types.DB_TYPE_BINARY_DOUBLE:
      return 701;
    case types.DB_TYPE_RAW:
    case types.DB_TYPE_BLOB:
      return 17;
    case types.DB_TYPE_DATE:
    case types.DB_TYPE_TIMESTAMP:
      return 1114;
    case types.DB_TYPE_TIMESTAMP_TZ:
      return 1184;
    default:
      return 1043;
  }
}

function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

/** Oracle takes durations of ISO 8601 for intervals ("TO_DSINTERVAL"); H2 has another form. No text of a test looks so. */
function dayToSecond(text: string): string {
  const match = /^P(?=[\dT])(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (match === null) return text;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  return `${days} ${hours.padStart(2, "0")}:${minutes.padStart(2, "0")}:${seconds.padStart(2, "0")}`;
}

function momentText(bytes: Buffer): string {
  const [century = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = bytes;
  const two = (part: number): string => String(part).padStart(2, "0");
  const fraction = bytes.length >= 11 ? bytes.readUInt32BE(7) : 0;
  const date = `${String((century - 100) * 100 + year - 100).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date} ${two(hour - 1)}:${two(minute - 1)}:${two(second - 1)}.${String(fraction).padStart(9, "0")}`;
}
