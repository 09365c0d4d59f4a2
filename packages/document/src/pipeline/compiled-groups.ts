import { DatabaseError } from "@db/core";
import { documentError } from "../errors.ts";
import type { Expression } from "../expression/expression.ts";
import { typeOf } from "../values/types.ts";
import type { AccumulatedField } from "./accumulators/registry.ts";
import type { ParseContext } from "./stage-parser.ts";

/**
 * MongoDB compiles a `$group` together with what precedes it where it can, and such groups differ from others: in the
 * codes of errors and in what becomes of MinKey and MaxKey.
 */

/** The codes that compiled expressions have where plain ones have others, by operator. */
const codes: Readonly<Record<string, readonly (readonly [plain: number, compiled: number])[]>> = {
  $abs: [[28765, 7157700]],
  $add: [
    [14, 7157723],
    [16612, 7157722],
  ],
  $anyElementTrue: [[17041, 7158300]],
  $arrayToObject: [[40386, 5153200]],
  $bsonSize: [[31393, 7158301]],
  $bucket: [[40066, 7158303]],
  $ceil: [[28765, 7157702]],
  $concat: [[16702, 7158201]],
  $concatArrays: [[28664, 7158000]],
  $divide: [
    [2, 4848401],
    [14, 7157719],
  ],
  $exp: [[28765, 7157704]],
  $floor: [[28765, 7157703]],
  $in: [[40081, 5153700]],
  $ln: [
    [28765, 7157705],
    [28766, 7157706],
  ],
  $log10: [
    [28765, 7157707],
    [28761, 7157708],
  ],
  $mod: [
    [16610, 4848403],
    [16611, 7157718],
  ],
  $multiply: [[14, 7157721]],
  $objectToArray: [[40390, 5153215]],
  $split: [
    [40085, 7158202],
    [40086, 7158203],
    [40087, 7158204],
  ],
  $sqrt: [
    [28765, 7157709],
    [28714, 7157710],
  ],
  $strLenBytes: [[34473, 5155800]],
  $subtract: [[14, 7157720]],
  $switch: [[40066, 7158303]],
};

/** The stages that are compiled together with a group after them. */
const compiledBefore: ReadonlySet<string> = new Set(["$match", "$sort", "$limit", "$skip", "$group", "$lookup"]);

/** Accumulators and operators with which a group is not compiled. */
const notCompiled: ReadonlySet<string> = new Set([
  "$allElementsTrue",
  "$arrayElemAt",
  "$binarySize",
  "$bitAnd",
  "$bitNot",
  "$bitOr",
  "$bitXor",
  "$convert",
  "$first",
  "$indexOfArray",
  "$last",
  "$log",
  "$map",
  "$reduce",
  "$strLenCP",
  "$strcasecmp",
  "$substrBytes",
  "$substrCP",
  "$type",
  "$zip",
]);

const uncompiledAccumulators: ReadonlySet<string> = new Set(["$percentile", "$median"]);

/** Whether MongoDB compiles a group at this place of a pipeline. */
export function isCompiled(
  { place, before }: ParseContext,
  id: Expression,
  fields: readonly AccumulatedField[],
): boolean {
  const expressions = [id, ...fields.map(([, { input }]) => input)];
  return (
    place === "top" &&
    before.every((name) => compiledBefore.has(name)) &&
    !fields.some(([, { operator }]) => uncompiledAccumulators.has(operator)) &&
    !expressions.some((expression) => operatorsOf(expression).some((operator) => notCompiled.has(operator)))
  );
}

/** Evaluates expressions with the codes of compiled ones. */
export function compiledEvaluation<T>(expressions: readonly Expression[], evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    for (const operator of expressions.flatMap(operatorsOf)) {
      const found = Object.hasOwn(codes, operator) ? codes[operator] : undefined;
      const compiled = found?.find(([plain]) => plain === error.nativeCode)?.[1];
      if (compiled !== undefined) throw documentError(compiled, `${operator} cannot take a value`);
    }
    throw error;
  }
}

/** The operators in an expression, from outside in. */
function operatorsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "call":
      return [
        expression.operator,
        ...[...expression.args, ...Object.values(expression.named)].flatMap((argument) => operatorsOf(argument)),
      ];
    case "array":
      return expression.items.flatMap((item) => operatorsOf(item));
    case "object":
      return expression.fields.flatMap(([, value]) => operatorsOf(value));
    default:
      return [];
  }
}

/** The accumulators whose value is an array that they make. */
const arrayMakers: ReadonlySet<string> = new Set([
  "$addToSet",
  "$bottomN",
  "$concatArrays",
  "$firstN",
  "$lastN",
  "$maxN",
  "$minN",
  "$push",
  "$setUnion",
  "$topN",
]);

/**
 * A value as it comes out of a compiled group: MinKey and MaxKey as a document with one field of an empty name, also as
 * items of an array that `operator` makes.
 */
export function compiledResult(value: unknown, operator?: string): unknown {
  if (Array.isArray(value) && operator !== undefined && arrayMakers.has(operator)) {
    return value.map((item: unknown) => compiledResult(item));
  }
  const type = typeOf(value);
  return type === "minKey" || type === "maxKey" ? { "": value } : value;
}
