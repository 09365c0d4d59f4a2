import { Int32 } from "bson";
import { compare } from "../../values/compare.ts";
import { argument, type Definitions, type PositionalDefinition } from "../definition.ts";

/** Compares two values of any types; the collation says how strings compare. */
function comparison(result: (order: number) => unknown): PositionalDefinition {
  return {
    min: 2,
    max: 2,
    folding: "kept",
    evaluate: (call, context) => {
      const { order } = context.settings.collation;
      return result(compare(argument(call, 0, context), argument(call, 1, context), order));
    },
  };
}

/** `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte` and `$cmp`. */
export const comparisons: Definitions = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => new Int32(Math.sign(order))),
};
