import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { isNumber, wholeInt32 } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { coerceLong } from "../coerce-number.ts";
import { argument, type Definitions, type PositionalDefinition } from "../definition.ts";
import { coerceText } from "../text/coerce-text.ts";
import { isContinuation, toBytes } from "../text/utf8.ts";

function substringOfBytes(value: unknown, start: unknown, count: unknown): string {
  const bytes = toBytes(coerceText(value));
  if (!isNumber(start)) throw documentError(16034, `a substring starts at a number, not ${typeOf(start)}`);
  if (!isNumber(count)) throw documentError(16035, `a substring has a number as its length, not ${typeOf(count)}`);
  const from = coerceLong(start);
  if (from < 0n) throw documentError(50752, "a substring cannot start before the string");
  const asked = coerceLong(count);
  const length = asked < 0n ? BigInt(bytes.length) : asked;
  if (isContinuation(bytes[Number(from)])) {
    throw documentError(28656, "a substring starts within a character of more than one byte");
  }
  if (isContinuation(bytes[Number(from + length)])) {
    throw documentError(28657, "a substring ends within a character of more than one byte");
  }
  return bytes.subarray(Number(from), Number(from + length)).toString("utf8");
}

function substringOfPoints(value: unknown, start: unknown, count: unknown): string {
  const text = coerceText(value);
  if (!isNumber(start)) throw documentError(34450, `$substrCP starts at a number, not ${typeOf(start)}`);
  const from = wholeInt32(start);
  if (from === undefined) throw documentError(34451, "$substrCP starts at a whole number of 32 bits");
  if (!isNumber(count)) throw documentError(34452, `$substrCP takes a number as the length, not ${typeOf(count)}`);
  const length = wholeInt32(count);
  if (length === undefined) throw documentError(34453, "$substrCP takes a whole number of 32 bits as the length");
  if (length < 0) throw documentError(34454, "$substrCP takes a length that is not negative");
  if (from < 0) throw documentError(34455, "$substrCP cannot start before the string");
  return [...text].slice(from, from + length).join("");
}

const substring = (take: (value: unknown, start: unknown, count: unknown) => string): PositionalDefinition => ({
  min: 3,
  max: 3,
  evaluate: (call, context) => take(argument(call, 0, context), argument(call, 1, context), argument(call, 2, context)),
});

/** A place in a string; 40096 when it is no whole number of 32 bits, 40097 when it is negative. */
function placeOf(operator: string, value: unknown): number {
  const place = wholeInt32(value);
  if (place === undefined) throw documentError(40096, `${operator} takes whole numbers of 32 bits as places`);
  if (place < 0) throw documentError(40097, `${operator} takes places that are not negative`);
  return place;
}

/** Finds one list of units in another. */
type Find<Units> = (units: Units, part: Units, start: number, end: number) => number;

function indexOf<Units extends { readonly length: number }>(
  operator: string,
  codes: readonly [text: number, part: number],
  unitsOf: (text: string) => Units,
  find: Find<Units>,
): PositionalDefinition {
  return {
    min: 2,
    max: 4,
    evaluate: (call, context) => {
      const text = argument(call, 0, context);
      if (isNullish(text)) return null;
      if (typeof text !== "string") throw documentError(codes[0], `${operator} takes a string, not ${typeOf(text)}`);
      const part = argument(call, 1, context);
      if (typeof part !== "string")
        throw documentError(codes[1], `${operator} looks for a string, not ${typeOf(part)}`);
      const units = unitsOf(text);
      const start = call.args.length > 2 ? placeOf(operator, argument(call, 2, context)) : 0;
      const end = call.args.length > 3 ? placeOf(operator, argument(call, 3, context)) : units.length;
      if (start > units.length || end < start) return new Int32(-1);
      return new Int32(find(units, unitsOf(part), start, Math.min(end, units.length)));
    },
  };
}

function findBytes(bytes: Buffer, part: Buffer, start: number, end: number): number {
  return bytes.subarray(0, end).indexOf(part, start);
}

function findPoints(points: readonly string[], part: readonly string[], start: number, end: number): number {
  for (let at = start; at + part.length <= end; at++) {
    if (part.every((point, n) => points[at + n] === point)) return at;
  }
  return -1;
}

/** `$substr`, `$substrBytes`, `$substrCP`, `$indexOfBytes` and `$indexOfCP`. */
export const substrings: Definitions = {
  $substr: substring(substringOfBytes),
  $substrBytes: substring(substringOfBytes),
  $substrCP: substring(substringOfPoints),
  $indexOfBytes: indexOf("$indexOfBytes", [40091, 40092], toBytes, findBytes),
  $indexOfCP: indexOf("$indexOfCP", [40093, 40094], (text) => [...text], findPoints),
};
