import { describe, expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
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

/** What Oracle's SQL Language Reference has and both grammars lack: they know `cascade constraint` only. */
const gaps: ReadonlySet<string> = new Set(["drop view cascade"]);

await describeGrammars("oracle", "two grammars of Oracle's SQL", (against) => {
  it.each(Object.keys(statements).filter((name) => !gaps.has(name)))(
    "accept: %s",
    async (name) => {
      const statement = completed(textOf(statements[name]!(db), db));
      expect({ statement, verdicts: await against(statement) }).toEqual({ statement, verdicts: {} });
    },
    patience,
  );

  it.each([...gaps])(
    "do not know yet: %s",
    async (name) => {
      expect(Object.keys(await against(textOf(statements[name]!(db), db)))).toEqual(["dbml", "plsql"]);
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
    expect(Object.keys(statements).length - gaps.size).toBeGreaterThanOrEqual(120);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(50);
  });
});
