import { usage } from "../errors/index.ts";
import { jsonBrand, mark } from "./brand.ts";

/** A value to be sent as JSON: what `sql.json` makes. */
export interface JsonValue {
  /** The JSON text. */
  readonly text: string;
}

// JSON.rawJSON keeps integers beyond 2^53 exact; Node has it from 21 on, TypeScript's library does not know it yet.
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/**
 * Marks a value as JSON. `bigint` is written as a number with all its digits.
 * @throws DatabaseError `usage` for what JSON cannot hold (undefined, functions, cycles).
 */
export function jsonValue(value: unknown): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? rawJson(String(item)) : item));
  } catch {
    throw usage("sql.json got a value that JSON cannot hold", "It has a cycle, or a toJSON that fails");
  }
  if (text === undefined) throw usage(`sql.json got ${typeof value}, which JSON cannot hold`);
  return mark({ text }, jsonBrand);
}

/** As many digits as an unsafe integer has at least; a document without such a run needs no closer look. */
const manyDigits = /\d{16}/;
/** Whole numbers of up to 64 bits; what has more digits was a float written out. */
const wholeNumber = /^-?\d{16,20}$/;

/**
 * Reads JSON as columns are read: a whole number beyond 2^53 with all its digits is a `bigint`, any other a number.
 * For drivers, in place of `JSON.parse`, which would round it silently.
 */
export function parseJson(text: string): unknown {
  if (!manyDigits.test(text)) return JSON.parse(text) as unknown;
  return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown) as unknown;
}

function exactNumber(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const { source } = context;
  return source !== undefined && wholeNumber.test(source) ? BigInt(source) : value;
}

/** Whether a value was marked by `sql.json`. */
export function isJsonValue(value: unknown): value is JsonValue {
  return typeof value === "object" && value !== null && jsonBrand in value;
}

/** Converts what is particular to an engine; gives `undefined` for a value it does not know. */
export type ValueEncoder = (value: object) => unknown;

/**
 * Checks one value before anything is sent and brings it to what every driver takes: null, boolean, number, bigint,
 * string, Date, Uint8Array, or what the driver's own encoder made of an object.
 * @throws DatabaseError `usage`, naming the parameter's position and never its value.
 */
export function encodeValue(value: unknown, position: number, encoder: ValueEncoder | undefined): unknown {
  switch (typeof value) {
    case "string":
      return checkText(value, position);
    case "number":
    case "bigint":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeObject(value, position, encoder);
    case "undefined":
      throw usage(`parameter ${position} is undefined`, "Pass null for SQL NULL, or leave the condition out");
    default:
      throw usage(`parameter ${position} is a ${typeof value}, which cannot be bound`);
  }
}

/**
 * Lets a text pass that every engine can store.
 * @throws DatabaseError `usage` for half of a surrogate pair, which clients would replace by U+FFFD without a word.
 */
export function checkText(text: string, position: number): string {
  if (text.isWellFormed()) return text;
  throw usage(
    `parameter ${position} holds half of a surrogate pair, which is no character`,
    "It was cut in the middle of a character; text.toWellFormed() mends it",
  );
}

function encodeObject(value: object, position: number, encoder: ValueEncoder | undefined): unknown {
  if (isJsonValue(value)) return encoder?.(value) ?? value.text;
  const isDate = Object.prototype.toString.call(value) === "[object Date]";
  if (isDate && Number.isNaN((value as Date).getTime())) throw usage(`parameter ${position} is an invalid Date`);
  const encoded = encoder?.(value);
  if (encoded !== undefined) return typeof encoded === "string" ? checkText(encoded, position) : encoded;
  if (isDate || ArrayBuffer.isView(value)) return value;
  if (typeof (value as { then?: unknown }).then === "function") {
    throw usage(`parameter ${position} is a promise`, "Await it first");
  }
  if (Array.isArray(value)) {
    throw usage(
      `parameter ${position} is an array, which this engine cannot bind`,
      "Use sql.join for a list, sql.json for JSON",
    );
  }
  throw usage(`parameter ${position} is an object`, "Use sql.json to send it as JSON, or pass one of its fields");
}
