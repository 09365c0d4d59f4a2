import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from "bson";
import { compareNumbers, type NumberValue } from "./numbers.ts";
import { typeOf, type BsonType, type Document } from "./types.ts";

/** How two strings compare: below zero, zero or above. */
export type StringOrder = (left: string, right: string) => number;

/**
 * The place of a type among the others
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order). Types of one place compare by value.
 * Missing comes after MinKey and before null: whoever wants missing to equal null replaces it before.
 */
const ranks: Readonly<Record<BsonType, number>> = {
  minKey: 0,
  missing: 1,
  undefined: 1,
  null: 2,
  int: 3,
  long: 3,
  double: 3,
  decimal: 3,
  symbol: 4,
  string: 4,
  object: 5,
  array: 6,
  binData: 7,
  objectId: 8,
  bool: 9,
  date: 10,
  timestamp: 11,
  regex: 12,
  dbPointer: 13,
  javascript: 14,
  javascriptWithScope: 15,
  maxKey: 16,
};

/** The place of a value's type in MongoDB's order; values of one place compare by value, others by place. */
export function typeRank(value: unknown): number {
  return ranks[typeOf(value)];
}

/** The place of a type among the others, by its name. */
export function rankOfType(type: BsonType): number {
  return ranks[type];
}

/**
 * MongoDB's order of all values, across types: below zero, zero or above. Numbers compare by value whatever their type,
 * strings by their UTF-8 bytes or by the collation's `strings`, documents by their fields in order (type, name, value),
 * arrays item by item.
 */
export function compare(left: unknown, right: unknown, strings: StringOrder = compareBytes): number {
  const leftType = typeOf(left);
  const rightType = typeOf(right);
  const rank = ranks[leftType];
  if (rank !== ranks[rightType]) return rank < ranks[rightType] ? -1 : 1;
  switch (leftType) {
    case "int":
    case "long":
    case "double":
    case "decimal":
      return compareNumbers(left as NumberValue, right as NumberValue);
    case "string":
    case "symbol":
      return strings(textOf(left), textOf(right));
    case "object":
      return compareDocuments(left as Document, right as Document, strings);
    case "array":
      return compareArrays(left as unknown[], right as unknown[], strings);
    case "binData":
      return compareBinary(left as Binary, right as Binary);
    case "objectId":
      return compareOctets((left as ObjectId).id, (right as ObjectId).id);
    case "bool":
      return Number(left) - Number(right);
    case "date":
      return Math.sign((left as Date).getTime() - (right as Date).getTime());
    case "timestamp":
      return (left as Timestamp).toBigInt() < (right as Timestamp).toBigInt()
        ? -1
        : Number((left as Timestamp).toBigInt() > (right as Timestamp).toBigInt());
    case "regex":
      return (
        compareBytes((left as BSONRegExp).pattern, (right as BSONRegExp).pattern) ||
        compareBytes((left as BSONRegExp).options, (right as BSONRegExp).options)
      );
    case "javascript":
    case "javascriptWithScope":
      return (
        compareBytes(String((left as Code).code), String((right as Code).code)) ||
        compareDocuments((left as Code).scope ?? {}, (right as Code).scope ?? {}, strings)
      );
    default:
      return 0;
  }
}

/** Whether two values are equal: 1 and 1.0 are, `{ x, y }` and `{ y, x }` are not. */
export function equals(left: unknown, right: unknown, strings: StringOrder = compareBytes): boolean {
  return compare(left, right, strings) === 0;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : (value as BSONSymbol).value);

function compareDocuments(left: Document, right: Document, strings: StringOrder): number {
  const leftNames = Object.keys(left);
  const rightNames = Object.keys(right);
  const shared = Math.min(leftNames.length, rightNames.length);
  for (let n = 0; n < shared; n++) {
    const leftName = leftNames[n] as string;
    const rightName = rightNames[n] as string;
    const found =
      typeRank(left[leftName]) - typeRank(right[rightName]) ||
      compareBytes(leftName, rightName) ||
      compare(left[leftName], right[rightName], strings);
    if (found !== 0) return Math.sign(found);
  }
  return Math.sign(leftNames.length - rightNames.length);
}

function compareArrays(left: readonly unknown[], right: readonly unknown[], strings: StringOrder): number {
  const shared = Math.min(left.length, right.length);
  for (let n = 0; n < shared; n++) {
    const found = compare(left[n], right[n], strings);
    if (found !== 0) return found;
  }
  return Math.sign(left.length - right.length);
}

/** By length, then by subtype, then by the bytes. The old subtype 2 has its length in four bytes more. */
function compareBinary(left: Binary, right: Binary): number {
  const [a, b] = [left.value(), right.value()];
  const length = (binary: Binary, bytes: Uint8Array): number => bytes.length + (binary.sub_type === 2 ? 4 : 0);
  return Math.sign(length(left, a) - length(right, b) || left.sub_type - right.sub_type) || compareOctets(a, b);
}

function compareOctets(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** By the bytes of UTF-8, which is by code points and not by the UTF-16 units that `<` compares. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let n = 0; n < length; n++) {
    const a = left.charCodeAt(n);
    const b = right.charCodeAt(n);
    if (a === b) continue;
    // A surrogate stands for a code point above every other unit.
    const [high, other] = [a >= 0xd800 && a <= 0xdfff, b >= 0xd800 && b <= 0xdfff];
    return high === other ? (a < b ? -1 : 1) : high ? 1 : -1;
  }
  return left.length < right.length ? -1 : 1;
}
