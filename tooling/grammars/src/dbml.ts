import { importer } from "@dbml/core";
import { complaints } from "./complaints.ts";
import type { Grammar, Verdict } from "./verdict.ts";

/** How its parser words that a text is no sentence; any other failure is the importer's own, at a statement it had read. */
const syntax = /^(?:no viable alternative|mismatched input|extraneous input|missing )/;

/** The grammar of `@dbml/core`. It reads the statement whole; what its importer makes of it does not matter here. */
export function dbmlGrammar(dialect: "mssql" | "oracle"): Grammar {
  return {
    name: "dbml",
    read: async (statement) => {
      const { value, written } = complaints((): Verdict => {
        try {
          importer.import(`${statement.replace(/;\s*$/, "")};`, dialect);
          return undefined;
        } catch (error) {
          const { diags = [] } = error as { diags?: readonly { message: string }[] };
          return diags.map(({ message }) => message).find((message) => syntax.test(message));
        }
      });
      return value ?? written[0];
    },
  };
}
