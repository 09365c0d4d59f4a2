import type { Binary } from "bson";
import { documentError } from "../errors.ts";
import { isNumber, wholeInt32, wholeNumber } from "../values/numbers.ts";
import { typeOf } from "../values/types.ts";

/**
 * The places of bits that a `$bits...` operator names: an array of places, a mask as a number that is not negative, or
 * a mask as bytes, the least first. Throws code 2 for another type and for a place that is none, 9 for a number that is
 * no mask.
 */
export function parseBitPositions(operand: unknown, operator: string): readonly number[] {
  if (Array.isArray(operand)) return operand.map((item) => parsePosition(item, operator));
  if (isNumber(operand)) {
    const mask = wholeNumber(operand);
    if (mask === undefined || mask < 0n)
      throw documentError(9, `the mask of ${operator} must be a whole number from 0`);
    return Array.from({ length: 64 }, (_, n) => n).filter((n) => ((mask >> BigInt(n)) & 1n) === 1n);
  }
  if (typeOf(operand) !== "binData") {
    throw documentError(2, `${operator} takes an array, a number or binary data, not a ${typeOf(operand)}`);
  }
  const bytes = bytesOf(operand as Binary);
  return Array.from({ length: bytes.length * 8 }, (_, n) => n).filter((n) => bitOfBytes(bytes, n));
}

function parsePosition(item: unknown, operator: string): number {
  const position = wholeInt32(item);
  if (position === undefined || position < 0) {
    throw documentError(2, `the bit positions of ${operator} must be whole numbers of 32 bits from 0`);
  }
  return position;
}

/** The bytes of binary data as they are stored: those of the old subtype 2 have their length in front. */
export function bytesOf(data: Binary): Uint8Array {
  const bytes = data.value();
  if (data.sub_type !== 2) return bytes;
  const stored = Buffer.alloc(bytes.length + 4);
  stored.writeInt32LE(bytes.length);
  stored.set(bytes, 4);
  return stored;
}

/** A bit of bytes, counted from the least of the first byte; clear beyond the end. */
export function bitOfBytes(bytes: Uint8Array, position: number): boolean {
  return (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
}
