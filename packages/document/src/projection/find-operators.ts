import { documentError } from "../errors.ts";
import { noFeatures } from "../filter/filter-context.ts";
import type { ElemMatchFilter } from "../filter/match.ts";
import { parseItemFilter } from "../filter/parse-filter.ts";
import type { Path } from "../path.ts";
import { isNumber, toDouble, type NumberValue } from "../values/numbers.ts";
import { isDocument, typeOf } from "../values/types.ts";
import type { ProjectionContext } from "./projection-context.ts";

/** Reads an operator of a find's projection; gives `false` when it is an expression of the same name. */
type FindOperator = (path: Path, operand: unknown, context: ProjectionContext) => boolean;

/** The operators that only the projection of a find has. */
export const findOperators: Readonly<Record<string, FindOperator>> = {
  $slice: (path, operand, context) => {
    const slice = sliceOf(operand);
    if (slice === undefined) return false;
    context.tree.add(path, { kind: "slice", ...slice });
    context.slice = true;
    return true;
  },
  $elemMatch: (path, operand, context) => {
    if (!isDocument(operand)) throw documentError(31_274, `$elemMatch needs a document, not a ${typeOf(operand)}`);
    if (context.positional !== undefined) {
      throw documentError(31_255, "a projection cannot have both a positional $ and $elemMatch");
    }
    if (path.length > 1) throw documentError(31_275, "$elemMatch of a projection cannot be on a nested field");
    const filter = parseItemFilter({ $elemMatch: operand }, context.scope, noFeatures) as ElemMatchFilter;
    context.elemMatch = true;
    context.tree.add(path, { kind: "elemMatch", filter });
    return true;
  },
};

/** A count of items, or how many to skip and how many to take; anything else is the expression `$slice`. */
function sliceOf(operand: unknown): { skip: number | undefined; limit: number } | undefined {
  if (isNumber(operand)) return { skip: undefined, limit: wholeOf(operand) };
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumber)) return undefined;
  const [skip, limit] = (operand as NumberValue[]).map(wholeOf) as [number, number];
  return limit > 0 ? { skip, limit } : undefined;
}

/** Cut to a whole number of 32 bits, NaN to 0. */
function wholeOf(value: NumberValue): number {
  const double = toDouble(value);
  return Number.isNaN(double) ? 0 : Math.trunc(Math.max(-2_147_483_648, Math.min(2_147_483_647, double)));
}
