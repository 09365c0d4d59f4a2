import type { DialectName } from "@db/core";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus } from "./corpus.ts";
import { fixtureSchema } from "./fixture.ts";

/** Dialects whose engines run the corpus. */
export const running = ["sqlite", "postgres", "mysql", "mariadb"] as const satisfies readonly DialectName[];
const all = [...running, "mssql", "oracle"] as const;

/** How many statements of the corpus are translated, by source and target, as a table. */
export function countsTable(): string {
  const statements = readCorpus("translated");
  const rows = running.map((from) => {
    const own = statements.filter((statement) => statement.from.includes(from));
    const cells = all.map((to) => {
      if (from === to) return "";
      return String(
        own.filter(({ text }) => tryTranslate(text, { from, to, schema: fixtureSchema, assume: { ...assumed } }).ok)
          .length,
      );
    });
    return [from, String(own.length), ...cells];
  });
  const lines = [
    ["From", "Statements", ...all.map((name) => `to ${name}`)],
    ["---", "---", ...all.map(() => "---")],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
