import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { databaseFields, toMarkdown } from "../../../src/config/index.ts";

it("the README's table of options is that of the code", () => {
  const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");
  const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
  const table = /<!-- options -->\s+(.*?)\s+<!-- \/options -->/s.exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(databaseFields).trim()));
});
