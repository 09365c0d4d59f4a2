import type { Binary, BSONRegExp, BSONSymbol, Code, Int32, ObjectId, Timestamp } from "@db/document";
import {
  exactDecimalOfDouble,
  isNumber,
  numberType,
  toDecimal,
  toDouble,
  typeOf,
  type Decimal,
  type Document,
} from "@db/document/engine";

type NumberValue = Parameters<typeof toDecimal>[0];

/**
 * A text whose order, byte by byte in UTF-8, is MongoDB's order of the values, and which two values share exactly when they are
 * equal: a letter for the type, then what orders values of the type. No key is the beginning of another. The letters are those of
 * the server's `_key` (`store/key-functions.ts`); this one has every digit of a number, and no NUL, which PostgreSQL's texts cannot hold.
 */
export function orderKey(value: unknown): string {
  const type = typeOf(value);
  switch (type) {
    case "minKey":
      return "a";
    case "null":
      return "c";
    case "int":
      return `d${wholeKey(typeof value === "number" ? value : (value as Int32).value)}`;
    case "long":
    case "double":
    case "decimal":
      return `d${numberKey(value as NumberValue)}`;
    case "string":
      return `e${textKey(value as string)}`;
    case "symbol":
      return `e${textKey((value as BSONSymbol).value)}`;
    case "object":
      return `f${documentKeys(value as Document)}`;
    case "array":
      return `g${(value as unknown[]).map(orderKey).join("")}\u0001`;
    case "binData":
      return `h${binaryKey(value as Binary)}`;
    case "objectId":
      return `i${(value as ObjectId).toHexString()}`;
    case "bool":
      return value === true ? "j1" : "j0";
    case "date":
      return `k${wholeKey((value as Date).getTime())}`;
    case "timestamp":
      return `l${wholeKey((value as Timestamp).getHighBitsUnsigned())}${wholeKey((value as Timestamp).getLowBitsUnsigned())}`;
    case "regex":
      return `m${textKey((value as BSONRegExp).pattern)}${textKey((value as BSONRegExp).options)}`;
    case "javascript":
      return `n${textKey(String((value as Code).code))}`;
    case "javascriptWithScope":
      return `o${textKey(String((value as Code).code))}f${documentKeys((value as Code).scope ?? {})}`;
    default:
      return "z";
  }
}

/** Where the values begin that `$lt` and `$lte` with this value look among: NaN is no number to them. */
export function lowestKey(value: unknown): string {
  return isNumber(value) ? "d2" : orderKey(value).slice(0, 1);
}

/** The letter behind that of the value's type: where the values end that a range with this value looks among. */
export function nextLetter(value: unknown): string {
  return String.fromCharCode(orderKey(value).charCodeAt(0) + 1);
}

function documentKeys(document: Document): string {
  const fields = Object.keys(document).map((name) => {
    const key = orderKey(document[name]);
    return `${key.slice(0, 1)}${textKey(name)}${key}`;
  });
  return `${fields.join("")}\u0001`;
}

// eslint-disable-next-line no-control-regex -- these are the signs that stand for others
const escaped = /[\u0000\u0001]/g;

/** The text with an end below all letters. */
function textKey(text: string): string {
  return `${text.replace(escaped, (sign) => (sign === "\u0000" ? "\u0001\u0002" : "\u0001\u0003"))}\u0001\u0001`;
}

/** By length, then by subtype, then by the bytes. The old subtype 2 has its length in four bytes more. */
function binaryKey(value: Binary): string {
  const bytes = value.value();
  const length = bytes.length + (value.sub_type === 2 ? 4 : 0);
  return `${padded(length, 10)}${padded(value.sub_type, 3)}${Buffer.from(bytes).toString("hex")} `;
}

function numberKey(value: NumberValue): string {
  const exact = numberType(value) === "double" ? ofDouble(toDouble(value)) : toDecimal(value);
  if (typeof exact === "string") return exact;
  if (exact.special === "nan") return "1";
  if (exact.special !== undefined) return exact.sign < 0 ? "2" : "9";
  if (exact.coefficient === 0n) return zero;
  return digitsKey(exact.sign < 0, String(exact.coefficient), exact.exponent);
}

const zero = "5 ";

/** A whole number's key at once; of another its exact digits. */
function ofDouble(value: number): Decimal | string {
  return Number.isSafeInteger(value) ? wholeKey(value) : exactDecimalOfDouble(value);
}

function wholeKey(value: number): string {
  return value === 0 ? zero : digitsKey(value < 0, String(Math.abs(value)), 0);
}

/** A sign, how many digits stand before the point, and the digits; of negative numbers each one's complement. */
export function digitsKey(negative: boolean, coefficient: string, exponent: number): string {
  const digits = coefficient.replace(/0+$/, "");
  const places = coefficient.length + exponent;
  if (!negative) return `7${padded(20_000 + places, 6)}${digits} `;
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `3${padded(200_000 - places, 6)}${complement}~`;
}

const padded = (value: number, length: number): string => String(value).padStart(length, "0");
