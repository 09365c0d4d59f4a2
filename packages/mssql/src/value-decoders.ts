import { parseJson, shortestSingle } from "@db/core";
import type { Reading } from "./exact-connection.ts";
import { dateText, legacyMoment, smallMoment, timeText, toMoment, type Moment } from "./moments.ts";
import {
  ChunkedReader,
  isChunked,
  NotEnoughDataError,
  readValue,
  type Metadata,
  type StreamParserLike,
} from "./tedious-parts.ts";

/** Makes the reader of one value. It is called again, with its progress kept, when not enough has arrived. */
export type Decoder = () => (parser: StreamParserLike) => unknown;

/** Reads a value out of bytes of which the length is known. */
type FromBytes = (buffer: Buffer, at: number, length: number) => unknown;

/** Decides by its type what a column's values become: `javascriptValues` of core. */
export function decoderOf(metadata: Metadata, reading: Reading): Decoder {
  const fixed = fixedLengths[metadata.type.name];
  const read = exact(metadata.type.name, metadata.scale ?? 0, reading);
  if (read !== undefined) return () => (fixed === undefined ? prefixed(read) : ofLength(read, fixed));
  if (metadata.type.name === "Variant") return () => (parser) => readVariant(parser, reading);
  const finish = isJsonColumn(metadata) && reading.json === "parsed" ? parsed : own;
  if (isChunked(metadata) === true) {
    return () => {
      const chunks = new ChunkedReader(metadata);
      return (parser) => finish(chunks.read(parser));
    };
  }
  return () => (parser) => {
    const { value, offset } = readValue(parser.buffer, parser.position, metadata, parser.options);
    parser.position = offset;
    return finish(value);
  };
}

/** Types without a byte that tells the length. */
const fixedLengths: Readonly<Record<string, number>> = {
  TinyInt: 1,
  SmallInt: 2,
  Int: 4,
  BigInt: 8,
  Real: 4,
  Float: 8,
  SmallMoney: 4,
  Money: 8,
  SmallDateTime: 4,
  DateTime: 8,
};

/** How the types are read that tedious would not give exactly, or not as core wants them. */
function exact(name: string, scale: number, reading: Reading): FromBytes | undefined {
  const given = (moment: Moment): Date | string => (reading.timestamps === "date" ? moment.date() : moment.text());
  switch (name) {
    case "TinyInt":
    case "SmallInt":
    case "Int":
    case "BigInt":
    case "IntN":
      return readInteger;
    case "Real":
    case "Float":
    case "FloatN":
      return readFloat;
    case "SmallMoney":
    case "Money":
    case "MoneyN":
      return readMoney;
    case "DecimalN":
    case "NumericN":
      return (buffer, at, length) => readDecimal(buffer, at, length, scale);
    case "UniqueIdentifier":
      return readUuid;
    case "Date":
      return (buffer, at) => dateText(buffer.readUIntLE(at, 3));
    case "Time":
      return (buffer, at, length) => timeText(buffer.readUIntLE(at, length), scale);
    case "DateTime2":
      return (buffer, at, length) =>
        given(toMoment(buffer.readUIntLE(at + length - 3, 3), buffer.readUIntLE(at, length - 3), scale));
    case "DateTimeOffset":
      return (buffer, at, length) => {
        const days = buffer.readUIntLE(at + length - 5, 3);
        return given(toMoment(days, buffer.readUIntLE(at, length - 5), scale, buffer.readInt16LE(at + length - 2)));
      };
    case "SmallDateTime":
      return (buffer, at) => given(smallMoment(buffer.readUInt16LE(at), buffer.readUInt16LE(at + 2)));
    case "DateTime":
      return (buffer, at) => given(legacyMoment(buffer.readInt32LE(at), buffer.readUInt32LE(at + 4)));
    case "DateTimeN":
      return (buffer, at, length) =>
        given(
          length === 4
            ? smallMoment(buffer.readUInt16LE(at), buffer.readUInt16LE(at + 2))
            : legacyMoment(buffer.readInt32LE(at), buffer.readUInt32LE(at + 4)),
        );
    default:
      return undefined;
  }
}

/** A value behind a byte that tells its length; none is null. */
function prefixed(read: FromBytes): (parser: StreamParserLike) => unknown {
  return (parser) => {
    const { buffer, position } = parser;
    const length = position < buffer.length ? buffer[position]! : 0;
    const end = position + 1 + length;
    if (buffer.length < end) throw new NotEnoughDataError(end);
    parser.position = end;
    return length === 0 ? null : read(buffer, position + 1, length);
  };
}

