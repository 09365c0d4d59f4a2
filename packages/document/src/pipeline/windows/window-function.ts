import { documentError } from "../../errors.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import type { Document } from "../../values/types.ts";
import type { Sort } from "../sort.ts";
import type { Partition } from "./partition.ts";
import { parseWindowBounds, type WindowBounds } from "./window-bounds.ts";

/** A function of `$setWindowFields`, parsed and checked. */
export interface WindowFunction {
  /** With its `$`. */
  readonly operator: string;
  /** `undefined` for a function that has no window of its own. */
  readonly bounds: WindowBounds | undefined;
  /** Its value for every document of a partition, in order; `undefined` where the field is to be left out. */
  evaluate(partition: Partition): readonly unknown[];
}

/** What a window function is read from. */
export interface WindowSpec {
  /** With its `$`. */
  readonly operator: string;
  /** `{ $function: operand, window }`. */
  readonly spec: Document;
  /** That of the `$setWindowFields`. */
  readonly sortBy: Sort | undefined;
  readonly scope: ExpressionScope;
}

/** Reads one window function. */
export type WindowFunctionParser = (given: WindowSpec) => WindowFunction;

/** The function's operand. */
export function operandOf({ spec, operator }: WindowSpec): unknown {
  return spec[operator];
}

/** Reads `window`, which may be missing; code 9 for any other field beside the function. */
export function windowOf({ spec, operator, sortBy, scope }: WindowSpec): WindowBounds | undefined {
  let bounds: WindowBounds | undefined;
  for (const [name, value] of Object.entries(spec)) {
    if (name === "window") bounds = parseWindowBounds(value, sortBy, scope);
    else if (name !== operator) throw unknownArgument(operator, name);
  }
  return bounds;
}

/** Refuses a `window` as well, with code 9: for functions that look where they must. */
export function withoutWindow({ spec, operator }: WindowSpec): void {
  for (const name of Object.keys(spec)) if (name !== operator) throw unknownArgument(operator, name);
}

/** The error for a field that a function does not know. */
export function unknownArgument(operator: string, name: string): Error {
  return documentError(9, `${operator} has no argument ${JSON.stringify(name)} here`);
}
