import { Binary, Double, Int32, Long, ObjectId, type Decimal128 } from "bson";
import { documentError } from "../../errors.ts";
import {
  compareDecimals,
  decimalToBigInt,
  decimalToDouble,
  exactDecimalOfDouble,
  readDecimal,
  writeDecimal,
} from "../../values/decimal.ts";
import { integer, toBigInt, toDecimalOperand, toDouble, type NumberValue } from "../../values/numbers.ts";
import { typeOf, type BsonType } from "../../values/types.ts";
import { timeOfObjectId, timeOfTimestamp } from "../dates/date-argument.ts";
import { makeDate, timeOf } from "../dates/date-range.ts";
import { parseDateText } from "../dates/parse-date-text.ts";
import { isTrue } from "../truth.ts";
import { bytesOfNumber, bytesOfText, doubleOfBytes, textOfBytes, wholeOfBytes, type ByteFormat } from "./bytes.ts";
import { parseSubtype } from "./target.ts";
import { doubleText, parseDecimalText, parseDouble, parseWhole } from "./number-text.ts";

/** How values are converted beside the type they become. */
export interface ConvertOptions {
  /** Of binary data, as it was given. */
  readonly subtype: unknown;
  readonly format: ByteFormat | undefined;
  readonly isBig: boolean;
}

/** The error for a value that cannot become the type: it has not the form, or not the range. */
function conversionFailure(type: BsonType, why: string): Error {
  return documentError(241, `a value cannot be converted to ${type}: ${why}`);
}

/** Converts a value of one type; `undefined` when it has no form in the other. */
type Conversion = (value: never, options: ConvertOptions) => unknown;

/** The whole part of a number within 64 bits; `undefined` for NaN and beyond. */
function wholePart(value: NumberValue, limit: bigint): bigint | undefined {
  const type = typeOf(value);
  if (type === "int" || type === "long") return toBigInt(value);
  if (type === "decimal") {
    const exact = readDecimal(value as Decimal128);
    return exact.special !== undefined || exact.exponent > 40 ? undefined : decimalToBigInt(exact);
  }
  const double = toDouble(value);
  // A double above the greatest int is beyond it, whatever its whole part.
  if (!Number.isFinite(double) || double > Number(limit - 1n) || double < -Number(limit)) return undefined;
  return BigInt(Math.trunc(double));
}

function toInt(value: NumberValue): Int32 | undefined {
  const whole = wholePart(value, 2n ** 31n);
  const result = whole === undefined ? undefined : integer(whole);
  return result instanceof Int32 ? result : undefined;
}

function toLong(value: NumberValue): Long | undefined {
  const whole = wholePart(value, 2n ** 63n);
  if (whole === undefined) return undefined;
  return integer(whole, "long") as Long | undefined;
}

function toDate(value: NumberValue): Date | undefined {
  const long = toLong(value);
  return long === undefined ? undefined : makeDate(Number(long.toBigInt()));
}

const intOf = (whole: bigint | undefined): Int32 | undefined =>
  whole === undefined ? undefined : toInt(Long.fromBigInt(whole));

function textOfDate(value: Date): string | undefined {
  timeOf(value);
  const year = value.getUTCFullYear();
  return year < 0 || year > 9999 ? undefined : value.toISOString();
}

function textOfBinary(value: Binary, { format }: ConvertOptions): string | undefined {
  if (format === undefined) throw documentError(4341115, "$convert of binary data to a string lacks its format");
  return textOfBytes(value, format);
}

function binaryOfText(value: string, { format, subtype }: ConvertOptions): Binary | undefined {
  if (format === undefined) throw documentError(4341115, "$convert of a string to binary data lacks its format");
  const type = parseSubtype(subtype);
  const bytes = bytesOfText(value, format, type);
  return bytes === undefined ? undefined : new Binary(bytes, type);
}

const smallestNormal = 2 ** -1022;

function doubleOfDecimal(value: Decimal128): Double | undefined {
  const exact = readDecimal(value);
  const double = decimalToDouble(exact);
  if (exact.special !== undefined || exact.coefficient === 0n) return new Double(double);
  if (!Number.isFinite(double)) return undefined;
  // Below the normal doubles a number is lost unless it is exactly one of them.
  const isLost = Math.abs(double) < smallestNormal && compareDecimals(exactDecimalOfDouble(double), exact) !== 0;
  return isLost ? undefined : new Double(double);
}

