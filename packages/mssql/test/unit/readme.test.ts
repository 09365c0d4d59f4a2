import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kindFacts, toMarkdown } from "@db/core";
import { errorCodes } from "../../src/error-codes.ts";
import { mssqlFields } from "../../src/index.ts";
import { classifyMssqlError } from "../../src/mssql-errors.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

it("the table of options is that of the code", () => {
  const table = /<!-- options -->\s+(.*?)\s+<!-- \/options -->/s.exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(mssqlFields).trim()));
});

it("the table of errors tells every number by the kind it has", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)`(?:, `[a-z-]+`)? +\| ([^|]*)\|$/gm)].filter(([, kind = ""]) =>
    Object.hasOwn(kindFacts, kind),
  );
  const told = new Set<number>();
  for (const [, kind, numbers = ""] of rows) {
    for (const [number] of (/^[\d, ]+/.exec(numbers)?.[0] ?? "").matchAll(/\d+/g)) {
      told.add(Number(number));
      const error = { number: Number(number), message: " table 't'", class: 16 };
      expect([number, classifyMssqlError(error).kind]).toEqual([number, kind]);
    }
  }
  expect(Object.keys(errorCodes).filter((number) => !told.has(Number(number)))).toEqual([]);
});
