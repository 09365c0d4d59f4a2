import { BSONRegExp, Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { capturesOf, translatePattern } from "../../regex.ts";
import { isNullish, typeOf, type Document } from "../../values/types.ts";
import { namedArgument, type Definitions, type NamedDefinition } from "../definition.ts";
import { pointLength } from "../text/utf8.ts";

/** Patterns that were translated, so that a pattern of every document is not translated for each. */
const translated = new Map<string, RegExp>();
const kept = 100;

function compile(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  const known = translated.get(key);
  if (known !== undefined) return known;
  const regex = translatePattern(pattern, options, 51111, "g");
  if (translated.size >= kept) translated.clear();
  translated.set(key, regex);
  return regex;
}

/** The expression that `regex` and `options` give; null when there is none. */
function regexOf(operator: string, regex: unknown, options: unknown): RegExp | null {
  if (!isNullish(regex) && typeof regex !== "string" && !(regex instanceof BSONRegExp)) {
    throw documentError(51105, `${operator} takes a string or an expression as regex, not ${typeOf(regex)}`);
  }
  if (!isNullish(options) && typeof options !== "string") {
    throw documentError(51106, `${operator} takes a string as options, not ${typeOf(options)}`);
  }
  if (regex instanceof BSONRegExp && regex.options !== "" && !isNullish(options)) {
    throw documentError(51107, `${operator} has options in its regex and in options`);
  }
  if (isNullish(regex)) return null;
  const pattern = typeof regex === "string" ? regex : regex.pattern;
  const given = options ?? (typeof regex === "string" ? "" : regex.options);
  if (pattern.includes("\0")) throw documentError(51109, `${operator}: an expression cannot have a null character`);
  if (given.includes("\0")) throw documentError(51110, `${operator}: options cannot have a null character`);
  if (/[^imsxu]/.test(given)) throw documentError(51108, `${operator} has an option that is not known`);
  return compile(pattern, given);
}

/** Finds at most `limit` matches; the place of each is counted in code points. */
function find(regex: RegExp, input: string, limit: number): Document[] {
  const found: Document[] = [];
  let [at, points] = [0, 0];
  do {
    regex.lastIndex = at;
    const match = regex.exec(input);
    if (match === null) break;
    points += pointLength(input.slice(at, match.index));
    found.push({ match: match[0], idx: new Int32(points), captures: capturesOf(regex, match) });
    // After an empty match the search goes on with the next code point.
    const passed = match[0] === "" ? String.fromCodePoint(input.codePointAt(match.index) ?? 0) : match[0];
    at = match.index + passed.length;
    points += pointLength(passed);
  } while (at < input.length && found.length < limit);
  return found;
}

function searching(
  operator: string,
  none: () => unknown,
  search: (regex: RegExp, input: string) => unknown,
): NamedDefinition {
  return {
    names: { input: 31022, regex: 31023, options: "optional" },
    documentCode: 51103,
    unknownCode: 31024,
    evaluate: (call, context) => {
      const input = namedArgument(call, "input", context);
      const given = namedArgument(call, "regex", context);
      const regex = regexOf(operator, given, namedArgument(call, "options", context));
      if (!isNullish(input) && typeof input !== "string") {
        throw documentError(51104, `${operator} takes a string, not ${typeOf(input)}`);
      }
      return regex === null || isNullish(input) ? none() : search(regex, input);
    },
  };
}

/** `$regexMatch`, `$regexFind` and `$regexFindAll`. */
export const regexes: Definitions = {
  $regexMatch: searching(
    "$regexMatch",
    () => false,
    (regex, input) => {
      regex.lastIndex = 0;
      return regex.test(input);
    },
  ),
  $regexFind: searching(
    "$regexFind",
    () => null,
    (regex, input) => find(regex, input, 1)[0] ?? null,
  ),
  $regexFindAll: searching(
    "$regexFindAll",
    () => [],
    (regex, input) => find(regex, input, Infinity),
  ),
};
