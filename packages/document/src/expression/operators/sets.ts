import { documentError } from "../../errors.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";
import { argument, argumentValues, unary, type Definitions, type PositionalDefinition } from "../definition.ts";
import type { ExpressionContext } from "../expression.ts";
import { isTrue } from "../truth.ts";

/** The items of an array by their keys, each the first of those that are equal. */
type Items = ReadonlyMap<string, unknown>;

function itemsOf(operator: string, code: number, value: unknown, context: ExpressionContext): Items {
  if (!Array.isArray(value)) throw documentError(code, `${operator} takes arrays, not ${typeOf(value)}`);
  const items = new Map<string, unknown>();
  for (const item of value) {
    const key = valueKey(item, context.settings.collation.key);
    if (!items.has(key)) items.set(key, item);
  }
  return items;
}

/** Joins arrays one after the other; the first that is null or missing makes the result null. */
function joining(operator: string, code: number, join: (sets: readonly Items[]) => unknown[]): PositionalDefinition {
  return {
    min: 0,
    max: Infinity,
    folding: "kept",
    evaluate: (call, context) => {
      const sets: Items[] = [];
      for (const value of argumentValues(call, context)) {
        if (isNullish(value)) return null;
        sets.push(itemsOf(operator, code, value, context));
      }
      return join(sets);
    },
  };
}

const union = (sets: readonly Items[]): unknown[] => {
  const all = new Map<string, unknown>();
  for (const set of sets) for (const [key, item] of set) if (!all.has(key)) all.set(key, item);
  return [...all.values()];
};

const intersection = ([first, ...others]: readonly Items[]): unknown[] =>
  [...(first ?? [])].filter(([key]) => others.every((set) => set.has(key))).map(([, item]) => item);

const isSubset = (left: Items, right: Items): boolean => [...left.keys()].every((key) => right.has(key));

function truths(operator: string, code: number, test: (items: unknown[]) => boolean): PositionalDefinition {
  return unary((value) => {
    if (!Array.isArray(value)) throw documentError(code, `${operator} takes an array, not ${typeOf(value)}`);
    return test(value);
  });
}

/** The operators that take arrays for sets, and `$allElementsTrue` and `$anyElementTrue`. */
export const sets: Definitions = {
  $setUnion: joining("$setUnion", 17043, union),
  $setIntersection: joining("$setIntersection", 17047, intersection),
  $setDifference: {
    min: 2,
    max: 2,
    folding: "kept",
    evaluate: (call, context) => {
      const [left, right] = argumentValues(call, context);
      if (isNullish(left) || isNullish(right)) return null;
      const kept = itemsOf("$setDifference", 17048, left, context);
      const removed = itemsOf("$setDifference", 17049, right, context);
      return [...kept].filter(([key]) => !removed.has(key)).map(([, item]) => item);
    },
  },
  $setEquals: {
    min: 2,
    max: Infinity,
    countCode: 17045,
    folding: "kept",
    evaluate: (call, context) => {
      const all = argumentValues(call, context).map((value) => itemsOf("$setEquals", 5887502, value, context));
      const first = all[0] as Items;
      return all.every((set) => set.size === first.size && isSubset(set, first));
    },
  },
  $setIsSubset: {
    min: 2,
    max: 2,
    folding: "kept",
    evaluate: (call, context) => {
      const left = itemsOf("$setIsSubset", 17046, argument(call, 0, context), context);
      return isSubset(left, itemsOf("$setIsSubset", 17042, argument(call, 1, context), context));
    },
  },
  $allElementsTrue: truths("$allElementsTrue", 17040, (items) => items.every(isTrue)),
  $anyElementTrue: truths("$anyElementTrue", 17041, (items) => items.some(isTrue)),
};
