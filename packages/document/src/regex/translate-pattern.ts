import { documentError } from "../errors.ts";
import { PatternReader } from "./pattern-reader.ts";

/** The names of the groups of expressions that have other groups among them. */
const groupNames = new WeakMap<RegExp, readonly string[]>();

/**
 * A JavaScript regular expression that matches what MongoDB's (PCRE2 with UTF) does: `.` stops at a line feed only,
 * `$` also matches before a last line feed, `\s` and `\d` are those of ASCII, and so on. `options` are of `i`, `m`, `s`,
 * `x` and `u`; `more` are flags of JavaScript's beside. Throws `code` (51091, `$regex`'s, unless it is given) for a
 * pattern that is none, and for what JavaScript has not: recursion, branch resets, verbs, `\G`, `\X` and `\C`.
 */
export function translatePattern(source: string, options: string, code = 51_091, more = ""): RegExp {
  const refuse = (what: string): never => {
    throw documentError(code, `the regular expression is not valid: ${what}`);
  };
  const { text, ignoreCase, names } = new PatternReader(source, options, refuse).read();
  try {
    const regex = new RegExp(text, `${ignoreCase ? "i" : ""}u${more}`);
    if (names !== undefined) groupNames.set(regex, names);
    return regex;
  } catch {
    return refuse("its syntax is wrong");
  }
}

/** What the groups of a translated expression have matched, in the order of MongoDB's; null for one that took no part. */
export function capturesOf(regex: RegExp, match: RegExpExecArray): (string | null)[] {
  const names = groupNames.get(regex);
  const texts = names === undefined ? match.slice(1) : names.map((name) => match.groups?.[name]);
  return texts.map((text) => text ?? null);
}
