import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { databaseFields, toMarkdown } from "@db/core";
import { describeExamples } from "@tooling/presets/examples";
import { sqliteFields } from "../../src/index.ts";

const packageFolder = join(import.meta.dirname, "../..");
const readmeFile = join(packageFolder, "README.md");
const tables = { "sqlite options": toMarkdown(sqliteFields), "database options": toMarkdown(databaseFields) };
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---").trim();

if (process.env["README_UPDATE"] === "1") {
  let text = readFileSync(readmeFile, "utf8");
  for (const [name, table] of Object.entries(tables)) {
    text = text.replace(
      new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, "s"),
      (_all, before: string, after: string) => `${before}\n${table}\n${after}`,
    );
  }
  writeFileSync(readmeFile, text);
}

const readme = readFileSync(readmeFile, "utf8");
it.each(Object.entries(tables))("the table of %s is that of the code", (name, table) => {
  const found = new RegExp(`<!-- ${name} -->(.*?)<!-- /${name} -->`, "s").exec(readme)?.[1] ?? "";
  expect(squeeze(found)).toBe(squeeze(table));
});

it("the first use is ten lines at most", () => {
  const first = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  expect(first.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

describeExamples({ documents: [readmeFile], packageFolder, source: true, printed: true });
