import { documentError } from "../../errors.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { isDocument } from "../../values/types.ts";
import { parseAccumulatedField } from "../accumulators/registry.ts";
import { isCompiled } from "../compiled-groups.ts";
import { parseSort } from "../sort.ts";
import type { StageParser } from "../stage-parser.ts";
import { groupStage } from "./group.ts";
import { sortStage } from "./sort.ts";

/**
 * Reads a `$sortByCount`, which is short for a `$group` that counts and a `$sort`. Codes: 40149 what is neither a string
 * nor a document, 40148 a string without `$`, 40147 a document that is no expression.
 */
export const parseSortByCount: StageParser = (value, context) => {
  const { scope } = context;
  if (typeof value === "string") {
    if (!value.startsWith("$")) throw documentError(40148, "the path of $sortByCount must begin with $");
  } else if (isDocument(value)) {
    if (!Object.keys(value)[0]?.startsWith("$")) throw documentError(40147, "$sortByCount needs an expression");
  } else throw documentError(40149, "$sortByCount needs a path or an expression");
  const id = parseExpression(value, scope);
  const fields = [parseAccumulatedField("count", { $sum: 1 }, scope)];
  return [groupStage(id, fields, isCompiled(context, id, fields)), sortStage(parseSort({ count: -1 }))];
};
