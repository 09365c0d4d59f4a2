import type { Code } from "bson";

/** A document: names and values in their order. A name that looks like an array index comes first, as in any JavaScript object. */
export type Document = Record<string, unknown>;

/**
 * The names that `$type` has for the types of BSON (https://bsonspec.org/spec.html), and `missing` for no value at all.
 * Inside this package no value is `undefined`, the missing one.
 */
export type BsonType =
  | "double"
  | "string"
  | "object"
  | "array"
  | "binData"
  | "undefined"
  | "objectId"
  | "bool"
  | "date"
  | "null"
  | "regex"
  | "dbPointer"
  | "javascript"
  | "symbol"
  | "javascriptWithScope"
  | "int"
  | "timestamp"
  | "long"
  | "decimal"
  | "minKey"
  | "maxKey"
  | "missing";

/** The type's number in BSON; `minKey` is -1, as `$type` has it. */
export const typeNumbers: Readonly<Record<Exclude<BsonType, "missing">, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const classTypes: Readonly<Record<string, BsonType>> = {
  Binary: "binData",
  BSONRegExp: "regex",
  BSONSymbol: "symbol",
  DBRef: "object",
  Decimal128: "decimal",
  Double: "double",
  Int32: "int",
  Long: "long",
  MaxKey: "maxKey",
  MinKey: "minKey",
  ObjectId: "objectId",
  Timestamp: "timestamp",
};

/**
 * The type of a value. A plain number is an `int` when it is a whole number of 32 bits and not -0, else a `double`, as
 * MongoDB's own driver sends it; a `bigint` is a `long`.
 */
export function typeOf(value: unknown): BsonType {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "undefined":
      return "missing";
    case "bigint":
      return "long";
    case "number":
      return isInt32(value) ? "int" : "double";
    default:
      return value === null ? "null" : typeOfObject(value as object);
  }
}

/** The name of bson's class that an object is of, also when it comes from another copy of bson; `undefined` for others. */
export function bsonClass(value: object): string | undefined {
  const named = (value as { readonly _bsontype?: unknown })._bsontype;
  return typeof named === "string" ? named : undefined;
}

function typeOfObject(value: object): BsonType {
  if (Array.isArray(value)) return "array";
  const named = bsonClass(value);
  if (named !== undefined) {
    if (named === "Code") return (value as Code).scope === null ? "javascript" : "javascriptWithScope";
    return classTypes[named] ?? "object";
  }
  if (value instanceof Date) return "date";
  if (value instanceof RegExp) return "regex";
  if (value instanceof Uint8Array) return "binData";
  return "object";
}

/** Whether a number is one that is sent as an `int`. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** Whether a value is a document: no array and no value of a type of its own. */
export function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && typeOfObject(value) === "object";
}

/** The value of a document's own field; `undefined` when there is none, whatever the prototype has. */
export function fieldOf(document: Document, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

/** Gives a document a field, also one that is named `__proto__`. */
export function setField(document: Document, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(document, name, { value, writable: true, enumerable: true, configurable: true });
  } else document[name] = value;
}

/** Whether a value is null or missing: both count as no value in expressions. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
