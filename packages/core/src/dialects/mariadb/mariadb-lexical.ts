import type { LexicalRules } from "../lexical-rules.ts";
import { mysqlLexicalRules } from "../mysql/mysql-lexical.ts";

/** MariaDB runs the content of its own comments as well: "Comment Syntax" of its documentation. */
export const mariadbLexicalRules: LexicalRules = {
  ...mysqlLexicalRules,
  name: "mariadb",
  executableComments: ["!", "M!"],
};
