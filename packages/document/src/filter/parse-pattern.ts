import type { BSONRegExp } from "bson";
import { documentError } from "../errors.ts";
import { translatePattern } from "../regex.ts";
import { typeOf, type Document } from "../values/types.ts";
import type { Pattern } from "./filter.ts";

/** The longest regular expression that MongoDB compiles, in bytes of UTF-8. */
const maxLength = 16_384;

/** Whether a value is a regular expression of BSON, as imported values are, whatever copy of bson made it. */
export function isPattern(value: unknown): value is BSONRegExp {
  return typeOf(value) === "regex";
}

/**
 * A regular expression by its source and options. Throws code 2 for a source with a null character, 51108 for options
 * that are not known and 51091 for an expression that is none or is too long.
 */
export function patternOf(source: string, options: string): Pattern {
  if (source.includes("\0") || options.includes("\0")) {
    throw documentError(2, "a regular expression cannot have a null character");
  }
  if (/[^imsxu]/.test(options)) throw documentError(51_108, "a regular expression has an option that is not known");
  if (Buffer.byteLength(source) > maxLength) throw documentError(51_091, "the regular expression is too long");
  return { source, options, regex: translatePattern(source, options) };
}

/**
 * Reads `$regex` with its `$options`. Throws code 2 for types that they cannot have, 51074 and 51075 for options in
 * both, and what {@link patternOf} throws.
 */
export function parsePattern(operators: Document): Pattern {
  let source = "";
  let options: string | undefined;
  for (const name of Object.keys(operators)) {
    const value = operators[name];
    if (name === "$regex") {
      if (isPattern(value)) {
        source = value.pattern;
        if (value.options === "") continue;
        if (options !== undefined && options !== "")
          throw documentError(51_074, "options set in both $regex and $options");
        options = value.options;
      } else if (typeof value === "string") source = value;
      else throw documentError(2, `$regex has to be a string or a regular expression, not a ${typeOf(value)}`);
    } else if (name === "$options") {
      if (typeof value !== "string") throw documentError(2, `$options has to be a string, not a ${typeOf(value)}`);
      if (options !== undefined && options !== "")
        throw documentError(51_075, "options set in both $regex and $options");
      options = value;
    }
  }
  return patternOf(source, options ?? "");
}
