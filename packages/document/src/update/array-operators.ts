import { documentError } from "../errors.ts";
import type { Filter } from "../filter/filter.ts";
import { noFeatures } from "../filter/filter-context.ts";
import { matchesValue } from "../filter/match.ts";
import { isItemFilter, parseFilter, parseItemFilter } from "../filter/parse-filter.ts";
import type { QuerySettings } from "../settings.ts";
import { equals } from "../values/compare.ts";
import { toDouble, wholeNumber, type NumberValue } from "../values/numbers.ts";
import { isDocument, typeOf } from "../values/types.ts";
import { unchanged, type UpdateOperator } from "./operator.ts";

/** Refuses a field that is no array. */
function itemsOf(value: unknown, operator: string, code = 2): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw documentError(code, `cannot apply ${operator} to a field of type ${typeOf(value)}: it must be an array`);
}

/** `$addToSet`: code 14 for an `$each` that is no array, 2 for anything beside `$each` and a field that is no array. */
export const addToSet: UpdateOperator = {
  parse: (operand): readonly unknown[] => {
    if (!isDocument(operand)) return [operand];
    const [first, ...others] = Object.keys(operand);
    if (first !== "$each") return [operand];
    const each = operand["$each"];
    if (!Array.isArray(each)) throw documentError(14, `the $each of $addToSet must be an array, not a ${typeOf(each)}`);
    if (others.length > 0) throw documentError(2, "$addToSet has nothing but $each");
    return each;
  },
  apply: (value, operand, { collation }, operator) => {
    const items = value === undefined ? [] : itemsOf(value, operator);
    const result = [...items];
    for (const item of operand as readonly unknown[]) {
      if (!result.some((other) => equals(other, item, collation.order))) result.push(item);
    }
    return value !== undefined && result.length === items.length ? unchanged : result;
  },
};

/** `$pop`: code 9 for an operand other than 1 (the last item) and -1 (the first), 14 for a field that is no array. */
export const pop: UpdateOperator = {
  creates: false,
  parse: (operand): number => {
    const whole = wholeNumber(operand);
    if (whole !== 1n && whole !== -1n) throw documentError(9, `$pop expects 1 or -1, found another ${typeOf(operand)}`);
    return toDouble(operand as NumberValue);
  },
  apply: (value, operand, _settings, operator) => {
    const items = itemsOf(value, operator, 14);
    if (items.length === 0) return unchanged;
    return operand === 1 ? items.slice(0, -1) : items.slice(1);
  },
};

/**
 * What `$pull` removes: items that are equal to a value, that pass the tests of operators, or documents that match a
 * filter.
 */
export type Pull =
  | { readonly form: "value"; readonly value: unknown }
  | { readonly form: "item" | "document"; readonly filter: Filter };

/** `$pull`: code 2 for a field that is no array, and the codes of filters. */
export const pull: UpdateOperator = {
  creates: false,
  parse: (operand, _path, _operator, scope): Pull => {
    if (isItemFilter(operand)) return { form: "item", filter: parseItemFilter(operand, scope, noFeatures) };
    if (isDocument(operand)) return { form: "document", filter: parseFilter(operand, scope, noFeatures) };
    return { form: "value", value: operand };
  },
  apply: (value, operand, settings, operator) =>
    without(itemsOf(value, operator), (item) => isPulled(operand as Pull, item, settings)),
};

function isPulled(pulled: Pull, item: unknown, settings: QuerySettings): boolean {
  if (pulled.form === "value") return equals(item, pulled.value, settings.collation.order);
  return (pulled.form === "item" || isDocument(item)) && matchesValue(pulled.filter, item, settings);
}

/** `$pullAll`: code 2 for an operand and a field that is no array. */
export const pullAll: UpdateOperator = {
  creates: false,
  parse: (operand): readonly unknown[] => {
    if (!Array.isArray(operand)) throw documentError(2, `$pullAll needs an array, not a ${typeOf(operand)}`);
    return operand;
  },
  apply: (value, operand, { collation }, operator) =>
    without(itemsOf(value, operator), (item) =>
      (operand as readonly unknown[]).some((other) => equals(item, other, collation.order)),
    ),
};

function without(items: readonly unknown[], isRemoved: (item: unknown) => boolean): unknown {
  const kept = items.filter((item) => !isRemoved(item));
  return kept.length === items.length ? unchanged : kept;
}
