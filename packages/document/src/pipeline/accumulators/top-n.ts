import { documentError } from "../../errors.ts";
import type { ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { fieldOf, isDocument, type Document } from "../../values/types.ts";
import { parseSort, sortOrder } from "../sort.ts";
import type { Accumulator, AccumulatorParser, AccumulatorState, GroupContext } from "./accumulator.ts";

/** What is kept of a document: its place in the order and what it gives. */
interface Entry {
  readonly document: Document;
  readonly value: unknown;
}

/**
 * `$top`, `$bottom`, `$topN`, `$bottomN`: what documents give that are first or last by `sortBy`. Codes: 5788001 no
 * document, 5788002 an unknown field, 5788003 to 5788005 without `n`, `output` or `sortBy`, 5788604 a `sortBy` that is
 * no document, and those of sorts.
 */
export function topBottom(end: "top" | "bottom", many: boolean): AccumulatorParser {
  return (operator, operand, scope) => parse(operator, operand, scope, end, many);
}

function parse(
  operator: string,
  operand: unknown,
  scope: ExpressionScope,
  end: "top" | "bottom",
  many: boolean,
): Accumulator {
  if (!isDocument(operand)) throw documentError(5788001, `${operator} needs a document`);
  for (const name of Object.keys(operand)) {
    if (name === "output" || name === "sortBy" || (many && name === "n")) continue;
    throw documentError(5788002, `${operator} has no argument ${JSON.stringify(name)}`);
  }
  const sortBy = fieldOf(operand, "sortBy");
  if (sortBy !== undefined && !isDocument(sortBy)) throw documentError(10065, `${operator}.sortBy must be a document`);
  const n = many && operand["n"] !== undefined ? parseExpression(operand["n"], scope) : undefined;
  if (many && n === undefined) throw documentError(5788003, `${operator} needs n`);
  const output = fieldOf(operand, "output");
  if (output === undefined) throw documentError(5788004, `${operator} needs output`);
  if (sortBy === undefined) throw documentError(5788005, `${operator} needs sortBy`);
  return {
    operator,
    input: parseExpression(output, scope),
    ...(n === undefined ? {} : { n }),
    sortBy: parseSort(sortBy),
    start: (accumulator, group) => keepBest(accumulator, group, end, many),
  };
}

function keepBest(
  { sortBy = [] }: Accumulator,
  { settings, n }: GroupContext,
  end: "top" | "bottom",
  many: boolean,
): AccumulatorState {
  const order = sortOrder(sortBy, settings);
  let kept: Entry[] = [];
  const settle = (): void => {
    kept.sort((left, right) => order(left.document, right.document));
    kept = end === "top" ? kept.slice(0, n) : kept.slice(-n);
  };
  return {
    add: (value, document) => {
      kept.push({ document, value: value ?? null });
      if (kept.length > 2 * n + 64) settle();
    },
    result: () => {
      settle();
      return many ? kept.map(({ value }) => value) : kept[0]?.value;
    },
  };
}
