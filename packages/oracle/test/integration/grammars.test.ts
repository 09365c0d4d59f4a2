import { describe, expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
import { goldenStatements } from "../support/golden-statements.ts";
import { mutations } from "../support/mutations.ts";

// A parser learns as it reads, and takes seconds for its first sentences.
const patience = 120_000;
const statements = await goldenStatements();

/**
 * What Oracle's manuals have and both grammars lack: a scalar of `json_query`, a schema in quotes, a setting that is a number,
 * `json_serialize`.
 */
const gaps: ReadonlySet<string> = new Set([
  "json value",
  "a schema of one's own",
  "a number as a setting",
  "insert returning a document",
]);

await describeGrammars("oracle", "two grammars of Oracle's SQL", (against) => {
  it.each(Object.keys(statements).filter((name) => !gaps.has(name)))(
    "accept: %s",
    async (name) => {
      const statement = statements[name] ?? "";
      expect({ statement, verdicts: await against(statement) }).toEqual({ statement, verdicts: {} });
    },
    patience,
  );

  it.each([...gaps])(
    "do not know yet: %s",
    async (name) => {
      expect(Object.keys(await against(statements[name] ?? ""))).toEqual(["dbml", "plsql"]);
    },
    patience,
  );

  it.each(mutations)(
    "reject, one of them at least: %s",
    async (statement) => {
      expect(await against(statement)).not.toEqual({});
    },
    patience,
  );
});

describe("the grammars", () => {
  it("are asked enough", () => {
    expect(Object.keys(statements).length - gaps.size).toBeGreaterThanOrEqual(90);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(45);
  });
});
