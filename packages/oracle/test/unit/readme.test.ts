import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kindFacts, toMarkdown } from "@db/core";
import { blockCodes, clientCodes, serverCodes } from "../../src/error-codes.ts";
import { oracleFields } from "../../src/index.ts";
import { classifyOracleError } from "../../src/oracle-errors.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

it("the table of options is that of the code", () => {
  const table = /<!-- options -->\s+(.*?)\s+<!-- \/options -->/s.exec(readme)?.[1] ?? "";
  expect(squeeze(table)).toBe(squeeze(toMarkdown(oracleFields).trim()));
});

function kindOf(code: string): string {
  const named = code.startsWith("PLS-") ? `ORA-06550` : /^\d/.test(code) ? `ORA-${code.padStart(5, "0")}` : code;
  const number = named.startsWith("ORA-") ? { errorNum: Number(named.slice(4)) } : {};
  const error = new Error(`${named}: line 1, column 7:\n${code}: whatever`);
  return classifyOracleError(Object.assign(error, { code: named, ...number })).kind;
}

it("the table of errors tells every code by the kind it has", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)`(?:, `[a-z-]+`)? +\| ([^|]*)\|$/gm)].filter(([, kind = ""]) =>
    Object.hasOwn(kindFacts, kind),
  );
  const told = new Set<string>();
  for (const [, kind, codes = ""] of rows) {
    for (const [code] of codes.replace(/\(.*?\)/g, "").matchAll(/(?:NJS-|PLS-|DPI-|DPY-)?\d+/g)) {
      told.add(code);
      expect([code, kindOf(code)]).toEqual([code, kind]);
    }
  }
  const known = [
    ...Object.keys(serverCodes),
    ...Object.keys(clientCodes),
    ...Object.keys(blockCodes).map((code) => `PLS-${code}`),
  ];
  expect(known.filter((code) => !told.has(code))).toEqual([]);
});
