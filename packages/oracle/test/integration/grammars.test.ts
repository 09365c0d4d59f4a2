import { describe, expect, it } from "@jest/globals";
import { describeGrammars, mainGrammars } from "@tooling/grammars/jest";
import { goldenStatements } from "../support/golden-statements.ts";
import { mutations } from "../support/mutations.ts";

// A parser learns as it reads, and takes seconds for its first sentences.
const patience = 120_000;
const statements = await goldenStatements();

/** What the first two grammars lack, and two others have: a schema in quotes, a setting that is a number. */
const others: ReadonlySet<string> = new Set(["a schema of one's own", "a number as a setting"]);
const first = mainGrammars.oracle;
const second = ["sqlfluff-oracle", "shardingsphere"];

await describeGrammars("oracle", "two grammars of Oracle's SQL", (against) => {
  it.each(Object.keys(statements))(
    "accept: %s",
    async (name) => {
      const statement = statements[name] ?? "";
      const verdicts = await against(statement, others.has(name) ? second : first);
      expect({ statement, verdicts }).toEqual({ statement, verdicts: {} });
    },
    patience,
  );

  it.each([...others])(
    "do not both know: %s",
    async (name) => {
      expect(Object.keys(await against(statements[name] ?? "", first))).toEqual(first);
    },
    patience,
  );

  it.each(mutations)(
    "reject, one of them at least: %s",
    async (statement) => {
      expect(await against(statement, first)).not.toEqual({});
    },
    patience,
  );

  it.each([
    'alter session current_schema = "App"',
    'alter session set current_schema "App"',
    "alter session set ddl_lock_timeout 30",
    "alter session set ddl_lock_timeout = ",
  ])(
    "reject, both others: %s",
    async (statement) => {
      expect(Object.keys(await against(statement, second))).toEqual(second);
    },
    patience,
  );
});

describe("the grammars", () => {
  it("are asked enough", () => {
    expect(Object.keys(statements).length).toBeGreaterThanOrEqual(90);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(45);
  });
});
