import { describe, expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
import { goldenStatements } from "../support/golden-statements.ts";
import { mutations } from "../support/mutations.ts";

// A parser learns as it reads, and takes seconds for its first sentences.
const patience = 120_000;
const statements = await goldenStatements();

/** What Oracle's manuals have and a grammar lacks, by the grammar: proven by the other alone, or by a server. */
const gaps: Readonly<Record<string, readonly string[]>> = {};

await describeGrammars("oracle", "two grammars of Oracle's SQL", (against) => {
  it.each(Object.keys(statements))(
    "accept: %s",
    async (name) => {
      const statement = statements[name] ?? "";
      const verdicts = await against(statement);
      expect({ statement, against: Object.keys(verdicts) }).toEqual({ statement, against: gaps[name] ?? [] });
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
  it("are asked enough, and the other one where one does not know", () => {
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(40);
    expect(Object.values(gaps).filter((lacking) => lacking.length > 1)).toEqual([]);
  });
});
