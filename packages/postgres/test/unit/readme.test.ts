import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kindFacts, toMarkdown, type OptionFields } from "@db/core";
import { pgliteFields, postgresFields } from "../../src/index.ts";
import { classifyPostgresError } from "../../src/postgres-errors.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

it.each<[string, OptionFields]>([
  ["options", postgresFields],
  ["pglite-options", pgliteFields],
])("the table of %s is that of the code", (mark, fields) => {
  const table = new RegExp(`<!-- ${mark} -->\\s+(.*?)\\s+<!-- /${mark} -->`, "s").exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(fields).trim()));
});

it("the table of errors tells codes by the kind they have", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)`(?:, `[a-z-]+`)? +\| ([^|]*)\|$/gm)].filter(([, kind = ""]) =>
    Object.hasOwn(kindFacts, kind),
  );
  expect(rows.length).toBeGreaterThan(30);
  for (const [, kind, codes = ""] of rows) {
    if (kind === "timeout" || kind === "stale-statement" || kind === "read-only-target") continue;
    for (const [code] of codes.matchAll(/\b[0-9][0-9A-Z]{4}\b/g))
      expect([code, classifyPostgresError({ severity: "ERROR", code, message: "" }).kind]).toEqual([code, kind]);
    for (const [code] of codes.matchAll(/\bE[A-Z_]{4,}\b/g))
      expect([code, classifyPostgresError({ code, message: "" }).kind]).toEqual([code, kind]);
    for (const [, classes = ""] of codes.matchAll(/class(?:es)? ([0-9X]{2}(?: and [0-9X]{2})?)/g)) {
      for (const family of classes.split(" and "))
        expect([family, classifyPostgresError({ severity: "ERROR", code: `${family}ZZZ`, message: "" }).kind]).toEqual([
          family,
          kind,
        ]);
    }
  }
});
