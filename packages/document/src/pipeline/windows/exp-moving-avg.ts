import { Double } from "bson";
import { documentError } from "../../errors.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import {
  calculate,
  compareNumbers,
  divide,
  isNumber,
  numberType,
  toDouble,
  type NumberValue,
} from "../../values/numbers.ts";
import { fieldOf, isDocument } from "../../values/types.ts";
import { writeDecimal, decimalOfBigInt } from "../../values/decimal.ts";
import { wholePart } from "../whole-part.ts";
import { valuesIn } from "./partition.ts";
import { operandOf, type WindowFunctionParser } from "./window-function.ts";

/** `$expMovingAvg: { input, N }` or `{ input, alpha }`. Code 9 for all that is wrong with it. */
export const expMovingAvg: WindowFunctionParser = (given) => {
  const { operator, spec, scope, sortBy } = given;
  const operand = operandOf(given);
  if (Object.keys(spec).length !== 1 || !isDocument(operand)) throw documentError(9, `${operator} takes one document`);
  if (Object.keys(operand).length !== 2 || fieldOf(operand, "input") === undefined) {
    throw documentError(9, `${operator} needs input, and N or alpha`);
  }
  if (sortBy === undefined) throw documentError(9, `${operator} needs a sortBy`);
  const input = parseExpression(operand["input"], scope);
  const alpha = readAlpha(operator, fieldOf(operand, "N"), fieldOf(operand, "alpha"));
  return {
    operator,
    bounds: undefined,
    evaluate: (partition) => {
      let average: NumberValue | undefined;
      return valuesIn(partition, input).map((value) => {
        if (isNumber(value)) average = average === undefined ? value : mix(value, average, alpha);
        if (average === undefined) return null;
        return numberType(average) === "decimal" ? average : new Double(toDouble(average));
      });
    },
  };
};

/** The new value's share, a decimal. */
function readAlpha(operator: string, count: unknown, alpha: unknown): NumberValue {
  const whole = (value: bigint): NumberValue => writeDecimal(decimalOfBigInt(value));
  if (count !== undefined) {
    if (!isNumber(count) || !Number.isInteger(toDouble(count)))
      throw documentError(9, `${operator}.N must be a whole number`);
    if (wholePart(count) <= 0) throw documentError(9, `${operator}.N must be above 0`);
    return divide(whole(2n), whole(BigInt(wholePart(count)) + 1n));
  }
  if (!isNumber(alpha)) throw documentError(9, `${operator} needs N or alpha, a number`);
  if (compareNumbers(alpha, 0) <= 0 || compareNumbers(alpha, 1) >= 0) {
    throw documentError(9, `${operator}.alpha must be between 0 and 1`);
  }
  return alpha;
}

/** Once a decimal has come, all is decimal. */
function mix(value: NumberValue, average: NumberValue, alpha: NumberValue): NumberValue {
  if (numberType(value) !== "decimal" && numberType(average) !== "decimal") {
    const share = toDouble(alpha);
    return new Double(toDouble(value) * share + toDouble(average) * (1 - share));
  }
  const one = writeDecimal(decimalOfBigInt(1n));
  const rest = calculate("subtract", one, alpha) as NumberValue;
  return calculate(
    "add",
    calculate("multiply", value, alpha) as NumberValue,
    calculate("multiply", average, rest) as NumberValue,
  ) as NumberValue;
}
