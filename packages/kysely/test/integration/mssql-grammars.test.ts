import { describe, expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
import { compileAll } from "../support/mssql-statements.ts";
import { mutations } from "../support/mssql-mutations.ts";

const texts = Object.entries(compileAll([15])).flatMap(([name, text]) =>
  typeof text === "string" ? [[name, text] as const] : [],
);

/** What one of the grammars does not know; Microsoft's own and another do. */
const gaps: Readonly<Record<string, string>> = {
  "drop columns": "dbml",
  "drop a constraint if exists": "dbml",
};

await describeGrammars("mssql", "three grammars of T-SQL", (against) => {
  it.each(texts)("accept: %s", async (name, statement) => {
    const gap = gaps[name];
    const verdicts = await against(statement);
    expect({ statement, against: Object.keys(verdicts) }).toEqual({
      statement,
      against: gap === undefined ? [] : [gap],
    });
  });

  it.each(mutations)("reject, one of them at least: %s", async (statement) => {
    expect(await against(statement)).not.toEqual({});
  });
});

describe("the grammars", () => {
  it("are asked enough", () => {
    expect(texts.length).toBeGreaterThanOrEqual(150);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(100);
  });
});
