import { isJsonValue, parseJson, usage } from "@db/core";
import { decodeArray } from "./postgres-arrays.ts";
import { decodeRange, encodeRange, isRange } from "./postgres-ranges.ts";
import { decodeDate } from "./postgres-dates.ts";

/** Turns the text of one value into what the caller gets. Never sees null. */
export type ValueDecoder = (text: string) => unknown;

const asBoolean: ValueDecoder = (text) => text === "t";
const asNumber: ValueDecoder = Number;
const asJson: ValueDecoder = parseJson;
const asInt8: ValueDecoder = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};
const asBytes: ValueDecoder = (text) => {
  const bytes = Buffer.from(text.slice(2), "hex");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
};

/** By type number (`select oid, typname from pg_type`); a type that is not listed stays text. */
const scalars: ReadonlyMap<number, ValueDecoder> = new Map([
  [16, asBoolean],
  [17, asBytes],
  [20, asInt8],
  [21, asNumber],
  [23, asNumber],
  [26, asNumber],
  [114, asJson],
  [3802, asJson],
  [700, asNumber],
  [701, asNumber],
]);

const timestampTypes: readonly number[] = [1114, 1184];

/**
 * Array type to element type, of every type that comes with the server. Arrays of types that a schema makes (enums,
 * composites) have numbers of their own and stay text: cast them to `text[]`.
 */
const elements: ReadonlyMap<number, number> = new Map([
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1016, 20],
  [1005, 21],
  [1006, 22],
  [1007, 23],
  [1008, 24],
  [1009, 25],
  [1028, 26],
  [1010, 27],
  [1011, 28],
  [1012, 29],
  [1013, 30],
  [199, 114],
  [143, 142],
  [1017, 600],
  [1018, 601],
  [1019, 602],
  [1020, 603],
  [1027, 604],
  [629, 628],
  [651, 650],
  [1021, 700],
  [1022, 701],
  [719, 718],
  [775, 774],
  [791, 790],
  [1040, 829],
  [1041, 869],
  [1034, 1033],
  [1014, 1042],
  [1015, 1043],
  [1182, 1082],
  [1183, 1083],
  [1115, 1114],
  [1185, 1184],
  [1187, 1186],
  [1270, 1266],
  [1561, 1560],
  [1563, 1562],
  [1231, 1700],
  [2201, 1790],
  [2207, 2202],
  [2208, 2203],
  [2209, 2204],
  [2210, 2205],
  [2211, 2206],
  [2951, 2950],
  [2949, 2970],
  [3221, 3220],
  [3643, 3614],
  [3645, 3615],
  [3644, 3642],
  [3735, 3734],
  [3770, 3769],
  [3807, 3802],
  [3905, 3904],
  [3907, 3906],
  [3909, 3908],
  [3911, 3910],
  [3913, 3912],
  [3927, 3926],
  [4073, 4072],
  [4090, 4089],
  [4097, 4096],
  [4192, 4191],
  [6150, 4451],
  [6151, 4532],
  [6152, 4533],
  [6153, 4534],
  [6155, 4535],
  [6157, 4536],
  [5039, 5038],
  [271, 5069],
]);

/** The one type whose elements are not separated by commas. */
const boxes = 603;

/** Range type to the type of its bounds. */
const ranges: ReadonlyMap<number, number> = new Map([
  [3904, 23],
  [3926, 20],
  [3906, 1700],
  [3908, 1114],
  [3910, 1184],
  [3912, 1082],
]);

/** The decoder of a type; `undefined` where the text is the value. */
export function decoderOf(type: number, timestamps: "date" | "string"): ValueDecoder | undefined {
  const scalar = scalars.get(type);
  if (scalar !== undefined) return scalar;
  if (timestampTypes.includes(type)) return timestamps === "date" ? decodeDate : undefined;
  const element = elements.get(type);
  if (element !== undefined) {
    const decode = decoderOf(element, timestamps);
    const delimiter = element === boxes ? ";" : ",";
    return (text) => decodeArray(text, decode, delimiter);
  }
  const bound = ranges.get(type);
  if (bound !== undefined) {
    const decode = decoderOf(bound, timestamps) ?? ((text: string) => text);
    return (text) => decodeRange(text, decode);
  }
  return undefined;
}

/** Writes a value that core has checked as the text the server reads; bytes go as they are. */
export function encodeValue(value: unknown): string | Buffer | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return encodeNumber(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    default:
      return value === null || value === undefined ? null : encodeObject(value as object);
  }
}

/** Writes a number. A whole one beyond 2^53 has all its digits; JavaScript would write zeros for the last of them. */
export function encodeNumber(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21) return String(BigInt(value));
  return Object.is(value, -0) ? "-0" : String(value);
}

function encodeObject(value: object): string | Buffer {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return encodePostgresObject(value) as string;
}

/** Core's hook for objects: dates, arrays, ranges and JSON become text. Anything else is left to core to refuse. */
export function encodePostgresObject(value: object): unknown {
  if (isJsonValue(value)) return value.text;
  if (Object.prototype.toString.call(value) === "[object Date]") return encodeDate(value as Date);
  if (Array.isArray(value)) return encodeArray(value);
  if (isRange(value)) return encodeRange(value, (item) => encodeText(item));
  return undefined;
}

function encodeDate(date: Date): string {
  const year = date.getUTCFullYear();
  const text = date.toISOString();
  // The server writes and reads years before 1 with an era, and there is no year 0; years beyond 9999 have no sign.
  if (year >= 1 && year <= 9999) return text;
  const rest = text.slice(text.indexOf("-", 1));
  return year > 9999 ? `${year}${rest}` : `${String(1 - year).padStart(4, "0")}${rest} BC`;
}

/** "8.15.2. Array Value Input": every element quoted, so that nothing in it means anything. */
function encodeArray(items: readonly unknown[]): string {
  return `{${items.map(encodeElement).join(",")}}`;
}

function encodeElement(item: unknown): string {
  if (item === null) return "NULL";
  if (Array.isArray(item)) return encodeArray(item);
  return `"${encodeText(item).replace(/["\\]/g, "\\$&")}"`;
}

function encodeText(item: unknown): string {
  if (typeof item === "object" && item !== null && ArrayBuffer.isView(item)) {
    return `\\x${Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString("hex")}`;
  }
  const scalar = ["string", "number", "bigint", "boolean"].includes(typeof item);
  const known = scalar
    ? encodeValue(item)
    : typeof item === "object" && item !== null
      ? encodePostgresObject(item)
      : undefined;
  if (typeof known !== "string")
    throw usage(`an element of an array or range is ${item === null ? "null" : typeof item}, which cannot be bound`);
  return known;
}
