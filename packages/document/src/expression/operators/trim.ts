import { documentError } from "../../errors.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { namedArgument, type Definitions, type NamedDefinition } from "../definition.ts";

/** What is cut when no characters are given: the spaces that MongoDB counts as such. */
const spaces: ReadonlySet<string> = new Set(
  "\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
);

function trim(operator: string, atStart: boolean, atEnd: boolean): NamedDefinition {
  return {
    names: { input: 50695, chars: "optional" },
    documentCode: 50696,
    unknownCode: 50694,
    evaluate: (call, context) => {
      const input = namedArgument(call, "input", context);
      if (isNullish(input)) return null;
      if (typeof input !== "string") throw documentError(50699, `${operator} takes a string, not ${typeOf(input)}`);
      if (call.named["chars"] === undefined) return cut(input, spaces, atStart, atEnd);
      const chars = namedArgument(call, "chars", context);
      if (isNullish(chars)) return null;
      if (typeof chars !== "string") {
        throw documentError(50700, `${operator} takes its characters as a string, not ${typeOf(chars)}`);
      }
      return cut(input, new Set(chars), atStart, atEnd);
    },
  };
}

function cut(input: string, chars: ReadonlySet<string>, atStart: boolean, atEnd: boolean): string {
  const points = [...input];
  let [start, end] = [0, points.length];
  while (atStart && start < end && chars.has(points[start] as string)) start++;
  while (atEnd && end > start && chars.has(points[end - 1] as string)) end--;
  return points.slice(start, end).join("");
}

/** `$trim`, `$ltrim` and `$rtrim`. */
export const trimming: Definitions = {
  $trim: trim("$trim", true, true),
  $ltrim: trim("$ltrim", true, false),
  $rtrim: trim("$rtrim", false, true),
};
