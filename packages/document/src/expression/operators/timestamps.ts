import { Long, Timestamp } from "bson";
import { documentError } from "../../errors.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { unary, type Definitions, type PositionalDefinition } from "../definition.ts";

function part(operator: string, code: number, take: (value: Timestamp) => number): PositionalDefinition {
  return unary((value) => {
    if (isNullish(value)) return null;
    if (!(value instanceof Timestamp)) throw documentError(code, `${operator} takes a timestamp, not ${typeOf(value)}`);
    return Long.fromNumber(take(value));
  });
}

/** `$tsSecond` and `$tsIncrement`. */
export const timestamps: Definitions = {
  $tsSecond: part("$tsSecond", 5687301, (value) => value.getHighBitsUnsigned()),
  $tsIncrement: part("$tsIncrement", 5687302, (value) => value.getLowBitsUnsigned()),
};
