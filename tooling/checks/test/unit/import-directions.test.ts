import { describe, expect, it } from "@jest/globals";
import { objection } from "../../src/import-directions.ts";
import { importsOf } from "../../src/imports.ts";
import { parse } from "../../src/syntax.ts";
import type { Package } from "../../src/workspace.ts";

const driver: Package = {
  short: "postgres",
  folder: "packages/postgres",
  manifest: {
    name: "@db/postgres",
    version: "1.0.0",
    exports: {},
    dependencies: { pg: "8" },
    peerDependencies: { "@db/core": "1", "@electric-sql/pglite": "1" },
  },
};
const file = "packages/postgres/src/deep/file.ts";

describe("objection", () => {
  it.each(["@db/core", "pg", "pg/lib/x.js", "@electric-sql/pglite/live", "node:net", "../other.ts", "./near.ts"])(
    "allows %s",
    (specifier) => {
      expect(objection(driver, file, specifier)).toBeUndefined();
    },
  );

  it.each([
    ["@db/mysql", "may import @db/core, not @db/mysql"],
    ["mysql2", "neither in the dependencies nor"],
    ["net", 'write "node:net"'],
    ["../../../core/src/index.ts", "outside the package's sources"],
    ["../../test/helper.ts", "outside the package's sources"],
  ])("refuses %s", (specifier, message) => {
    expect(objection(driver, file, specifier)).toContain(message);
  });

  it("keeps core from importing itself by name", () => {
    const core = { ...driver, short: "core", folder: "packages/core" };
    expect(objection(core, "packages/core/src/a.ts", "@db/core")).toContain("relative paths");
  });
});

describe("importsOf", () => {
  it("finds every way to import, with its line, and nothing in comments or texts", () => {
    const text = [
      'import "a";',
      'import type { B } from "b"; // import "no"',
      'export { c } from "c";',
      'export * from "d";',
      'const text = "import x from \\"no\\"", é = "é";',
      'async function f() { return (await import("e")).x; }',
      'const g = require("g");',
      'type H = import("h").H;',
    ].join("\n");
    const found = importsOf(parse(text)).map(({ specifier, line }) => `${specifier}:${line}`);
    expect(found).toEqual(["a:1", "b:2", "c:3", "d:4", "e:6", "g:7", "h:8"]);
  });
});