function ofLength(read: FromBytes, length: number): (parser: StreamParserLike) => unknown {
  return (parser) => {
    const { buffer, position } = parser;
    if (buffer.length < position + length) throw new NotEnoughDataError(position + length);
    parser.position = position + length;
    return read(buffer, position, length);
  };
}

function readInteger(buffer: Buffer, at: number, length: number): number | bigint {
  if (length === 1) return buffer[at]!;
  if (length < 8) return buffer.readIntLE(at, length);
  const value = buffer.readBigInt64LE(at);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readFloat(buffer: Buffer, at: number, length: number): number {
  return length === 4 ? shortestSingle(buffer.readFloatLE(at)) : buffer.readDoubleLE(at);
}

/** Eight bytes are two whole numbers of four, the upper one first. */
function readMoney(buffer: Buffer, at: number, length: number): string {
  const scaled =
    length === 4
      ? BigInt(buffer.readInt32LE(at))
      : (BigInt(buffer.readInt32LE(at)) << 32n) + BigInt(buffer.readUInt32LE(at + 4));
  return decimalText(scaled, 4);
}

/** A byte for the sign, 1 for positive, and the digits as one whole number. */
function readDecimal(buffer: Buffer, at: number, length: number, scale: number): string {
  let magnitude = 0n;
  for (let end = at + length - 4; end > at; end -= 4) magnitude = (magnitude << 32n) + BigInt(buffer.readUInt32LE(end));
  return decimalText(buffer[at] === 1 ? magnitude : -magnitude, scale);
}

function decimalText(scaled: bigint, scale: number): string {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(scale + 1, "0");
  const whole = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return scaled < 0n ? `-${whole}` : whole;
}

/** The first three groups have their bytes turned round. */
function readUuid(buffer: Buffer, at: number): string {
  const hex = (...order: readonly number[]): string =>
    order.map((index) => buffer[at + index]!.toString(16).padStart(2, "0")).join("");
  return `${hex(3, 2, 1, 0)}-${hex(5, 4)}-${hex(7, 6)}-${hex(8, 9)}-${hex(10, 11, 12, 13, 14, 15)}`;
}

/** Latin1_General_100_BIN2_UTF8: the locale 1033, binary (BIN2) and UTF-8 of version 2 (TDS 2.2.5.1.2). */
const jsonCollationBytes = Buffer.from([0x09, 0x04, 0x00, 0x26, 0x00]);

function isJsonColumn({ type, collation }: Metadata): boolean {
  return type.name === "VarChar" && collation !== undefined && jsonCollationBytes.equals(collation.toBuffer());
}

/** What is no JSON stays text: the collation may be that of another column. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return own(value);
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

/** Bytes become ours, and no part of the network's memory. */
function own(value: unknown): unknown {
  return Buffer.isBuffer(value) ? new Uint8Array(value) : value;
}

/** The names of the types that a `sql_variant` holds and tedious would not read exactly, by their numbers. */
const variantTypes: Readonly<Record<number, string>> = {
  0x24: "UniqueIdentifier",
  0x30: "TinyInt",
  0x34: "SmallInt",
  0x38: "Int",
  0x7f: "BigInt",
  0x3b: "Real",
  0x3e: "Float",
  0x7a: "SmallMoney",
  0x3c: "Money",
  0x3a: "SmallDateTime",
  0x3d: "DateTime",
  0x28: "Date",
  0x29: "Time",
  0x2a: "DateTime2",
  0x2b: "DateTimeOffset",
  0x6a: "DecimalN",
  0x6c: "NumericN",
};

/** A length of four bytes, the type, how many bytes say more of it, those, and the value (TDS 2.2.5.5.4). */
function readVariant(parser: StreamParserLike, reading: Reading): unknown {
  const { buffer, position } = parser;
  if (buffer.length < position + 4) throw new NotEnoughDataError(position + 4);
  const length = buffer.readUInt32LE(position);
  const end = position + 4 + length;
  if (buffer.length < end) throw new NotEnoughDataError(end);
  parser.position = end;
  if (length === 0) return null;
  const type = buffer[position + 4]!;
  const properties = buffer[position + 5]!;
  const name = variantTypes[type];
  // The scale is the last of the properties, where the type has one.
  const scale = properties === 0 ? 0 : buffer[position + 5 + properties]!;
  const read = name === undefined ? undefined : exact(name, scale, reading);
  const at = position + 6 + properties;
  if (read !== undefined) return read(buffer, at, end - at);
  const variant = { type: { name: "Variant", id: 0x62 } } as Metadata;
  return own(readValue(buffer, position, variant, parser.options).value);
}
