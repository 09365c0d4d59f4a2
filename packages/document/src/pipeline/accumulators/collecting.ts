import { parseExpression } from "../../expression/parse-expression.ts";
import { valueKey } from "../../values/value-key.ts";
import type { AccumulatorParser, AccumulatorState, GroupContext } from "./accumulator.ts";

/** An accumulator of one expression. */
function ofValues(start: (group: GroupContext) => AccumulatorState): AccumulatorParser {
  return (operator, operand, scope) => ({
    operator,
    input: parseExpression(operand, scope),
    start: (_accumulator, group) => start(group),
  });
}

/** `$push`: every value that is there, in the order of the documents. */
export const push: AccumulatorParser = ofValues(() => {
  const values: unknown[] = [];
  return {
    add: (value) => {
      if (value !== undefined) values.push(value);
    },
    result: () => [...values],
  };
});

/** `$addToSet`: every value once, the first of those that are equal. */
export const addToSet: AccumulatorParser = ofValues(({ settings }) => {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = valueKey(value, settings.collation.key);
      if (!values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
});

/** `$first`: the value of the first document, be it missing. */
export const first: AccumulatorParser = ofValues(() => {
  let found: { readonly value: unknown } | undefined;
  return {
    add: (value) => {
      found ??= { value };
    },
    result: () => found?.value,
  };
});

/** `$last`: the value of the last document, be it missing. */
export const last: AccumulatorParser = ofValues(() => {
  let found: unknown;
  return {
    add: (value) => {
      found = value;
    },
    result: () => found,
  };
});
