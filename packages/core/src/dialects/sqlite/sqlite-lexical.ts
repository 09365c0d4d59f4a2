import { standardLexicalRules, type LexicalRules } from "../lexical-rules.ts";

/** SQLite: "SQL Language: expr", "keywords" and "comments" of its manual; `tokenize.c` for the rest. */
export const sqliteLexicalRules: LexicalRules = {
  ...standardLexicalRules,
  name: "sqlite",
  quotes: [
    ...standardLexicalRules.quotes,
    { open: "`", close: "`", kind: "identifier", doubled: true, backslash: false },
    { open: "[", close: "]", kind: "identifier", doubled: false, backslash: false },
  ],
  stringPrefixes: { x: { backslash: false } },
  openCommentAtEnd: true,
  extraSpaces: "\ufeff",
  placeholders: ["?", "?1", ":name", ":1", "@name", "$name", "$1"],
};