const toDecimal = (value: NumberValue): Decimal128 => writeDecimal(toDecimalOperand(value));

function wholeOfText(text: string): bigint | undefined {
  const whole = parseWhole(text);
  return whole === undefined || BigInt.asIntN(64, whole) !== whole ? undefined : whole;
}

function decimalOfText(text: string): Decimal128 | undefined {
  const exact = parseDecimalText(text);
  return exact === undefined ? undefined : writeDecimal(exact);
}

function binaryOfNumber(value: Int32 | Long | Double, { subtype, isBig }: ConvertOptions): Binary {
  return new Binary(bytesOfNumber(value, isBig), parseSubtype(subtype));
}

const doubleOf = (value: number | undefined): Double | undefined =>
  value === undefined ? undefined : new Double(value);

/** What becomes what: the target, then the type of the value. */
const conversions: Readonly<Partial<Record<BsonType, Readonly<Partial<Record<BsonType, Conversion>>>>>> = {
  double: {
    double: (value: Double) => value,
    int: (value: Int32) => new Double(toDouble(value)),
    long: (value: Long) => new Double(toDouble(value)),
    decimal: doubleOfDecimal,
    bool: (value: boolean) => new Double(Number(value)),
    date: (value: Date) => new Double(timeOf(value)),
    string: parseDouble,
    binData: (value: Binary, { isBig }: ConvertOptions) => doubleOf(doubleOfBytes(value, isBig)),
  },
  string: {
    string: (value: string) => value,
    double: (value: Double) => doubleText(toDouble(value)),
    int: String,
    long: String,
    decimal: String,
    bool: String,
    objectId: (value: ObjectId) => value.toHexString(),
    date: textOfDate,
    binData: textOfBinary,
  },
  objectId: {
    objectId: (value: ObjectId) => value,
    string: (value: string) => (/^[\da-f]{24}$/i.test(value) ? new ObjectId(value) : undefined),
  },
  date: {
    date: (value: Date) => value,
    double: toDate,
    long: toDate,
    decimal: toDate,
    objectId: timeOfObjectId,
    timestamp: timeOfTimestamp,
    string: (value: string) => parseDateText(value),
  },
  int: {
    int: (value: Int32) => value,
    double: toInt,
    long: toInt,
    decimal: toInt,
    bool: (value: boolean) => new Int32(Number(value)),
    string: (value: string) => intOf(wholeOfText(value)),
    binData: (value: Binary, { isBig }: ConvertOptions) =>
      value.length() === 8 ? undefined : intOf(wholeOfBytes(value, isBig)),
  },
  long: {
    long: (value: Long) => value,
    int: toLong,
    double: toLong,
    decimal: toLong,
    bool: (value: boolean) => Long.fromNumber(Number(value)),
    date: (value: Date) => Long.fromNumber(timeOf(value)),
    string: (value: string) => longOf(wholeOfText(value)),
    binData: (value: Binary, { isBig }: ConvertOptions) => longOf(wholeOfBytes(value, isBig)),
  },
  decimal: {
    decimal: (value: Decimal128) => value,
    int: toDecimal,
    long: toDecimal,
    double: toDecimal,
    bool: (value: boolean) => toDecimal(new Int32(Number(value))),
    date: (value: Date) => toDecimal(Long.fromNumber(timeOf(value))),
    string: decimalOfText,
  },
  binData: {
    string: binaryOfText,
    int: binaryOfNumber,
    long: binaryOfNumber,
    double: binaryOfNumber,
    binData: (value: Binary, { subtype }: ConvertOptions) =>
      value.sub_type === parseSubtype(subtype) ? value : undefined,
  },
};

function longOf(whole: bigint | undefined): Long | undefined {
  return whole === undefined ? undefined : Long.fromBigInt(whole);
}

/** Converts a value to a type. Throws code 241 when the types have no conversion, or the value none. */
export function convertValue(value: unknown, type: BsonType, options: ConvertOptions): unknown {
  if (type === "bool") return isTrue(value);
  const from = typeOf(value);
  const conversion = conversions[type]?.[from];
  if (conversion === undefined) throw conversionFailure(type, `there is no conversion from ${from}`);
  const result = conversion(value as never, options);
  if (result === undefined) throw conversionFailure(type, `the ${from} is out of range or has not the form`);
  return result;
}
