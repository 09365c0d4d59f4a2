import { documentError } from "../errors.ts";
import type { Path } from "../path.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import type { Filter } from "./filter.ts";
import type { FilterContext } from "./filter-context.ts";
import { isOperators } from "./is-operators.ts";
import { isPattern, patternOf } from "./parse-pattern.ts";

/**
 * Reads `$elemMatch`: tests of the item itself (`{ $gt: 1 }`) or a filter of its fields. Throws code 2 for an operand
 * that is no document.
 */
export function parseElemMatch(operand: unknown, path: Path, context: FilterContext): Filter {
  if (!isDocument(operand)) throw documentError(2, `$elemMatch needs a document, not a ${typeOf(operand)}`);
  const inner: FilterContext = { ...context, inside: "item" };
  const first = Object.keys(operand)[0];
  return isOperators(operand) && !context.isPathless(first as string)
    ? { kind: "elemMatch", path, form: "value", filter: context.parseOperators([], operand, inner) }
    : { kind: "elemMatch", path, form: "document", filter: context.parseFields(operand, inner) };
}

/**
 * Reads `$all`: every value, regular expression or `$elemMatch` of its array has to match; an empty array matches
 * nothing. Throws code 2 for no array, for another operator in it and for a mixture of `$elemMatch` and values.
 */
export function parseAll(operand: unknown, path: Path, context: FilterContext): Filter {
  if (!Array.isArray(operand)) throw documentError(2, `$all needs an array, not a ${typeOf(operand)}`);
  if (operand.length === 0) return { kind: "constant", matches: false };
  const filters = hasElemMatch(operand[0])
    ? operand.map((item) => {
        if (!hasElemMatch(item)) throw documentError(2, "$all must have $elemMatch in all of its items or in none");
        return parseElemMatch(item["$elemMatch"], path, context);
      })
    : operand.map((item) => parseAllItem(item, path, context));
  return filters.length === 1 ? (filters[0] as Filter) : { kind: "and", filters };
}

const hasElemMatch = (item: unknown): item is Document => isDocument(item) && Object.keys(item)[0] === "$elemMatch";

function parseAllItem(item: unknown, path: Path, context: FilterContext): Filter {
  if (isPattern(item)) return { kind: "regex", path, pattern: patternOf(item.pattern, item.options) };
  if (isDocument(item) && context.isFieldOperator(Object.keys(item)[0] ?? ""))
    throw documentError(2, "$all cannot have operators in its array, except $elemMatch in all items");
  return { kind: "compare", path, operator: "$eq", value: item };
}
