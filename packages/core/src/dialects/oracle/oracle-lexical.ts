import { standardLexicalRules, unicodeSpaces, type LexicalRules } from "../lexical-rules.ts";

/** Oracle: the SQL Language Reference's "Literals", "Database Object Names and Qualifiers" and "Comments". */
export const oracleLexicalRules: LexicalRules = {
  ...standardLexicalRules,
  name: "oracle",
  stringPrefixes: { n: { backslash: false } },
  alternativeQuotes: true,
  wordPart: "$#",
  extraSpaces: unicodeSpaces,
  placeholders: [":name", ":1"],
};
