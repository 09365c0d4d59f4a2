import { standardLexicalRules, type LexicalRules } from "../lexical-rules.ts";

/** MySQL without `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES`: the manual's "Language Structure". */
export const mysqlLexicalRules: LexicalRules = {
  ...standardLexicalRules,
  name: "mysql",
  quotes: [
    { open: "'", close: "'", kind: "string", doubled: true, backslash: true },
    { open: '"', close: '"', kind: "string", doubled: true, backslash: true },
    { open: "`", close: "`", kind: "identifier", doubled: true, backslash: false },
  ],
  stringPrefixes: { n: { backslash: true }, x: { backslash: false }, b: { backslash: false } },
  dashNeedsSpace: true,
  hashComments: true,
  executableComments: ["!"],
  wordStart: "$",
  placeholders: ["?"],
  variables: true,
};
