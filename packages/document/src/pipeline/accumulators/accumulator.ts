import type { Expression, ExpressionScope } from "../../expression/expression.ts";
import type { QuerySettings } from "../../settings.ts";
import type { Document } from "../../values/types.ts";
import type { Sort } from "../sort.ts";

/** An accumulator of `$group`, `$bucket`, `$bucketAuto` or `$setWindowFields`, parsed and checked. */
export interface Accumulator {
  /** With its `$`. */
  readonly operator: string;
  /** What is taken of each document. */
  readonly input: Expression;
  /** How many values `$firstN`, `$topN` and the like keep; evaluated on the group's key. */
  readonly n?: Expression;
  /** The order of `$top`, `$bottom` and the like. */
  readonly sortBy?: Sort;
  /** The `p` of `$percentile`. */
  readonly percentiles?: readonly number[];
  /** Begins a group. `n` has been checked. */
  readonly start: (accumulator: Accumulator, group: GroupContext) => AccumulatorState;
}

/** What a group knows when it begins. */
export interface GroupContext {
  readonly settings: QuerySettings;
  /** The value of the accumulator's `n`; 1 for accumulators without. */
  readonly n: number;
}

/** One group's accumulator at work. */
export interface AccumulatorState {
  /** Takes the input's value of a document. */
  add(value: unknown, document: Document): void;
  /** `undefined` where it has nothing to give. */
  result(): unknown;
}

/** Reads the operand of one accumulator. */
export type AccumulatorParser = (operator: string, operand: unknown, scope: ExpressionScope) => Accumulator;
