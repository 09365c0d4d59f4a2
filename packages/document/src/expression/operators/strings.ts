import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { compareBytes } from "../../values/compare.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argument, unary, type Definitions } from "../definition.ts";
import { evaluateExpression } from "../evaluate-expression.ts";
import { coerceText } from "../text/coerce-text.ts";
import { byteLength, lowerAscii, pointLength, upperAscii } from "../text/utf8.ts";

function lengthOf(operator: string, code: number, measure: (text: string) => number): (value: unknown) => Int32 {
  return (value) => {
    if (typeof value !== "string") throw documentError(code, `${operator} takes a string, not ${typeOf(value)}`);
    return new Int32(measure(value));
  };
}

function split(text: unknown, separator: unknown): unknown {
  if (isNullish(text) || isNullish(separator)) return null;
  if (typeof text !== "string") throw documentError(40085, `$split takes a string, not ${typeOf(text)}`);
  if (typeof separator !== "string") {
    throw documentError(10503900, `$split takes a string as its separator, not ${typeOf(separator)}`);
  }
  if (separator === "") throw documentError(40087, "$split takes a separator that is not empty");
  return text.split(separator);
}

/** `$concat`, `$split`, `$strcasecmp`, `$strLenBytes`, `$strLenCP`, `$toLower` and `$toUpper`. */
export const strings: Definitions = {
  $concat: {
    min: 0,
    max: Infinity,
    evaluate: (call, context) => {
      let text = "";
      for (const expression of call.args) {
        const value = evaluateExpression(expression, context);
        if (isNullish(value)) return null;
        if (typeof value !== "string") throw documentError(16702, `$concat takes strings, not ${typeOf(value)}`);
        text += value;
      }
      return text;
    },
  },
  $split: {
    min: 2,
    max: 2,
    evaluate: (call, context) => split(argument(call, 0, context), argument(call, 1, context)),
  },
  $strcasecmp: {
    min: 2,
    max: 2,
    evaluate: (call, context) => {
      const left = upperAscii(coerceText(argument(call, 0, context)));
      return new Int32(compareBytes(left, upperAscii(coerceText(argument(call, 1, context)))));
    },
  },
  $strLenBytes: unary(lengthOf("$strLenBytes", 34473, byteLength)),
  $strLenCP: unary(lengthOf("$strLenCP", 34471, pointLength)),
  $toLower: unary((value) => lowerAscii(coerceText(value))),
  $toUpper: unary((value) => upperAscii(coerceText(value))),
};
