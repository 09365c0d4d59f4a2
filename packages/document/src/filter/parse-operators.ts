import { documentError, unsupportedFeature } from "../errors.ts";
import { isTrue } from "../expression/truth.ts";
import type { Path } from "../path.ts";
import { wholeNumber } from "../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import type { Comparison, Filter } from "./filter.ts";
import type { FilterContext } from "./filter-context.ts";
import { isOperators } from "./is-operators.ts";
import { parseAll, parseElemMatch } from "./parse-array-operators.ts";
import { parseBitPositions } from "./parse-bits.ts";
import { isPattern, parsePattern, patternOf } from "./parse-pattern.ts";
import { parseTypes } from "./parse-types.ts";
import { truncated } from "./truncated.ts";

/** Reads the operand of one operator of a field; `siblings` are all operators of the field. */
type OperatorParser = (
  operand: unknown,
  path: Path,
  context: FilterContext,
  operator: string,
  siblings: Document,
) => Filter | undefined;

/** The operators of one field, and what they demand together. Throws code 2 for one that is not known. */
export function parseOperators(path: Path, operators: Document, context: FilterContext): Filter {
  const filters: Filter[] = [];
  for (const name of Object.keys(operators)) {
    const parser = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
    if (parser === undefined) throw documentError(2, `unknown operator: ${name}`);
    const filter = parser(operators[name], path, context, name, operators);
    if (filter !== undefined) filters.push(filter);
  }
  return filters.length === 1 ? (filters[0] as Filter) : { kind: "and", filters };
}

const parsers: Readonly<Record<string, OperatorParser>> = {
  $eq: (value, path) => ({ kind: "compare", path, operator: "$eq", value }),
  $ne: (value, path) => {
    refusePattern(value, "$ne");
    return { kind: "not", filter: { kind: "compare", path, operator: "$eq", value } };
  },
  $gt: parseRange,
  $gte: parseRange,
  $lt: parseRange,
  $lte: parseRange,
  $in: (value, path) => parseIn(value, path, "$in"),
  $nin: (value, path) => ({ kind: "not", filter: parseIn(value, path, "$nin") }),
  $not: parseNot,
  $exists: (value, path) => ({ kind: "exists", path, exists: isTrue(value) }),
  $type: (value, path) => ({ kind: "type", path, types: parseTypes(value) }),
  $size: (value, path) => {
    const size = wholeNumber(value);
    if (size === undefined || size < 0n || size > 2_147_483_647n) {
      throw documentError(2, "$size must be a whole number that is not negative");
    }
    return { kind: "size", path, size: Number(size) };
  },
  $mod: parseMod,
  $regex: (_value, path, _context, _operator, siblings) => ({ kind: "regex", path, pattern: parsePattern(siblings) }),
  $options: (_value, _path, _context, _operator, siblings) => {
    if (!Object.hasOwn(siblings, "$regex")) throw documentError(2, "$options needs a $regex");
    return undefined;
  },
  $all: parseAll,
  $elemMatch: parseElemMatch,
  $bitsAllSet: bits("$bitsAllSet"),
  $bitsAllClear: bits("$bitsAllClear"),
  $bitsAnySet: bits("$bitsAnySet"),
  $bitsAnyClear: bits("$bitsAnyClear"),
  $geoWithin: refuseGeo,
  $within: refuseGeo,
  $geoIntersects: refuseGeo,
  $near: refuseNear,
  $nearSphere: refuseNear,
  $geoNear: refuseNear,
};

function bits(test: Extract<Filter, { kind: "bits" }>["test"]): OperatorParser {
  return (value, path) => ({ kind: "bits", path, test, positions: parseBitPositions(value, test) });
}

/**
 * Whether an operator makes a value one of operators where MongoDB looks at the first name only: in `$all` and `$pull`.
 * There it takes `{ $eq: 1 }` and `{ $not: ... }` for something else.
 */
export function isFieldOperator(name: string): boolean {
  return Object.hasOwn(parsers, name) && name !== "$eq" && name !== "$not";
}

function parseRange(value: unknown, path: Path, _context: FilterContext, operator: string): Filter {
  refusePattern(value, operator);
  return { kind: "compare", path, operator: operator as Comparison, value };
}

function refusePattern(value: unknown, operator: string): void {
  if (isPattern(value)) throw documentError(2, `${operator} cannot have a regular expression`);
}

function parseIn(value: unknown, path: Path, operator: string): Filter {
  if (!Array.isArray(value)) throw documentError(2, `${operator} needs an array`);
  const values: unknown[] = [];
  const patterns = [];
  for (const item of value) {
    if (isOperators(item)) throw documentError(2, `${operator} cannot have operators in its array`);
    if (isPattern(item)) patterns.push(patternOf(item.pattern, item.options));
    else values.push(item);
  }
  return { kind: "in", path, values, patterns };
}

function parseNot(value: unknown, path: Path, context: FilterContext): Filter {
  if (isPattern(value)) {
    return { kind: "not", filter: { kind: "regex", path, pattern: patternOf(value.pattern, value.options) } };
  }
  if (!isDocument(value))
    throw documentError(2, `$not needs a regular expression or a document, not a ${typeOf(value)}`);
  if (Object.keys(value).length === 0) throw documentError(2, "$not cannot be empty");
  return { kind: "not", filter: parseOperators(path, value, context) };
}

function parseMod(value: unknown, path: Path): Filter {
  if (!Array.isArray(value)) throw documentError(2, "malformed $mod: it needs an array");
  if (value.length !== 2)
    throw documentError(2, `malformed $mod: ${value.length < 2 ? "not enough" : "too many"} elements`);
  const [divisor, remainder] = value.map((item, place) => {
    const whole = truncated(item);
    if (whole === undefined) {
      throw documentError(
        2,
        `malformed $mod: the ${place === 0 ? "divisor" : "remainder"} must be a number of 64 bits`,
      );
    }
    return whole;
  }) as [bigint, bigint];
  if (divisor === 0n) throw documentError(2, "the divisor of $mod cannot be 0");
  return { kind: "mod", path, divisor, remainder };
}

function refuseGeo(_value: unknown, _path: Path, _context: FilterContext, operator: string): never {
  throw unsupportedFeature(operator);
}

function refuseNear(value: unknown, path: Path, context: FilterContext, operator: string, siblings: Document): never {
  const first = Object.keys(siblings)[0] === operator && typeof value === "object" && value !== null;
  if (!first) throw documentError(2, `${operator} must be the first of its field and have a point`);
  if (!context.features.near) throw documentError(5_626_500, `${operator} is not allowed in this context`);
  return refuseGeo(value, path, context, operator);
}
