import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { completeSchema, schemaFile } from "../../src/schema.ts";

const root = join(import.meta.dirname, "../../../..");
const published = JSON.parse(readFileSync(schemaFile, "utf8")) as object;
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(published);

/** Whether a file's text would pass in an editor. */
function passes(yaml: string): boolean {
  return validate(parse(yaml));
}

describe("the schema of db.yaml", () => {
  it("is published as the option tables have it", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(completeSchema())));
  });

  it("takes the example's file and the one in core's README", () => {
    expect(passes(readFileSync(join(root, "examples/quickstart/db.yaml"), "utf8"))).toBe(true);
    const readme = readFileSync(join(root, "packages/core/README.md"), "utf8");
    expect(passes(/```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "")).toBe(true);
  });

  it.each([
    ["an option of one engine on another", "databases: { main: { type: postgres, journalMode: wal } }"],
    ["a misspelt option", "databases: { main: { type: sqlite, fil: x.db } }"],
    ["a wrong word", "databases: { main: { type: sqlite, journalMode: sometimes } }"],
    ["a number that is none", "databases: { main: { type: sqlite, pool: { max: many } } }"],
    ["an option of MySQL that is misspelt", "databases: { main: { type: mysql, loadDate: true } }"],
    ["an option of another engine on MariaDB", "databases: { main: { type: mariadb, channelBinding: require } }"],
    ["no database at all", "databases: {}"],
  ])("refuses %s", (_what, yaml) => {
    expect(passes(yaml)).toBe(false);
  });

  it.each([
    ["a variable in the place of a number", 'databases: { main: { type: sqlite, pool: { max: "${POOL_MAX:-5}" } } }'],
    ["the earlier generation's keys", "databases: { main: { type: postgres, maxOpenConns: 5, connTimeout: 3s } }"],
    ["a single database", "type: sqlite\nfile: ./app.db"],
    [
      "what MySQL and MariaDB have",
      "databases: { a: { type: mysql, host: db, loadData: false }, b: { type: mariadb, host: db } }",
    ],
    ["an engine it has no table of", "databases: { main: { type: mssql, host: db } }"],
  ])("takes %s", (_what, yaml) => {
    expect(passes(yaml)).toBe(true);
  });
});
