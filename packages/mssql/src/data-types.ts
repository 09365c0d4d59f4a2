import type { Request } from "tedious";
import { notFinite } from "./conversions.ts";
import { lastDay, rounded, since1900, type MomentParts } from "./moments.ts";

/** A type as tedious takes them: how it is declared, and how its values are written. */
export type DataType = Parameters<Request["addParameter"]>[1];
type Buffer_ = Parameters<DataType["writeValue"]>[0];

/** What differs between types of our own. A value comes as `convert` gave it, or null. */
interface WireType<T> {
  readonly id: number;
  /** As T-SQL declares it: `decimal(38,10)`. */
  readonly declaration: string;
  /** What stands behind the type's number. */
  readonly info: (buffer: Buffer_) => void;
  /** How null is written. Default: a byte 0. */
  readonly none?: ((buffer: Buffer_) => void) | undefined;
  readonly write: (buffer: Buffer_, value: T) => void;
  /** Checks and converts what is given. @throws DatabaseError */
  readonly convert: (value: unknown) => T;
}

/** Makes what tedious takes of a type of ours. */
function dataType<T>(type: WireType<T>): DataType {
  const validate = (value: unknown): T | null => {
    if (value === null || value === undefined) return null;
    if (typeof value === "number" && !Number.isFinite(value)) throw notFinite();
    return type.convert(value);
  };
  const name = type.declaration;
  return {
    id: type.id,
    type: name,
    name,
    declaration: () => name,
    validate,
    resolve: (parameter) => ({ value: validate(parameter.value) }),
    writeTypeInfo: (buffer) => {
      buffer.writeUInt8(type.id);
      type.info(buffer);
    },
    writeValue: (buffer, { value }: { value: T | null }) => {
      if (value !== null && value !== undefined) type.write(buffer, value);
      else if (type.none === undefined) buffer.writeUInt8(0);
      else type.none(buffer);
    },
  };
}

/** Whole numbers of 1, 2, 4 or 8 bytes: INTN. */
export function integerType(declaration: string, bytes: 1 | 2 | 4 | 8, convert: (value: unknown) => bigint): DataType {
  return dataType<bigint>({
    id: 0x26,
    declaration,
    info: (buffer) => buffer.writeUInt8(bytes),
    write: (buffer, value) => {
      buffer.writeUInt8(bytes);
      if (bytes === 8) buffer.writeBigInt64LE(value);
      else if (bytes === 4) buffer.writeInt32LE(Number(value));
      else if (bytes === 2) buffer.writeInt16LE(Number(value));
      else buffer.writeUInt8(Number(value));
    },
    convert,
  });
}

/** BITN. */
export function bitType(convert: (value: unknown) => boolean): DataType {
  return dataType<boolean>({
    id: 0x68,
    declaration: "bit",
    info: (buffer) => buffer.writeUInt8(1),
    write: (buffer, value) => {
      buffer.writeUInt8(1);
      buffer.writeUInt8(value ? 1 : 0);
    },
    convert,
  });
}

/** Floats of single or double precision: FLTN. */
export function floatType(declaration: string, bytes: 4 | 8, convert: (value: unknown) => number): DataType {
  return dataType<number>({
    id: 0x6d,
    declaration,
    info: (buffer) => buffer.writeUInt8(bytes),
    write: (buffer, value) => {
      buffer.writeUInt8(bytes);
      if (bytes === 8) buffer.writeDoubleLE(value);
      else buffer.writeFloatLE(value);
    },
    convert,
  });
}

/** DECIMALN; the value is the number without its point. */
export function decimalType(precision: number, scale: number, convert: (value: unknown) => bigint): DataType {
  const bytes = precision <= 9 ? 4 : precision <= 19 ? 8 : precision <= 28 ? 12 : 16;
  return dataType<bigint>({
    id: 0x6a,
    declaration: `decimal(${precision},${scale})`,
    info: (buffer) => {
      buffer.writeUInt8(bytes + 1);
      buffer.writeUInt8(precision);
      buffer.writeUInt8(scale);
    },
    write: (buffer, value) => {
      buffer.writeUInt8(bytes + 1);
      buffer.writeUInt8(value < 0n ? 0 : 1);
      let rest = value < 0n ? -value : value;
      for (let written = 0; written < bytes; written += 4, rest >>= 32n)
        buffer.writeUInt32LE(Number(rest & 0xffff_ffffn));
    },
    convert,
  });
}

/** MONEYN; the value is counted in ten-thousandths. */
export function moneyType(declaration: string, bytes: 4 | 8, convert: (value: unknown) => bigint): DataType {
  return dataType<bigint>({
    id: 0x6e,
    declaration,
    info: (buffer) => buffer.writeUInt8(bytes),
    write: (buffer, value) => {
      buffer.writeUInt8(bytes);
      if (bytes === 8) buffer.writeInt32LE(Number(value >> 32n));
      buffer.writeUInt32LE(Number(value & 0xffff_ffffn));
    },
    convert,
  });
}

