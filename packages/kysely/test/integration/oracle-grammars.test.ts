import { describe, expect, it } from "@jest/globals";
import { dbmlVerdict, plsqlVerdict } from "../support/oracle-grammars.ts";
import { oracleKysely } from "../support/oracle-kysely.ts";
import { mutations } from "../support/oracle-mutations.ts";
import { statements, textOf, type OracleSchema } from "../support/oracle-statements.ts";

// A parser learns as it reads, and takes seconds for its first sentences.
const patience = 120_000;
const db = oracleKysely<OracleSchema>([19]);
const verdicts = (statement: string) => ({ dbml: dbmlVerdict(statement), plsql: plsqlVerdict(statement) });

/** What Oracle's SQL Language Reference has and both grammars lack: they know `cascade constraint` only. */
const gaps: ReadonlySet<string> = new Set(["drop view cascade"]);

describe("two grammars of Oracle's SQL", () => {
  it.each(Object.keys(statements).filter((name) => !gaps.has(name)))(
    "accept: %s",
    (name) => {
      const statement = textOf(statements[name]!(db), db);
      expect({ statement, ...verdicts(statement) }).toEqual({ statement, dbml: undefined, plsql: undefined });
    },
    patience,
  );

  it.each([...gaps])(
    "do not know yet: %s",
    (name) => {
      const { dbml, plsql } = verdicts(textOf(statements[name]!(db), db));
      expect([dbml, plsql]).not.toContain(undefined);
    },
    patience,
  );

  it.each(mutations)(
    "reject, one of them at least: %s",
    (statement) => {
      expect(dbmlVerdict(statement) ?? plsqlVerdict(statement)).toBeDefined();
    },
    patience,
  );

  it("are asked enough", () => {
    expect(Object.keys(statements).length - gaps.size).toBeGreaterThanOrEqual(120);
    expect(new Set(mutations).size).toBeGreaterThanOrEqual(50);
  });
});
