import { describe, expect, it } from "@jest/globals";
import { engineNames } from "../../src/core-names-no-engine.ts";

const lines = (text: string): readonly (number | undefined)[] => engineNames(text).map(({ line }) => line);

describe("engineNames", () => {
  it.each([
    ["a comparison", 'export const a = 1;\nif (driver.engine === "postgres") a();', [2]],
    ["an identifier", "function quoteForMySql() {}", [1]],
    ["a template", "const text = `select ${1} from sqlite_master`;", [1]],
    ["a member of a type", 'type Engine = "redis" | "valkey";', [1, 1]],
    ["an import from elsewhere", 'import { x } from "./mysql/x.ts";', [1]],
  ])("finds %s", (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it.each([
    ["comments", "/** PostgreSQL and MySQL differ here. */\nexport const a = 1; // as in Oracle"],
    ["a re-export from the dialects", 'export { postgresDialect } from "./dialects/index.ts";'],
    ["an import of settings", 'import { sqliteDefault } from "../config/default.ts";'],
  ])("allows %s", (_, text) => {
    expect(lines(text)).toEqual([]);
  });
});
