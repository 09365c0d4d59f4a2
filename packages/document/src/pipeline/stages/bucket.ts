import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import type { Call, Expression, ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { compare, typeRank } from "../../values/compare.ts";
import { isDocument } from "../../values/types.ts";
import { parseAccumulatedField, type AccumulatedField } from "../accumulators/registry.ts";
import { isCompiled } from "../compiled-groups.ts";
import { parseSort } from "../sort.ts";
import type { StageParser } from "../stage-parser.ts";
import { groupStage } from "./group.ts";
import { sortStage } from "./sort.ts";

/** What an option of a `$bucket` is read into. */
interface BucketOptions {
  groupBy?: Expression;
  boundaries?: readonly unknown[];
  fallback?: { readonly value: unknown };
  output?: readonly AccumulatedField[];
}

type OptionReader = (value: unknown, scope: ExpressionScope, into: BucketOptions) => void;

const options: Readonly<Record<string, OptionReader>> = {
  groupBy: (value, scope, into) => {
    const call = isDocument(value) && Object.keys(value)[0]?.startsWith("$") === true;
    if (!call && !(typeof value === "string" && value.startsWith("$"))) {
      throw documentError(40202, "$bucket.groupBy must be a path with $ or an expression");
    }
    into.groupBy = parseExpression(value, scope);
  },
  boundaries: (value, scope, into) => {
    if (!Array.isArray(value)) throw documentError(40200, "$bucket.boundaries must be an array");
    into.boundaries = checkBoundaries(value.map((item: unknown) => constant(item, scope, 40191, "boundaries")));
  },
  default: (value, scope, into) => {
    into.fallback = { value: constant(value, scope, 40195, "default") };
  },
  output: (value, scope, into) => {
    if (!isDocument(value)) throw documentError(40196, "$bucket.output must be a document");
    into.output = Object.entries(value).map(([field, given]) => parseAccumulatedField(field, given, scope));
  },
};

function constant(value: unknown, scope: ExpressionScope, code: number, option: string): unknown {
  const expression = parseExpression(value, scope);
  if (expression.kind !== "literal") throw documentError(code, `$bucket.${option} must be constant`);
  return expression.value;
}

function checkBoundaries(boundaries: readonly unknown[]): readonly unknown[] {
  if (boundaries.length < 2) throw documentError(40192, "$bucket.boundaries must have at least 2 values");
  for (let n = 1; n < boundaries.length; n++) {
    const [lower, upper] = [boundaries[n - 1], boundaries[n]];
    if (typeRank(lower) !== typeRank(upper)) throw documentError(40193, "$bucket.boundaries must be of one type");
    if (compare(lower, upper) >= 0) throw documentError(40194, "$bucket.boundaries must ascend");
  }
  return boundaries;
}

/**
 * Reads a `$bucket`, which is short for a `$group` by the boundary at or below a value and a `$sort`. Codes: 40201 no
 * document, 40197 an unknown option, 40198 without `groupBy` or `boundaries`, 40202, 40200, 40191 to 40196 for what is
 * wrong with an option, 40199 for a default within the boundaries. A value without bucket throws 40066, or 7158303 where
 * MongoDB compiles the group.
 */
export const parseBucket: StageParser = (value, context) => {
  const { scope } = context;
  if (!isDocument(value)) throw documentError(40201, "$bucket needs a document");
  const read: BucketOptions = {};
  for (const [name, given] of Object.entries(value)) {
    const reader = Object.hasOwn(options, name) ? options[name] : undefined;
    if (reader === undefined) throw documentError(40197, `$bucket has no option ${JSON.stringify(name)}`);
    reader(given, scope, read);
  }
  const { groupBy, boundaries, fallback } = read;
  if (groupBy === undefined || boundaries === undefined) {
    throw documentError(40198, "$bucket needs groupBy and boundaries");
  }
  if (fallback !== undefined && typeRank(fallback.value) === typeRank(boundaries[0])) {
    if (compare(fallback.value, boundaries[0]) >= 0 && compare(fallback.value, boundaries.at(-1)) < 0) {
      throw documentError(40199, "$bucket.default lies within the boundaries");
    }
  }
  const output = read.output ?? [parseAccumulatedField("count", { $sum: 1 }, scope)];
  const id = bucketOf(groupBy, boundaries, fallback);
  return [groupStage(id, output, isCompiled(context, id, output)), sortStage(parseSort({ _id: 1 }))];
};

/** The expression for the boundary that a value belongs to: a `$switch`. */
function bucketOf(groupBy: Expression, boundaries: readonly unknown[], fallback: BucketOptions["fallback"]): Call {
  const literals = boundaries.map((value): Expression => ({ kind: "literal", value }));
  return {
    kind: "call",
    operator: "$bucket",
    args: [groupBy, ...literals],
    named: fallback === undefined ? {} : { default: { kind: "literal", value: fallback.value } },
    evaluate: (_call, context) => {
      const value = evaluateExpression(groupBy, context);
      const { order } = context.settings.collation;
      const above = boundaries.findIndex((boundary) => compare(value, boundary, order) < 0);
      if (above > 0) return boundaries[above - 1];
      if (fallback !== undefined) return fallback.value;
      throw documentError(40066, "a value is in no bucket, and $bucket has no default");
    },
  };
}
