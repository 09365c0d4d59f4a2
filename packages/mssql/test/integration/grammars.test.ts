import { expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
import { goldenStatements } from "../support/golden-statements.ts";
import { mutations } from "../support/mutations.ts";

const golden = await goldenStatements();

await describeGrammars("mssql", "the grammars of T-SQL", (against) => {
  it.each(Object.entries(golden))("accept %s", async (_name, statement) => {
    expect(await against(statement)).toEqual({});
  });

  it.each(mutations(golden))("reject %s", async (_name, statement) => {
    expect(Object.keys(await against(statement))).not.toEqual([]);
  });
});

it("a hundred mutations at least are tried", () => {
  expect(mutations(golden).length).toBeGreaterThanOrEqual(100);
});
