import { documentError } from "../../errors.ts";
import { parseUnit, type DateUnit } from "../../expression/dates/date-unit.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { compareNumbers, isNumber, wholeInt32, wholeNumber, type NumberValue } from "../../values/numbers.ts";
import { fieldOf, isDocument } from "../../values/types.ts";
import type { Sort } from "../sort.ts";

/** One end of a window: the partition's, the document's own place, or so far from it. */
export type Bound<Offset> = "unbounded" | "current" | Offset;

/** Which documents of a partition a window function looks at, from the place of one of them. */
export type WindowBounds =
  | { readonly kind: "documents"; readonly lower: Bound<number>; readonly upper: Bound<number> }
  | {
      readonly kind: "range";
      readonly lower: Bound<NumberValue>;
      readonly upper: Bound<NumberValue>;
      /** With a unit the values are dates and the offsets whole numbers of it. */
      readonly unit: DateUnit | undefined;
    };

/** All documents of the partition. */
export const wholePartition: WindowBounds = { kind: "documents", lower: "unbounded", upper: "unbounded" };

/**
 * Reads a `window`. Codes: 9 for most that is wrong with it, 5339900 a lower bound above the upper one, 5339901
 * documents without a sort, 5339902 a range without a sort by one field, 8947400 and 8947401 a range with a sort that is
 * no ascending field.
 */
export function parseWindowBounds(value: unknown, sortBy: Sort | undefined, scope: ExpressionScope): WindowBounds {
  if (!isDocument(value)) throw documentError(9, "a window must be a document");
  const names = Object.keys(value);
  const documents = fieldOf(value, "documents");
  const range = fieldOf(value, "range");
  const unit = fieldOf(value, "unit");
  if (documents !== undefined && range !== undefined)
    throw documentError(9, "a window has documents or a range, not both");
  if (range === undefined && unit !== undefined) throw documentError(9, "the unit of a window needs a range");
  if (documents === undefined && range === undefined) {
    if (names.length > 0) throw documentError(9, "a window has documents, or a range with or without a unit");
    return wholePartition;
  }
  const known = documents === undefined && unit !== undefined ? 2 : 1;
  if (names.length !== known) throw documentError(9, "a window has a field that is not known");
  return documents === undefined ? parseRange(range, unit, sortBy, scope) : parseDocuments(documents, sortBy, scope);
}

function parseDocuments(value: unknown, sortBy: Sort | undefined, scope: ExpressionScope): WindowBounds {
  const [lower, upper] = parsePair(value, scope, (offset) => {
    const whole = wholeInt32(offset);
    if (whole === undefined) throw documentError(9, "a window of documents needs whole numbers");
    return whole;
  });
  const place = (bound: Bound<number>): number | undefined =>
    bound === "current" ? 0 : bound === "unbounded" ? undefined : bound;
  const [from, to] = [place(lower), place(upper)];
  if (from !== undefined && to !== undefined && from > to) throw inverted();
  if (sortBy === undefined && (from !== undefined || to !== undefined)) {
    throw documentError(5339901, "a window of documents needs a sortBy");
  }
  return { kind: "documents", lower, upper };
}

function parseRange(value: unknown, unit: unknown, sortBy: Sort | undefined, scope: ExpressionScope): WindowBounds {
  if (unit !== undefined && typeof unit !== "string") {
    parsePairShape(value);
    throw documentError(9, "the unit of a window must be a string");
  }
  const [lower, upper] = parsePair(value, scope, (offset) => {
    if (!isNumber(offset)) throw documentError(9, "a range needs numbers");
    if (unit !== undefined && wholeNumber(offset) === undefined) {
      throw documentError(9, "a range with a unit needs whole numbers");
    }
    return offset;
  });
  const place = (bound: Bound<NumberValue>): NumberValue | undefined =>
    bound === "current" ? 0 : bound === "unbounded" ? undefined : bound;
  const [from, to] = [place(lower), place(upper)];
  if (from !== undefined && to !== undefined && compareNumbers(from, to) > 0) throw inverted();
  const timeUnit = unit === undefined ? undefined : parseUnit(unit);
  const part = sortBy?.[0];
  if (part === undefined || sortBy?.length !== 1) throw documentError(5339902, "a range needs a sortBy of one field");
  if (part.kind !== "field") throw documentError(8947400, "a range needs a sortBy of a field");
  if (part.direction !== 1) throw documentError(8947401, "a range needs an ascending sortBy");
  return { kind: "range", lower, upper, unit: timeUnit };
}

const inverted = (): Error => documentError(5339900, "the lower bound of a window is above the upper one");

function parsePairShape(value: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) throw documentError(9, "the bounds of a window are two");
  return value as [unknown, unknown];
}

function parsePair<Offset>(
  value: unknown,
  scope: ExpressionScope,
  read: (offset: unknown) => Offset,
): readonly [Bound<Offset>, Bound<Offset>] {
  const [lower, upper] = parsePairShape(value);
  return [parseBound(lower, scope, read), parseBound(upper, scope, read)];
}

function parseBound<Offset>(value: unknown, scope: ExpressionScope, read: (offset: unknown) => Offset): Bound<Offset> {
  if (value === "unbounded" || value === "current") return value;
  if (typeof value === "string") throw documentError(9, "a bound is unbounded, current or a number");
  const expression = parseExpression(value, scope);
  if (expression.kind !== "literal") throw documentError(9, "a bound of a window must be constant");
  return read(expression.value);
}
