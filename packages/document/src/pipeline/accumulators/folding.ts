import { documentError } from "../../errors.ts";
import { foldOf, type Fold } from "../../expression/accumulator-values.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { isNumber, toDouble } from "../../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../../values/types.ts";
import type { AccumulatorParser, GroupContext } from "./accumulator.ts";

function startFold(operator: string, { settings, n }: GroupContext, percentiles: readonly number[] = []): Fold {
  return foldOf(operator, { settings, n, p: percentiles });
}

/** An accumulator whose state is a fold that expressions of the same name use as well: `$sum`, `$max` and the like. */
export const folded: AccumulatorParser = (operator, operand, scope) => ({
  operator,
  input: parseExpression(operand, scope),
  start: (_accumulator, group) => startFold(operator, group),
});

/**
 * `$firstN`, `$lastN`, `$minN`, `$maxN`: `{ input, n }`. Codes: `documentCode` for no document, 5787901 for an unknown
 * field, 5787906 without `n`, 5787907 without `input`.
 */
export function foldedN(documentCode: number): AccumulatorParser {
  return (operator, operand, scope) => {
    if (!isDocument(operand)) throw documentError(documentCode, `${operator} needs a document`);
    for (const name of Object.keys(operand)) {
      if (name !== "input" && name !== "n") {
        throw documentError(5787901, `${operator} has no argument ${JSON.stringify(name)}`);
      }
    }
    if (fieldOf(operand, "n") === undefined) throw documentError(5787906, `${operator} needs n`);
    if (fieldOf(operand, "input") === undefined) throw documentError(5787907, `${operator} needs input`);
    return {
      operator,
      input: parseExpression(operand["input"], scope),
      n: parseExpression(operand["n"], scope),
      start: (_accumulator, group) => startFold(operator, group),
    };
  };
}

/**
 * `$percentile` and `$median`. Codes: 7429703 or 7436100 for no document, 40415 for an unknown field, 40414 for a
 * missing one, 14 and 2 for a wrong method, 7750300 to 7750303 for `p`.
 */
export const percentiles: AccumulatorParser = (operator, operand, scope) => {
  const median = operator === "$median";
  if (!isDocument(operand)) throw documentError(median ? 7436100 : 7429703, `${operator} needs a document`);
  const known = median ? ["input", "method"] : ["input", "p", "method"];
  for (const name of Object.keys(operand)) {
    if (!known.includes(name)) throw documentError(40415, `${operator} has no argument ${JSON.stringify(name)}`);
  }
  for (const name of known) {
    if (fieldOf(operand, name) === undefined) throw documentError(40414, `${operator} needs ${name}`);
  }
  const method = operand["method"];
  if (typeof method !== "string") throw documentError(14, `${operator}.method cannot be of type ${typeOf(method)}`);
  if (method !== "approximate") throw documentError(2, `${operator} knows only the method approximate`);
  const input = parseExpression(operand["input"], scope);
  const p = median ? [0.5] : readPercentiles(operand, scope);
  return { operator, input, percentiles: p, start: (_accumulator, group) => startFold(operator, group, p) };
};

function readPercentiles(operand: Document, scope: ExpressionScope): readonly number[] {
  const expression = parseExpression(operand["p"], scope);
  if (expression.kind !== "literal") throw documentError(7750300, "$percentile.p must be constant");
  const values = expression.value;
  if (!Array.isArray(values) || values.length === 0)
    throw documentError(7750301, "$percentile.p must be an array of numbers");
  return values.map((value: unknown) => {
    if (!isNumber(value)) throw documentError(7750302, "$percentile.p must have numbers only");
    const p = toDouble(value);
    if (p < 0 || p > 1) throw documentError(7750303, "$percentile.p must be from 0 to 1");
    return p;
  });
}
