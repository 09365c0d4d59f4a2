import { Decimal128, Double } from "bson";
import { foldOf } from "../../expression/accumulator-values.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import {
  calculate,
  divide,
  isNumber,
  numberType,
  toDecimal,
  toDouble,
  type NumberValue,
} from "../../values/numbers.ts";
import { framesOf, overFrames } from "./frames.ts";
import { valuesIn, type Partition } from "./partition.ts";
import { wholePartition } from "./window-bounds.ts";
import { operandOf, windowOf, type WindowFunctionParser } from "./window-function.ts";

type Pair = readonly [NumberValue, NumberValue];

/** `$covariancePop` and `$covarianceSamp` of arrays of two numbers; anything else does not count. */
export function covariance(sample: boolean): WindowFunctionParser {
  return (given) => {
    const input = parseExpression(operandOf(given), given.scope);
    const bounds = windowOf(given) ?? wholePartition;
    return {
      operator: given.operator,
      bounds,
      evaluate: (partition) => {
        const pairs = valuesIn(partition, input).map(pairOf);
        const frames = framesOf(partition, bounds);
        return overFrames(frames, (first, last) => covarianceOf(pairs.slice(first, last + 1), sample, partition), null);
      },
    };
  };
}

function pairOf(value: unknown): Pair | undefined {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber) ? (value as unknown as Pair) : undefined;
}

/** Welford's way: the sum of the products of a value's distances from the means before and after it. */
function covarianceOf(pairs: readonly (Pair | undefined)[], sample: boolean, { settings }: Partition): unknown {
  const [meanX, meanY, products] = ["$avg", "$avg", "$sum"].map((operator) => foldOf(operator, { settings })) as [
    ReturnType<typeof foldOf>,
    ReturnType<typeof foldOf>,
    ReturnType<typeof foldOf>,
  ];
  let count = 0;
  for (const pair of pairs) {
    if (pair === undefined) continue;
    if (!pair.every(isFinite)) {
      products.add(notFinite(pair));
      continue;
    }
    const before = meanX.result();
    meanX.add(pair[0]);
    meanY.add(pair[1]);
    count++;
    if (!isNumber(before)) continue;
    const fromX = calculate("subtract", pair[0], before) as NumberValue;
    const fromY = calculate("subtract", pair[1], meanY.result() as NumberValue) as NumberValue;
    products.add(calculate("multiply", fromX, fromY));
  }
  if (count === 1 && !sample) return new Double(0);
  const divisor = sample ? count - 1 : count;
  if (divisor <= 0) return null;
  const sum = products.result() as NumberValue;
  return numberType(sum) === "decimal" ? divide(sum, new Double(divisor)) : new Double(toDouble(sum) / divisor);
}

const isFinite = (value: NumberValue): boolean =>
  numberType(value) === "decimal" ? toDecimal(value).special === undefined : Number.isFinite(toDouble(value));

/** What a pair with a number that is not finite adds: NaN for NaN or for opposite signs, else that number. */
function notFinite(pair: Pair): NumberValue {
  const isDecimal = pair.some((value) => numberType(value) === "decimal");
  const signs = pair.filter((value) => !isFinite(value)).map((value) => toDouble(value));
  const result = signs.every((value) => value === signs[0]) ? (signs[0] as number) : Number.NaN;
  return isDecimal ? Decimal128.fromString(String(result)) : new Double(result);
}
