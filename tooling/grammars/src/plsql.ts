import { getParserFromInput } from "@griffithswaite/ts-plsql-parser";
import { complaints } from "./complaints.ts";
import type { Grammar } from "./verdict.ts";

/** The grammar of `@griffithswaite/ts-plsql-parser`, which tells of errors on the console. */
export const plsqlGrammar: Grammar = {
  name: "plsql",
  read: async (statement) =>
    complaints(() => getParserFromInput(`${statement.replace(/;\s*$/, "")};`).sql_script()).written[0],
};
