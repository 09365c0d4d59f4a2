import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { goldenStatements } from "../support/golden-statements.ts";

const file = join(import.meta.dirname, "golden.json");
const statements = await goldenStatements();

// What changes is looked at before it is kept. That grammars of Oracle's SQL accept it is an integration test, for it is slow.
if (process.env["GOLDEN_UPDATE"] === "1") writeFileSync(file, `${JSON.stringify(statements, undefined, 2)}\n`);
const golden = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;

it("has every statement that can be written", () => {
  expect(Object.keys(golden)).toEqual(Object.keys(statements));
  expect(Object.keys(statements).length).toBeGreaterThanOrEqual(90);
});

it.each(Object.keys(statements))("%s", (name) => {
  expect(statements[name]).toBe(golden[name]);
});
