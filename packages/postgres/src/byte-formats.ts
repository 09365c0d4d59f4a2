import { decoderOf } from "./postgres-values.ts";

/** Turns the bytes of one value, from `at` up to `end`, into what the caller gets. Never sees null. */
export type BytesDecoder = (bytes: Buffer, at: number, end: number) => unknown;

const zero = 0x30;
const minus = 0x2d;
const plus = 0x2b;
const colon = 0x3a;

/** The most digits that cannot exceed a safe integer. */
const safeDigits = 15;

const asText: BytesDecoder = (bytes, at, end) => bytes.toString(undefined, at, end);

const asBoolean: BytesDecoder = (bytes, at) => bytes[at] === 0x74;

/** An integer of so few digits that it is exact. */
function readInteger(bytes: Buffer, at: number, end: number): number {
  const negative = bytes[at] === minus;
  let value = 0;
  for (let index = negative ? at + 1 : at; index < end; index++) value = value * 10 + (bytes[index] as number) - zero;
  return negative ? -value : value;
}

/** Types that are read without their text: by number, as in `pg_type`. */
function directDecoderOf(type: number, timestamps: "date" | "string"): BytesDecoder | undefined {
  switch (type) {
    case 16:
      return asBoolean;
    case 20: {
      const decode = decoderOf(type, timestamps) as (text: string) => unknown;
      return (bytes, at, end) =>
        end - at <= safeDigits ? readInteger(bytes, at, end) : decode(bytes.toString("latin1", at, end));
    }
    case 21:
    case 23:
    case 26:
      return readInteger;
    case 1114:
    case 1184: {
      const decode = decoderOf(type, timestamps);
      if (decode === undefined) return undefined;
      return (bytes, at, end) => readTimestamp(bytes, at, end) ?? decode(bytes.toString("latin1", at, end));
    }
    default:
      return undefined;
  }
}

/** The decoder of a type. */
export function bytesDecoderOf(type: number, timestamps: "date" | "string"): BytesDecoder {
  const direct = directDecoderOf(type, timestamps);
  if (direct !== undefined) return direct;
  const decode = decoderOf(type, timestamps);
  return decode === undefined ? asText : (bytes, at, end) => decode(bytes.toString(undefined, at, end));
}

function two(bytes: Buffer, at: number): number {
  return (bytes[at] as number) * 10 + (bytes[at + 1] as number) - 11 * zero;
}

/** `2024-01-31 10:00:00.123456+02`; nothing for any rarer form (other eras, odd zones, infinity). */
function readTimestamp(bytes: Buffer, at: number, end: number): Date | undefined {
  if (end - at < 19 || bytes[at + 4] !== minus || bytes[at + 10] !== 0x20) return undefined;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  // `Date.UTC` takes the first hundred years for those of the last century.
  if (year < 100) return undefined;
  let p = at + 19;
  let milliseconds = 0;
  if (bytes[p] === 0x2e) {
    p++;
    for (let weight = 100; p < end && isDigit(bytes[p]); p++, weight /= 10)
      if (weight >= 1) milliseconds += ((bytes[p] as number) - zero) * weight;
  }
  let offset = 0;
  if (p < end) {
    const sign = bytes[p];
    const withMinutes = end - p === 6 && bytes[p + 3] === colon;
    if ((sign !== plus && sign !== minus) || (end - p !== 3 && !withMinutes)) return undefined;
    const minutes = two(bytes, p + 1) * 60 + (withMinutes ? two(bytes, p + 4) : 0);
    offset = (sign === minus ? -minutes : minutes) * 60_000;
  }
  const time = Date.UTC(
    year,
    two(bytes, at + 5) - 1,
    two(bytes, at + 8),
    two(bytes, at + 11),
    two(bytes, at + 14),
    two(bytes, at + 17),
    milliseconds,
  );
  return new Date(time - offset);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte < zero + 10;
}
