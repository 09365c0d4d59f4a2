import { writeUtf8 } from "./bytes.ts";
import { types } from "./mysql-types.ts";
import { checkNumber, isDate, isFloat, unknownValue } from "./mysql-values.ts";
import { commands } from "./packets.ts";

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n, unsigned: 2n ** 64n - 1n };

/** Types of parameters, with the flag of what has no sign in the second byte. */
const unsignedLong = types.longlong | 0x8000;

/** Where a call's list of types begins, two bytes for each parameter. */
export function typesAt(count: number): number {
  return 15 + ((count + 7) >> 3);
}

/**
 * Writes a call of a prepared statement ("COM_STMT_EXECUTE") with the values that core has checked. The head's four
 * bytes are left to whoever sends it, and so are the four of the statement's number behind the command's.
 */
export function bindPacket(values: readonly unknown[]): Buffer {
  const count = values.length;
  const bitmap = (count + 7) >> 3;
  let size = 14;
  if (count > 0) {
    size += bitmap + 1 + 2 * count;
    for (let index = 0; index < count; index++) size += sizeOf(values[index]);
  }
  const packet = Buffer.allocUnsafe(size);
  packet[4] = commands.execute;
  // No cursor; one iteration, always.
  packet[9] = 0;
  packet[10] = 1;
  packet[11] = 0;
  packet[12] = 0;
  packet[13] = 0;
  if (count === 0) return packet;
  for (let at = 14; at < 14 + bitmap; at++) packet[at] = 0;
  let typeAt = 14 + bitmap;
  packet[typeAt++] = 1;
  let at = typeAt + 2 * count;
  for (let index = 0; index < count; index++) {
    const value = values[index];
    let type: number;
    switch (typeof value) {
      case "string":
        type = types.varString;
        at = writeText(packet, at, value);
        break;
      case "number":
        if (isFloat(value)) {
          type = types.double;
          at = packet.writeDoubleLE(value, at);
        } else if (value < 2 ** 31 && value >= -(2 ** 31)) {
          type = types.longlong;
          at = writeSmall(packet, at, value);
        } else {
          type = value < 2 ** 63 ? types.longlong : unsignedLong;
          at = packet.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
        }
        break;
      case "bigint":
        if (value >= int64.min && value <= int64.unsigned) {
          type = value <= int64.max ? types.longlong : unsignedLong;
          at = packet.writeBigUInt64LE(BigInt.asUintN(64, value), at);
        } else {
          type = types.newDecimal;
          at = writeText(packet, at, String(value));
        }
        break;
      case "boolean":
        type = types.longlong;
        at = writeSmall(packet, at, value ? 1 : 0);
        break;
      default:
        if (value === null || value === undefined) {
          type = types.null;
          packet[14 + (index >> 3)]! |= 1 << (index & 7);
        } else if (ArrayBuffer.isView(value)) {
          type = types.blob;
          at = writeBytes(packet, at, value);
        } else {
          type = types.datetime;
          at = writeMoment(packet, at, value as Date);
        }
    }
    packet[typeAt++] = type & 0xff;
    packet[typeAt++] = type >> 8;
  }
  return packet;
}

function sizeOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return coded(Buffer.byteLength(value));
    case "number":
      checkNumber(value);
      return 8;
    case "bigint":
      return value >= int64.min && value <= int64.unsigned ? 8 : coded(String(value).length);
    case "boolean":
      return 8;
    case "object":
      if (value === null) return 0;
      if (ArrayBuffer.isView(value)) return coded(value.byteLength);
      if (isDate(value)) return 12;
      return unknownValue(value);
    case "undefined":
      return 0;
    default:
      return unknownValue(value);
  }
}

/** What a length and as many bytes take. */
function coded(length: number): number {
  return length + (length < 251 ? 1 : length < 0x1_0000 ? 3 : length < 0x100_0000 ? 4 : 9);
}

function writeLength(packet: Buffer, at: number, length: number): number {
  if (length < 251) {
    packet[at] = length;
    return at + 1;
  }
  if (length < 0x1_0000) {
    packet[at] = 252;
    return packet.writeUInt16LE(length, at + 1);
  }
  if (length < 0x100_0000) {
    packet[at] = 253;
    return packet.writeUIntLE(length, at + 1, 3);
  }
  packet[at] = 254;
  return packet.writeBigUInt64LE(BigInt(length), at + 1);
}

function writeText(packet: Buffer, at: number, text: string): number {
  const length = Buffer.byteLength(text);
  const from = writeLength(packet, at, length);
  writeUtf8(packet, text, from, length);
  return from + length;
}

function writeBytes(packet: Buffer, at: number, view: ArrayBufferView): number {
  const from = writeLength(packet, at, view.byteLength);
  packet.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), from);
  return from + view.byteLength;
}

/** A whole number of 32 bits in the place of one of 64. */
function writeSmall(packet: Buffer, at: number, value: number): number {
  packet[at] = value;
  packet[at + 1] = value >> 8;
  packet[at + 2] = value >> 16;
  packet[at + 3] = value >> 24;
  const sign = value < 0 ? 0xff : 0;
  packet[at + 4] = sign;
  packet[at + 5] = sign;
  packet[at + 6] = sign;
  packet[at + 7] = sign;
  return at + 8;
}

/** A binary DATETIME with its fraction, in UTC. */
function writeMoment(packet: Buffer, at: number, date: Date): number {
  packet[at] = 11;
  packet.writeUInt16LE(date.getUTCFullYear(), at + 1);
  packet[at + 3] = date.getUTCMonth() + 1;
  packet[at + 4] = date.getUTCDate();
  packet[at + 5] = date.getUTCHours();
  packet[at + 6] = date.getUTCMinutes();
  packet[at + 7] = date.getUTCSeconds();
  return packet.writeUInt32LE(date.getUTCMilliseconds() * 1000, at + 8);
}
