import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { sql, StatementCompiler, mssqlDialect } from "@db/core";
import { goldenStatements } from "../support/golden-statements.ts";

const golden = JSON.parse(readFileSync(join(import.meta.dirname, "golden.json"), "utf8")) as Record<string, string>;

it("every statement is written as it was reviewed", async () => {
  expect(await goldenStatements()).toEqual(golden);
});

it("nobody's words are in the reviewed statements but T-SQL's", () => {
  const foreign = /`|\blimit\b|\breturning\b|\bon conflict\b|\|\||::|\btrue\b|\bfalse\b|\bilike\b|\bfor update\b|\$\d/i;
  expect(Object.values(golden).filter((text) => foreign.test(text))).toEqual([]);
});

it("values are parameters by place, as the driver names them", () => {
  const { compiled, values } = new StatementCompiler(mssqlDialect).compile(sql`select ${1}, ${"two"}`);
  expect([compiled.text, values]).toEqual(["select @p1, @p2", [1, "two"]]);
});