/** GUID: the first three groups have their bytes turned round. */
export function uuidType(convert: (value: unknown) => string): DataType {
  return dataType<string>({
    id: 0x24,
    declaration: "uniqueidentifier",
    info: (buffer) => buffer.writeUInt8(16),
    write: (buffer, value) => {
      const bytes = Buffer.from(value.replaceAll("-", ""), "hex");
      bytes.subarray(0, 4).reverse();
      bytes.subarray(4, 6).reverse();
      bytes.subarray(6, 8).reverse();
      buffer.writeUInt8(16);
      buffer.writeBuffer(bytes);
    },
    convert,
  });
}

/** DATEN. */
export function dateType(convert: (value: unknown) => number): DataType {
  return dataType<number>({
    id: 0x28,
    declaration: "date",
    info: () => undefined,
    write: (buffer, days) => {
      buffer.writeUInt8(3);
      buffer.writeUInt24LE(days);
    },
    convert,
  });
}

const timeBytes = (scale: number): 3 | 4 | 5 => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);

function writeTime(buffer: Buffer_, units: number, scale: number): void {
  const bytes = Buffer.alloc(timeBytes(scale));
  bytes.writeUIntLE(units, 0, bytes.length);
  buffer.writeBuffer(bytes);
}

/** TIMEN, DATETIME2N and DATETIMEOFFSETN, by what of a moment they keep. */
export function momentType(
  kind: "time" | "datetime2" | "datetimeoffset",
  scale: number,
  convert: (value: unknown) => MomentParts,
): DataType {
  const extra = { time: 0, datetime2: 3, datetimeoffset: 5 }[kind];
  return dataType<MomentParts>({
    id: { time: 0x29, datetime2: 0x2a, datetimeoffset: 0x2b }[kind],
    declaration: `${kind}(${scale})`,
    info: (buffer) => buffer.writeUInt8(scale),
    write: (buffer, value) => {
      const { days, units } = rounded(value, scale);
      buffer.writeUInt8(timeBytes(scale) + extra);
      writeTime(buffer, units, scale);
      if (kind !== "time") buffer.writeUInt24LE(Math.min(days, lastDay));
      if (kind === "datetimeoffset") buffer.writeInt16LE(value.offset ?? 0);
    },
    convert,
  });
}

/** DATETIMN: `datetime` in 300ths of a second, `smalldatetime` in minutes, both from 1900 on or before. */
export function legacyMomentType(
  declaration: "datetime" | "smalldatetime",
  convert: (value: unknown) => MomentParts,
): DataType {
  const small = declaration === "smalldatetime";
  return dataType<MomentParts>({
    id: 0x6f,
    declaration,
    info: (buffer) => buffer.writeUInt8(small ? 4 : 8),
    write: (buffer, value) => {
      buffer.writeUInt8(small ? 4 : 8);
      const unit = small ? 60_000_000_000n : 10_000_000n / 3n;
      const perDay = small ? 1440 : 25_920_000;
      let units = small
        ? Number((value.nanoseconds + unit / 2n) / unit)
        : Number((value.nanoseconds * 3n + 5_000_000n) / 10_000_000n);
      let days = since1900(value.days);
      if (units >= perDay) {
        units -= perDay;
        days++;
      }
      if (small) {
        buffer.writeUInt16LE(days);
        buffer.writeUInt16LE(units);
      } else {
        buffer.writeInt32LE(days);
        buffer.writeUInt32LE(units);
      }
    },
    convert,
  });
}

const unknownLength = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
const chunkedNull = Buffer.alloc(8, 0xff);

/** A text or bytes: with a length of two bytes, or, where the type has no limit, in chunks (TDS 2.2.5.2.3). */
export function bytesType(
  id: number,
  declaration: string,
  /** In bytes; nothing for a type without a limit. */
  limit: number | undefined,
  collation: Buffer | undefined,
  convert: (value: unknown) => Buffer,
): DataType {
  return dataType<Buffer>({
    id,
    declaration,
    info: (buffer) => {
      buffer.writeUInt16LE(limit ?? 0xffff);
      if (collation !== undefined) buffer.writeBuffer(collation);
    },
    none: (buffer) => buffer.writeBuffer(limit === undefined ? chunkedNull : Buffer.from([0xff, 0xff])),
    write: (buffer, value) => {
      if (limit !== undefined) {
        buffer.writeUInt16LE(value.length);
        buffer.writeBuffer(value);
        return;
      }
      buffer.writeBuffer(unknownLength);
      if (value.length > 0) {
        buffer.writeUInt32LE(value.length);
        buffer.writeBuffer(value);
      }
      buffer.writeUInt32LE(0);
    },
    convert,
  });
}
