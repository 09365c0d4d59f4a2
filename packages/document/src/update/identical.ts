import { compareNumbers, isNumber, toDouble } from "../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { equals } from "../values/compare.ts";
import type { Decimal128 } from "bson";

/**
 * Whether two values are the same in every way that is stored: of one type (1 is not 1.0), with their fields in the same
 * order, 0 not -0, and decimals with the same digits. An update to a value that is identical changes nothing.
 */
export function identical(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  if (Array.isArray(left)) {
    const others = right as unknown[];
    return left.length === others.length && left.every((item, n) => identical(item, others[n]));
  }
  if (isDocument(left)) return identicalDocuments(left, right as Document);
  if (type === "decimal") {
    return Buffer.compare((left as Decimal128).bytes, (right as Decimal128).bytes) === 0;
  }
  if (isNumber(left) && isNumber(right)) {
    return type === "double" ? Object.is(toDouble(left), toDouble(right)) : compareNumbers(left, right) === 0;
  }
  return equals(left, right);
}

function identicalDocuments(left: Document, right: Document): boolean {
  const names = Object.keys(left);
  const others = Object.keys(right);
  return (
    names.length === others.length && names.every((name, n) => name === others[n] && identical(left[name], right[name]))
  );
}
