import { documentError } from "../errors.ts";
import { PatternReader } from "./pattern-reader.ts";

/**
 * A JavaScript regular expression that matches what MongoDB's (PCRE2 with UTF) does: `.` stops at a line feed only,
 * `$` also matches before a last line feed, `\s` and `\d` are those of ASCII, and so on. `options` are of `i`, `m`, `s`,
 * `x` and `u`. Throws `code` (51091, `$regex`'s, unless it is given) for a pattern that is none, and for what JavaScript
 * has not: atomic groups, possessive quantifiers, recursion, conditions, `\K`, `\G` and `\X`.
 */
export function translatePattern(source: string, options: string, code = 51_091): RegExp {
  const refuse = (what: string): never => {
    throw documentError(code, `the regular expression is not valid: ${what}`);
  };
  const { text, ignoreCase } = new PatternReader(source, options, refuse).read();
  try {
    return new RegExp(text, ignoreCase ? "iu" : "u");
  } catch {
    return refuse("its syntax is wrong");
  }
}
