import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { isDocument } from "../../values/types.ts";
import { sortOrder, type Sort } from "../sort.ts";
import type { Partition } from "./partition.ts";
import { operandOf, type WindowFunctionParser } from "./window-function.ts";

/** The place of a document: how many come before it, of how many values, and among how many documents. */
interface Place {
  /** From 1. */
  readonly number: number;
  /** The number of the first document that is equal to it. */
  readonly first: number;
  /** How many values come before it, and its own. */
  readonly value: number;
}

/** A rank by the sort. Codes: 5371601 a window or another field, 5371603 an operand but `{}`, 5371602 no sort by one field. */
function ranking(rank: (place: Place) => number): WindowFunctionParser {
  return (given) => {
    const { operator, spec, sortBy } = given;
    if (Object.keys(spec).length !== 1) throw documentError(5371601, `${operator} takes no window`);
    const operand = operandOf(given);
    if (!isDocument(operand) || Object.keys(operand).length > 0)
      throw documentError(5371603, `${operator} takes {} only`);
    if (sortBy?.length !== 1) throw documentError(5371602, `${operator} needs a sortBy of one field`);
    return {
      operator,
      bounds: undefined,
      evaluate: (partition) => places(partition, sortBy).map((place) => new Int32(rank(place))),
    };
  };
}

function places({ documents, settings }: Partition, sortBy: Sort): readonly Place[] {
  const order = sortOrder(sortBy, settings);
  const found: Place[] = [];
  for (const [n, document] of documents.entries()) {
    const before = documents[n - 1];
    const last = found[n - 1];
    const equal = before !== undefined && order(before, document) === 0;
    found.push({
      number: n + 1,
      first: equal && last !== undefined ? last.first : n + 1,
      value: (last?.value ?? 0) + (equal ? 0 : 1),
    });
  }
  return found;
}

/** `$rank`: equal documents share the first one's number. */
export const rank: WindowFunctionParser = ranking(({ first }) => first);

/** `$denseRank`: numbers the values. */
export const denseRank: WindowFunctionParser = ranking(({ value }) => value);

/** `$documentNumber`: numbers the documents. */
export const documentNumber: WindowFunctionParser = ranking(({ number }) => number);
