import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { mssqlKysely } from "../../support/mssql-kysely.ts";
import { compileAll, statements, type Compiled } from "../../support/mssql-statements.ts";
import type { OracleSchema } from "../../support/oracle-statements.ts";

const file = join(import.meta.dirname, "golden.json");
const compiled = compileAll([15]);

// What changes is looked at before it is kept. That grammars of T-SQL accept it is an integration test.
if (process.env["GOLDEN_UPDATE"] === "1") writeFileSync(file, `${JSON.stringify(compiled, undefined, 2)}\n`);
const golden = JSON.parse(readFileSync(file, "utf8")) as Record<string, Compiled>;

it("has a statement, or a refusal by name, for each part of the builder", () => {
  expect(Object.keys(golden)).toEqual(Object.keys(statements));
  expect(Object.values(golden).filter((one) => typeof one === "string").length).toBeGreaterThanOrEqual(150);
});

it.each(Object.keys(statements))("%s", (name) => {
  expect(compiled[name]).toEqual(golden[name]);
});

it("binds values in the order of their placeholders", () => {
  const db = mssqlKysely<OracleSchema>([15]);
  expect(db.selectFrom("person").select("id").where("age", ">", 1).limit(10).compile().parameters).toEqual([10, 1]);
  const page = db.selectFrom("person").select("id").where("age", ">", 1).orderBy("id").limit(10).offset(20).compile();
  expect(page.parameters).toEqual([1, 20, 10]);
  const upsert = db
    .insertInto("setting")
    .values({ name: "a", value: null })
    .onConflict((oc) => oc.column("name").doUpdateSet({ value: "b" }).where("setting.changes", "<", 3))
    .compile();
  expect(upsert.parameters).toEqual(["a", null, 3, "b"]);
});

it("asks the version for a comparison that counts nulls", () => {
  const query = (version: readonly number[]): string =>
    mssqlKysely<OracleSchema>(version).selectFrom("person").select("id").where("age", "is distinct from", 1).compile()
      .sql;
  expect(query([15])).toBe("select [id] from [person] where exists (select [age] except select @p1)");
  expect(query([16])).toBe("select [id] from [person] where [age] is distinct from @p1");
});
