import { Int32, Long } from "bson";
import { documentError } from "../../errors.ts";
import { integer, isNumber, numberType, toBigInt, type NumberValue } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argumentValues, unary, type Definitions, type PositionalDefinition } from "../definition.ts";

function bits(operator: string, value: unknown): bigint {
  const type = numberType(value);
  if (type === "int" || type === "long") return toBigInt(value as NumberValue);
  throw documentError(14, `${operator} takes ints and longs, not ${typeOf(value)}`);
}

/** An operator that joins all its numbers: a long when one of them is. */
function joining(operator: string, start: bigint, join: (left: bigint, right: bigint) => bigint): PositionalDefinition {
  return {
    min: 0,
    max: Infinity,
    evaluate: (call, context) => {
      let isLong = false;
      let total = start;
      for (const value of argumentValues(call, context)) {
        if (isNullish(value)) return null;
        total = join(total, bits(operator, value));
        isLong ||= numberType(value) === "long";
      }
      return isLong ? Long.fromBigInt(total) : new Int32(Number(total));
    },
  };
}

/** `$bitAnd`, `$bitOr`, `$bitXor` and `$bitNot`. */
export const bitwise: Definitions = {
  $bitAnd: joining("$bitAnd", -1n, (left, right) => left & right),
  $bitOr: joining("$bitOr", 0n, (left, right) => left | right),
  $bitXor: joining("$bitXor", 0n, (left, right) => left ^ right),
  $bitNot: unary((value) => {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw documentError(28765, `$bitNot takes a number, not ${typeOf(value)}`);
    return integer(~bits("$bitNot", value), numberType(value) === "long" ? "long" : "int");
  }),
};
