import { standardLexicalRules, type LexicalRules } from "../lexical-rules.ts";

/**
 * PostgreSQL, with `standard_conforming_strings` on (the default since 9.1). From the manual, "Lexical Structure", and
 * the scanner's source for string continuation.
 */
export const postgresLexicalRules: LexicalRules = {
  ...standardLexicalRules,
  name: "postgres",
  stringPrefixes: { e: { backslash: true }, b: { backslash: false }, x: { backslash: false }, n: { backslash: false } },
  unicodePrefix: true,
  dollarQuotes: true,
  nestedComments: true,
  carriageReturnEndsLine: true,
  placeholders: ["$1"],
  questionOperators: true,
};
