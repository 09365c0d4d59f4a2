import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { oracleKysely } from "../../support/oracle-kysely.ts";
import { statements, textOf, type OracleSchema } from "../../support/oracle-statements.ts";

const file = join(import.meta.dirname, "golden.json");
const db = oracleKysely<OracleSchema>([19]);
const compiled = Object.fromEntries(Object.entries(statements).map(([name, make]) => [name, textOf(make(db), db)]));

// What changes is looked at before it is kept. That grammars of Oracle's SQL accept it is an integration test, for it is slow.
if (process.env["GOLDEN_UPDATE"] === "1") writeFileSync(file, `${JSON.stringify(compiled, undefined, 2)}\n`);
const golden = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;

it("has a statement for each part of the builder", () => {
  expect(Object.keys(statements).length).toBeGreaterThanOrEqual(120);
  expect(Object.keys(golden)).toEqual(Object.keys(statements));
});

it.each(Object.keys(statements))("%s", (name) => {
  expect(compiled[name]).toBe(golden[name]);
});

it("binds values in the order of their placeholders", () => {
  const page = db.selectFrom("person").select("id").where("age", ">", 1).limit(10).offset(20).compile();
  expect(page.parameters).toEqual([1, 20, 10]);
  const upsert = db
    .insertInto("setting")
    .values({ name: "a", value: null })
    .onConflict((oc) => oc.column("name").doUpdateSet({ value: "b" }).where("setting.changes", "<", 3))
    .compile();
  expect(upsert.parameters).toEqual(["a", "b", 3]);
});
