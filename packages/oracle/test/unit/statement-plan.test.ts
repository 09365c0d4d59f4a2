import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { oracleDialect, sql, StatementCompiler } from "@db/core";
import fc from "fast-check";
import { makePlan } from "../../src/statement-plan.ts";

interface ClientStatement {
  readonly bindInfoList: readonly { readonly bindName: string }[];
  readonly isQuery: boolean;
  readonly isPlSql: boolean;
  readonly isDml: boolean;
  _prepare(text: string): void;
}
const { Statement } = createRequire(import.meta.url)("oracledb/lib/thin/statement.js") as {
  readonly Statement: new () => ClientStatement;
};

/** What the client itself makes of a text. */
function asked(text: string): ClientStatement {
  const statement = new Statement();
  // oxlint-disable-next-line no-underscore-dangle
  statement._prepare(text);
  return statement;
}

describe("the order of values", () => {
  it.each<readonly [text: string, order: readonly number[]]>([
    ["select :1, :2 from dual", [0, 1]],
    ["select :2, :1 from dual", [1, 0]],
    ["select :1, :2, :1 from dual", [0, 1, 0]],
    ["begin p(:1, :2, :1); end;", [0, 1]],
    ["begin p(:2, :1); end;", [1, 0]],
    ["select :a, :b, :A from dual", [0, 1, 0]],
    ["select ':1', \":2\", q'[:3]' /* :4 */ from dual where x = :1 -- :5", [0]],
    ["declare x number := 1; begin x := :1; end;", [0]],
    ["create trigger t before insert on u for each row begin :new.a := 1; end;", []],
    ["select json_object('k' : 1, 'l' : :1) from dual", [0]],
  ])("%s", (text, order) => {
    expect(makePlan(text).order).toEqual(order);
    expect(asked(text).bindInfoList).toHaveLength(order.length);
  });

  it("is one for each placeholder that the client finds, whatever stands around", () => {
    const piece = fc.constantFrom(
      ":1",
      ":2",
      ":3",
      "':4'",
      '":5"',
      "q'[it's :6]'",
      "nq'{:7}'",
      "/* :8 ' \" */",
      "-- :9\n",
      " a ",
      "(",
      ")",
      ",",
      "+",
      "'it''s'",
      "1.5",
      "\n",
    );
    const head = fc.constantFrom(
      "select ",
      "insert into t select ",
      "begin x := ",
      "update t set a = ",
      "with a as (select 1 from dual) select ",
    );
    fc.assert(
      fc.property(head, fc.array(piece, { maxLength: 12 }), (start, pieces) => {
        const text = start + pieces.join(" , ");
        const names = asked(text).bindInfoList.map(({ bindName }) => Number(bindName) - 1);
        expect(makePlan(text).order).toEqual(names);
      }),
      { numRuns: 400 },
    );
  });

  it("fits what the compiler counts", () => {
    const compiler = new StatementCompiler(oracleDialect);
    const { compiled, values } = compiler.compile(sql`select ${1}, ${"a"} from dual where x in (${sql.join([2, 3])})`);
    expect(makePlan(compiled.text).order).toEqual(values.map((_, index) => index));
  });
});

describe("the kind of a statement", () => {
  it.each([
    ["select 1 from dual", "query"],
    ["(select 1 from dual) union (select 2 from dual)", "query"],
    ["with a as (select 1 from dual) select * from a", "query"],
    ["-- a\n/* b */ insert into t values (1)", "change"],
    ["merge into t using u on (1 = 1) when matched then update set a = 1", "change"],
    ["begin null; end;", "block"],
    ["declare a number; begin null; end;", "block"],
    ["call p()", "block"],
    ["savepoint a", "other"],
    ["lock table t in exclusive mode", "other"],
    ["create table t (a number)", "other"],
  ])("%s: %s", (text, kind) => {
    expect(makePlan(text).kind).toBe(kind);
    const own = asked(text);
    expect([own.isQuery, own.isDml, own.isPlSql]).toEqual([kind === "query", kind === "change", kind === "block"]);
  });

  it.each([
    ["create table t (a number)", true],
    ["alter table t add (b number)", true],
    ["truncate table t", true],
    ["grant select on t to u", true],
    ["alter session set nls_sort = binary", false],
    ["alter system flush shared_pool", false],
    ["create private temporary table ora$ptt_a (b number)", false],
    ["insert into t values (1)", false],
    ["begin null; end;", false],
  ])("%s commits: %p", (text, commits) => {
    expect(makePlan(text).commits).toBe(commits);
  });

  it.each([
    ["alter session set nls_sort = binary nls_comp = linguistic", false],
    ["alter session set current_schema = app", false],
    ["alter session set optimizer_mode = first_rows", true],
    ["alter session set nls_sort = binary sql_trace = true", true],
    ["alter session enable parallel dml", true],
    ["set role all", true],
    ["begin x := dbms_lock.request(1); end;", true],
    ["create private temporary table ora$ptt_a (b number)", true],
    ["begin dbms_session.set_role('a'); end;", true],
    ["begin null; end;", false],
    ["select 'dbms_lock' from dual", false],
  ])("%s leaves something: %p", (text, lasting) => {
    expect(makePlan(text).lasting).toBe(lasting);
  });
});
