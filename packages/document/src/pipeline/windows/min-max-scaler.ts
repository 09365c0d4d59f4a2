import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import type { Expression, ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { calculate, compareNumbers, divide, isNumber, toDouble, type NumberValue } from "../../values/numbers.ts";
import { isDocument } from "../../values/types.ts";
import { framesOf } from "./frames.ts";
import { valuesIn } from "./partition.ts";
import { wholePartition, type WindowBounds } from "./window-bounds.ts";
import { operandOf, unknownArgument, windowOf, type WindowFunctionParser } from "./window-function.ts";

/**
 * `$minMaxScaler: { input, min, max }`: where a value lies between the least and the greatest of its window, from `min`
 * (else 0) to `max` (else 1). Code 9 for what is wrong with it, a window without the document itself included; 10487001
 * for a value that is no number.
 */
export const minMaxScaler: WindowFunctionParser = (given) => {
  const { operator, scope } = given;
  const bounds = windowOf(given) ?? wholePartition;
  checkBounds(operator, bounds);
  const operand = operandOf(given);
  if (!isDocument(operand)) throw documentError(9, `${operator} needs a document`);
  let input: Expression | undefined;
  const limits: { min?: NumberValue; max?: NumberValue } = {};
  for (const [name, value] of Object.entries(operand)) {
    if (name === "input") input = parseExpression(value, scope);
    else if (name === "min" || name === "max") limits[name] = readLimit(operator, name, value, scope);
    else throw unknownArgument(operator, name);
  }
  if (input === undefined) throw documentError(9, `${operator} needs input`);
  if ((limits.min === undefined) !== (limits.max === undefined)) {
    throw documentError(9, `${operator} needs both min and max, or neither`);
  }
  const { min = new Int32(0), max = new Int32(1) } = limits;
  if (compareNumbers(min, max) >= 0) throw documentError(9, `${operator}.max must be above min`);
  const expression = input;
  return {
    operator,
    bounds,
    evaluate: (partition) => {
      const values = valuesIn(partition, expression);
      return framesOf(partition, bounds).map((frame, n) => {
        const window = (frame === undefined ? [] : values.slice(frame[0], frame[1] + 1)).map(checkNumber);
        return scale(checkNumber(values[n]), window, min, max);
      });
    },
  };
};

function checkBounds(operator: string, { lower, upper }: WindowBounds): void {
  const wrong = (isNumber(lower) && toDouble(lower) > 0) || (isNumber(upper) && toDouble(upper) < 0);
  if (wrong) throw documentError(9, `the window of ${operator} must have the document itself`);
}

function readLimit(operator: string, name: string, value: unknown, scope: ExpressionScope): NumberValue {
  const expression = parseExpression(value, scope);
  if (expression.kind !== "literal" || !isNumber(expression.value)) {
    throw documentError(9, `${operator}.${name} must be a constant number`);
  }
  return expression.value;
}

function checkNumber(value: unknown): NumberValue {
  if (!isNumber(value)) throw documentError(10487001, "the input of $minMaxScaler must be a number");
  return value;
}

function scale(value: NumberValue, window: readonly NumberValue[], min: NumberValue, max: NumberValue): NumberValue {
  const least = window.reduce((left, right) => (compareNumbers(right, left) < 0 ? right : left), value);
  const greatest = window.reduce((left, right) => (compareNumbers(right, left) > 0 ? right : left), value);
  if (compareNumbers(least, greatest) === 0) return min;
  const subtract = (left: NumberValue, right: NumberValue): NumberValue =>
    calculate("subtract", left, right) as NumberValue;
  const share = divide(subtract(value, least), subtract(greatest, least));
  const scaled = calculate("multiply", share, subtract(max, min)) as NumberValue;
  return calculate("add", scaled, min) as NumberValue;
}
