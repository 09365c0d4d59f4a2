import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { toMarkdown } from "@db/core";
import { mongoFields } from "../../src/index.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

it("the table of options is that of the code", () => {
  const table = /<!-- options -->\s+(.*?)\s+<!-- \/options -->/s.exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(mongoFields).trim()));
});
