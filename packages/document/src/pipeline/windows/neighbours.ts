import { documentError } from "../../errors.ts";
import type { Expression } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { compare } from "../../values/compare.ts";
import { calculate, divide, isNumber, wholeInt32, type NumberValue } from "../../values/numbers.ts";
import { isDocument, isNullish, typeOf } from "../../values/types.ts";
import { sortValues, valuesIn } from "./partition.ts";
import { subtractValues } from "./value-math.ts";
import { operandOf, unknownArgument, withoutWindow, type WindowFunctionParser } from "./window-function.ts";

/** `$shift: { output, by, default }`: the value of the document so many places on. Code 9 for all that is wrong with it. */
export const shift: WindowFunctionParser = (given) => {
  const { operator, scope, sortBy } = given;
  withoutWindow(given);
  const operand = operandOf(given);
  if (!isDocument(operand)) throw documentError(9, `${operator} needs a document`);
  let output: Expression | undefined;
  let by: number | undefined;
  let fallback: unknown = null;
  for (const [name, value] of Object.entries(operand)) {
    if (name === "output") output = parseExpression(value, scope);
    else if (name === "by") {
      by = wholeInt32(value);
      if (by === undefined) throw documentError(9, `${operator}.by must be a whole number`);
    } else if (name === "default") {
      const expression = parseExpression(value, scope);
      if (expression.kind !== "literal") throw documentError(9, `${operator}.default must be constant`);
      fallback = expression.value;
    } else throw unknownArgument(operator, name);
  }
  if (output === undefined || by === undefined) throw documentError(9, `${operator} needs output and by`);
  if (sortBy === undefined) throw documentError(9, `${operator} needs a sortBy`);
  const [expression, offset] = [output, by];
  return {
    operator,
    bounds: undefined,
    evaluate: (partition) => {
      const values = valuesIn(partition, expression);
      return values.map((_, n) => (n + offset >= 0 && n + offset < values.length ? values[n + offset] : fallback));
    },
  };
};

/** `$locf`: the last value that is neither null nor missing. */
export const locf: WindowFunctionParser = (given) => {
  withoutWindow(given);
  const input = parseExpression(operandOf(given), given.scope);
  return {
    operator: given.operator,
    bounds: undefined,
    evaluate: (partition) => {
      let last: unknown = null;
      return valuesIn(partition, input).map((value) => {
        if (!isNullish(value)) last = value;
        return last;
      });
    },
  };
};

/**
 * `$linearFill`: a value between the known ones around, as far along as the sort's value is. Codes: 605001 no sort by
 * one field, 14 a value of a wrong type, 6050106 a value of the sort that comes twice.
 */
export const linearFill: WindowFunctionParser = (given) => {
  const { operator, scope, sortBy } = given;
  withoutWindow(given);
  const input = parseExpression(operandOf(given), scope);
  if (sortBy?.length !== 1) throw documentError(605001, `${operator} needs a sortBy of one field`);
  return {
    operator,
    bounds: undefined,
    evaluate: (partition) => {
      const values = valuesIn(partition, input);
      const places = sortValues(partition);
      values.forEach((value, n) => checkPoint(value, places[n], n === 0 ? undefined : places[n - 1], n > 0));
      return values.map((value, n) => (isNullish(value) ? interpolate(values, places, n) : value));
    },
  };
};

function checkPoint(value: unknown, place: unknown, before: unknown, hasBefore: boolean): void {
  if (!isNumber(value) && !isNullish(value)) {
    throw documentError(14, `$linearFill fills numbers, not a value of type ${typeOf(value)}`);
  }
  if (!isNumber(place) && !(place instanceof Date)) {
    throw documentError(14, `$linearFill needs numbers or dates in the sortBy, not the type ${typeOf(place)}`);
  }
  if (!hasBefore) return;
  if (compare(place, before) === 0) throw documentError(6050106, "$linearFill needs values of the sortBy that differ");
  if (place instanceof Date !== before instanceof Date) {
    throw documentError(14, "$linearFill needs values of the sortBy of one type");
  }
}

function interpolate(values: readonly unknown[], places: readonly unknown[], n: number): unknown {
  const left = values.findLastIndex((value, at) => at < n && !isNullish(value));
  const right = values.findIndex((value, at) => at > n && !isNullish(value));
  if (left < 0 || right < 0) return null;
  const [from, to] = [values[left] as NumberValue, values[right] as NumberValue];
  const rise = calculate("subtract", to, from) as NumberValue;
  const slope = divide(rise, subtractValues(places[right], places[left]));
  const run = subtractValues(places[n], places[left]);
  return calculate("add", from, calculate("multiply", run, slope) as NumberValue);
}
