import { documentError } from "../errors.ts";
import type { QuerySettings } from "../settings.ts";
import { compare } from "../values/compare.ts";
import { isDocument, isNullish, setField, typeOf, type Document } from "../values/types.ts";
import { valueKey } from "../values/value-key.ts";
import { averageFold, deviationFold, sumFold } from "./number-folds.ts";
import { percentileFold } from "./percentile-fold.ts";

/** Takes values one by one and has a result at any time. */
export interface Fold {
  /** Takes a value; `undefined` is the missing one. Throws what the operator throws. */
  add(value: unknown): void;
  result(): unknown;
}

/** What folds need beside the values. */
export interface FoldOptions {
  /** Its collation says how strings compare. */
  readonly settings: QuerySettings;
  /** How many values `$firstN` and the like keep; 1 when it is left out. */
  readonly n?: number;
  /** Of `$percentile`, each from 0 to 1. */
  readonly p?: readonly number[];
  /** Of `$percentile` and `$median`; `approximate`, the default, counts as `discrete`. */
  readonly method?: "approximate" | "discrete" | "continuous";
}

/** Keeps the value that comes first in the order; null and missing do not count. */
function extremeFold(sign: 1 | -1, { settings }: FoldOptions): Fold {
  let best: unknown = null;
  return {
    add(value) {
      if (isNullish(value)) return;
      if (best === null || compare(value, best, settings.collation.order) * sign < 0) best = value;
    },
    result: () => best,
  };
}

/** Keeps the first `n` in the order; null and missing do not count. Equal ones stay as they came. */
function extremesFold(sign: 1 | -1, { settings, n = 1 }: FoldOptions): Fold {
  const kept: unknown[] = [];
  return {
    add(value) {
      if (isNullish(value)) return;
      let [low, high] = [0, kept.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(value, kept[middle], settings.collation.order) * sign < 0) high = middle;
        else low = middle + 1;
      }
      if (low >= n) return;
      kept.splice(low, 0, value);
      if (kept.length > n) kept.pop();
    },
    result: () => [...kept],
  };
}

/** Missing values count as null. */
function firstsFold({ n = 1 }: FoldOptions): Fold {
  const kept: unknown[] = [];
  return {
    add(value) {
      if (kept.length < n) kept.push(value ?? null);
    },
    result: () => [...kept],
  };
}

function lastsFold({ n = 1 }: FoldOptions): Fold {
  const kept: unknown[] = [];
  return {
    add(value) {
      kept.push(value ?? null);
      if (kept.length > n) kept.shift();
    },
    result: () => [...kept],
  };
}

/** Gives the items of arrays on. Throws 14 for what is no array. */
function itemsOf(operator: string, add: (item: unknown) => void): (value: unknown) => void {
  return (value) => {
    if (value === undefined) return;
    if (!Array.isArray(value)) throw documentError(14, `${operator} takes arrays, not ${typeOf(value)}`);
    value.forEach(add);
  };
}

function concatenateFold(): Fold {
  const items: unknown[] = [];
  return { add: itemsOf("$concatArrays", (item) => items.push(item)), result: () => [...items] };
}

function unionFold({ settings }: FoldOptions): Fold {
  const items = new Map<string, unknown>();
  const add = itemsOf("$setUnion", (item) => {
    const key = valueKey(item, settings.collation.key);
    if (!items.has(key)) items.set(key, item);
  });
  return { add, result: () => [...items.values()] };
}

function mergeFold(): Fold {
  const merged: Document = {};
  return {
    add(value) {
      if (isNullish(value)) return;
      if (!isDocument(value)) throw documentError(40400, `$mergeObjects takes objects, not ${typeOf(value)}`);
      for (const name of Object.keys(value)) setField(merged, name, value[name]);
    },
    result: () => ({ ...merged }),
  };
}

function medianFold({ method = "approximate" }: FoldOptions): Fold {
  const fold = percentileFold([0.5], method);
  return { add: fold.add, result: () => (fold.result() as readonly unknown[])[0] };
}

const folds: Readonly<Record<string, (options: FoldOptions) => Fold>> = {
  $sum: sumFold,
  $avg: averageFold,
  $min: (options) => extremeFold(1, options),
  $max: (options) => extremeFold(-1, options),
  $stdDevPop: () => deviationFold("population"),
  $stdDevSamp: () => deviationFold("sample"),
  $firstN: firstsFold,
  $lastN: lastsFold,
  $minN: (options) => extremesFold(1, options),
  $maxN: (options) => extremesFold(-1, options),
  $mergeObjects: mergeFold,
  $concatArrays: concatenateFold,
  $setUnion: unionFold,
  $percentile: ({ p = [], method = "approximate" }) => percentileFold(p, method),
  $median: medianFold,
};

/**
 * A fold for an operator, with its `$`, that accumulates: for `$group`, for windows and for the expressions of the same
 * name. It holds only what its result needs. Throws 168 for an operator that has none.
 */
export function foldOf(operator: string, options: FoldOptions): Fold {
  const make = Object.hasOwn(folds, operator) ? folds[operator] : undefined;
  if (make === undefined) throw documentError(168, `there is no accumulator of the name ${operator}`);
  return make(options);
}
