import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kindFacts, toMarkdown } from "@db/core";
import { mysqlFields } from "../../src/index.ts";
import { errorCodes } from "../../src/error-codes.ts";
import { classifyMysqlError } from "../../src/mysql-errors.ts";
import { ServerError } from "../../src/read-packet.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

it("the table of options is that of the code", () => {
  const table = /<!-- options -->\s+(.*?)\s+<!-- \/options -->/s.exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(mysqlFields).trim()));
});

it("the table of errors tells every code by the kind it has", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)`(?:, `[a-z-]+`)? +\| ([^|]*)\|$/gm)].filter(([, kind = ""]) =>
    Object.hasOwn(kindFacts, kind),
  );
  const told = new Set<number>();
  for (const [, kind, codes = ""] of rows) {
    // What stands behind the list of numbers is said of them by the session, not by the table.
    for (const [code] of (/^[\d, ]+/.exec(codes)?.[0] ?? "").matchAll(/\d+/g)) {
      told.add(Number(code));
      expect([code, classifyMysqlError(new ServerError(Number(code), "HY000", "")).kind]).toEqual([code, kind]);
    }
  }
  expect(Object.keys(errorCodes).filter((code) => !told.has(Number(code)))).toEqual([]);
});
