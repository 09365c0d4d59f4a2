import type { Binary, BSONRegExp, BSONSymbol } from "bson";
import type { Collation } from "../collation.ts";
import { compare, typeRank } from "../values/compare.ts";
import { isNumber, toDouble, wholeNumber } from "../values/numbers.ts";
import { typeNumbers, typeOf } from "../values/types.ts";
import { valueKey } from "../values/value-key.ts";
import type { Comparison, Filter, Pattern } from "./filter.ts";
import { bitOfBytes, bytesOf } from "./parse-bits.ts";
import { truncated } from "./truncated.ts";

/** The filters that test one value at a path. */
export type ValueFilter = Extract<
  Filter,
  { kind: "compare" | "in" | "exists" | "type" | "regex" | "mod" | "size" | "bits" }
>;

type Of<Kind> = Extract<Filter, { kind: Kind }>;

/**
 * Whether one value passes a test. `$exists: false` is the negation of a whole search and cannot be said of one value:
 * the caller negates.
 */
export function testValue(filter: ValueFilter, value: unknown, collation: Collation): boolean {
  switch (filter.kind) {
    case "compare":
      return passes(filter.operator, value, filter.value, collation);
    case "in":
      return isIn(filter, value, collation) || filter.patterns.some((pattern) => matchesPattern(pattern, value));
    case "exists":
      return value !== undefined;
    case "type":
      return value !== undefined && filter.types.includes(typeNumber(value));
    case "regex":
      return matchesPattern(filter.pattern, value);
    case "mod": {
      const whole = truncated(value);
      return whole !== undefined && whole % filter.divisor === filter.remainder;
    }
    case "size":
      return Array.isArray(value) && value.length === filter.size;
    case "bits":
      return testBits(filter, value);
  }
}

const typeNumber = (value: unknown): number => typeNumbers[typeOf(value) as keyof typeof typeNumbers];

/** What a comparison demands of the order. */
const demands: Readonly<Record<Comparison, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/**
 * A comparison within one class of types: a number never is less than a string here. A missing value equals null. All
 * else is below MaxKey and above MinKey, a missing value too. NaN is neither below nor above any number.
 */
function passes(operator: Comparison, value: unknown, operand: unknown, collation: Collation): boolean {
  const demand = demands[operator];
  if (typeRank(value) !== typeRank(operand)) {
    if (operand === null) return value === undefined && demand(0);
    const type = typeOf(operand);
    if (type !== "maxKey" && type !== "minKey") return false;
    return operator !== "$eq" && demand(type === "maxKey" ? -1 : 1);
  }
  if (isNumber(value) && Number.isNaN(toDouble(value)) !== Number.isNaN(toDouble(operand as typeof value)))
    return false;
  return demand(compare(value, operand, collation.order));
}

/** From how many values on an `$in` looks them up by their keys. */
const manyValues = 16;

const keySets = new WeakMap<Of<"in">, ReadonlySet<string>>();

function isIn(filter: Of<"in">, value: unknown, collation: Collation): boolean {
  if (filter.values.length < manyValues || collation.key !== undefined) {
    return filter.values.some((operand) => passes("$eq", value, operand, collation));
  }
  let keys = keySets.get(filter);
  if (keys === undefined) {
    keys = new Set(filter.values.map((operand) => valueKey(operand)));
    keySets.set(filter, keys);
  }
  return keys.has(valueKey(value ?? null));
}

/** A regular expression matches strings, and a regular expression that is the same. */
function matchesPattern(pattern: Pattern, value: unknown): boolean {
  if (typeof value === "string") return pattern.regex.test(value);
  const type = typeOf(value);
  if (type === "symbol") return pattern.regex.test((value as BSONSymbol).value);
  if (type !== "regex") return false;
  return (value as BSONRegExp).pattern === pattern.source && (value as BSONRegExp).options === pattern.options;
}

function testBits(filter: Of<"bits">, value: unknown): boolean {
  const isSet = bitsOf(value);
  if (isSet === undefined) return false;
  const set = filter.test === "$bitsAllSet" || filter.test === "$bitsAnySet";
  const passed = (position: number): boolean => isSet(position) === set;
  return filter.test === "$bitsAllSet" || filter.test === "$bitsAllClear"
    ? filter.positions.every(passed)
    : filter.positions.some(passed);
}

/** The bits of a whole number in two's complement, or of bytes; `undefined` for what has none. */
function bitsOf(value: unknown): ((position: number) => boolean) | undefined {
  if (typeOf(value) === "binData") {
    const bytes = bytesOf(value as Binary);
    return (position) => bitOfBytes(bytes, position);
  }
  const whole = wholeNumber(value);
  if (whole === undefined) return undefined;
  return (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}
