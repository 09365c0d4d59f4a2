import { describe, expect, it } from "@jest/globals";
import { describeGrammars, mainGrammars } from "@tooling/grammars/jest";
import { oracleKysely } from "../support/oracle-kysely.ts";
import { mutations } from "../support/oracle-mutations.ts";
import { statements, textOf, type OracleSchema } from "../support/oracle-statements.ts";

// A parser learns as it reads, and takes seconds for its first sentences.
const patience = 120_000;
const db = oracleKysely<OracleSchema>([19]);

/** A change that gives rows as the driver sends it: without the names of `as`, and with a place for each column. */
function completed(statement: string): string {
  const match = /^(.* returning )(.*)$/.exec(statement);
  if (match === null || match[2] === undefined) return statement;
  const columns = match[2]
    .replace(/^\*$/, '"id"')
    .replaceAll(/ as "[^"]+"/g, "")
    .split(/, (?![^(]*\))/);
  return `${match[1]}${columns.join(", ")} into ${columns.map((_, index) => `:r${index}`).join(", ")}`;
}

/** What the first two grammars lack, and two others have: `cascade constraints`, where they know `constraint` only. */
const others: ReadonlySet<string> = new Set(["drop view cascade"]);
const first = mainGrammars.oracle;
const second = ["sqlfluff-oracle", "shardingsphere"];

await describeGrammars("oracle", "two grammars of Oracle's SQL", (against) => {
  it.each(Object.keys(statements))(
    "accept: %s",
    async (name) => {
      const statement = completed(textOf(statements[name]!(db), db));
      const verdicts = await against(statement, others.has(name) ? second : first);
      expect({ statement, verdicts }).toEqual({ statement, verdicts: {} });
    },
    patience,
  );

  it.each([...others])(
    "do not both know: %s",
    async (name) => {
      expect(Object.keys(await against(textOf(statements[name]!(db), db), first))).toEqual(first);
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

  it.each(['drop view "adults" cascades constraints', 'drop view "adults" cascade constraints "x"'])(
    "reject, both others: %s",
    async (statement) => {
      expect(Object.keys(await against(statement, second))).toEqual(second);
    },
    patience,
  );
});

describe("the grammars", () => {
  it("are asked enough", () => {
    expect(Object.keys(statements).length).toBeGreaterThanOrEqual(120);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(50);
  });
});
