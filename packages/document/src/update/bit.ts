import { documentError } from "../errors.ts";
import { integer, numberType, toBigInt, type NumberValue } from "../values/numbers.ts";
import { isDocument, typeOf } from "../values/types.ts";
import { identical } from "./identical.ts";
import { unchanged, type UpdateOperator } from "./operator.ts";

const operations: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  and: (left, right) => left & right,
  or: (left, right) => left | right,
  xor: (left, right) => left ^ right,
};

type Step = readonly [operation: string, operand: NumberValue];

const isInteger = (value: unknown): boolean => ["int", "long"].includes(numberType(value) ?? "");

/**
 * `$bit`: operations on whole numbers, one after another; a field that does not exist counts as 0. The result is a long
 * as soon as one of the numbers is. Throws code 2 for another operand or value.
 */
export const bit: UpdateOperator = {
  parse: (operand): readonly Step[] => {
    if (!isDocument(operand))
      throw documentError(2, `$bit needs a document such as { and: 1 }, not a ${typeOf(operand)}`);
    const steps = Object.entries(operand).map(([name, number]): Step => {
      if (!Object.hasOwn(operations, name)) throw documentError(2, "$bit knows only the operations and, or and xor");
      if (!isInteger(number)) throw documentError(2, `$bit needs an int or a long, not a ${typeOf(number)}`);
      return [name, number as NumberValue];
    });
    if (steps.length === 0) throw documentError(2, "$bit needs at least one operation");
    return steps;
  },
  apply: (value, operand) => {
    if (value !== undefined && !isInteger(value)) {
      throw documentError(2, `cannot apply $bit to a value of type ${typeOf(value)}`);
    }
    let bits = value === undefined ? 0n : toBigInt(value as NumberValue);
    let least: "int" | "long" = numberType(value) === "long" ? "long" : "int";
    for (const [name, number] of operand as readonly Step[]) {
      bits = operations[name]?.(bits, toBigInt(number)) ?? bits;
      if (numberType(number) === "long") least = "long";
    }
    const result = integer(bits, least);
    return value !== undefined && identical(value, result) ? unchanged : result;
  },
};
