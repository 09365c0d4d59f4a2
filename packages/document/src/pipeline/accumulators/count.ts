import { Int32, Long } from "bson";
import { documentError } from "../../errors.ts";
import { isDocument } from "../../values/types.ts";
import type { AccumulatorParser, AccumulatorState } from "./accumulator.ts";

/** `$count: {}`: how many documents there are. Code 14 for an operand with anything in it. */
export const count: AccumulatorParser = (operator, operand) => {
  if (!isDocument(operand) || Object.keys(operand).length > 0)
    throw documentError(14, `${operator} takes no arguments`);
  return { operator, input: { kind: "literal", value: undefined }, start: () => counter() };
};

function counter(): AccumulatorState {
  let documents = 0;
  return {
    add: () => {
      documents++;
    },
    result: () => countValue(documents),
  };
}

/** A count as MongoDB gives it: an int, or a long where that is too small. */
export function countValue(documents: number): Int32 | Long {
  return documents <= 0x7fff_ffff ? new Int32(documents) : Long.fromNumber(documents);
}
