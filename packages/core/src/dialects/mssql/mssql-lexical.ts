import { standardLexicalRules, unicodeSpaces, type LexicalRules } from "../lexical-rules.ts";

/**
 * Transact-SQL with `QUOTED_IDENTIFIER ON`, which every client sets: the reference's "Database identifiers",
 * "Constants" and "Slash Star". Parameters and local variables are written alike, `@name`.
 */
export const mssqlLexicalRules: LexicalRules = {
  ...standardLexicalRules,
  name: "mssql",
  quotes: [
    ...standardLexicalRules.quotes,
    { open: "[", close: "]", kind: "identifier", doubled: true, backslash: false },
  ],
  stringPrefixes: { n: { backslash: false } },
  nestedComments: true,
  carriageReturnEndsLine: true,
  wordStart: "#$",
  wordPart: "#$@",
  extraSpaces: unicodeSpaces,
  placeholders: ["@name"],
  variables: true,
};
