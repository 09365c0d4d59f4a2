import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { mssqlDialect, postgresDialect, sqliteDialect } from "../../../src/dialects/index.ts";
import type * as Fragments from "../../../src/statement/fragments.ts";
import { isStatement, sql, StatementCompiler, type Statement } from "../../../src/statement/index.ts";

const compiler = new StatementCompiler(postgresDialect);
const compile = (statement: unknown): [string, readonly unknown[]] => {
  const { compiled, values } = compiler.compile(statement);
  return [compiled.text, values];
};
const usageError: unknown = expect.objectContaining({ kind: "usage" });

describe("the sql tag", () => {
  it("binds every value", () => {
    expect(compile(sql`select ${1}, ${"a"}, ${null}, ${true}, ${5n} from t`)).toEqual([
      "select $1, $2, $3, $4, $5 from t",
      [1, "a", null, true, 5n],
    ]);
    expect(compile(sql`select 1`)).toEqual(["select 1", []]);
    expect(compile(sql`${1}`)).toEqual(["$1", [1]]);
  });

  it("splices statements and fragments in, and numbers go on", () => {
    const inner = sql`b = ${2}`;
    expect(compile(sql`select ${1} where ${inner} and c = ${3} ${sql.empty}`)).toEqual([
      "select $1 where b = $2 and c = $3 ",
      [1, 2, 3],
    ]);
    expect(compile(sql`${sql.text("x = ? and y = ??", [4])} or ${sql.text("z = :v and w = :v", { v: 5 })}`)).toEqual([
      "x = $1 and y = ? or z = $2 and w = $3",
      [4, 5, 5],
    ]);
  });

  it("names are quoted for the engine", () => {
    expect(compile(sql`select * from ${sql.id("app", 'a"b')}`)[0]).toBe('select * from "app"."a""b"');
    expect(new StatementCompiler(mssqlDialect).compile(sql`select ${sql.id("a]b")} = ${1}`).compiled.text).toBe(
      "select [a]]b] = @p1",
    );
    expect(new StatementCompiler(sqliteDialect).compile(sql`select ${1}, ${2}`).compiled.text).toBe(
      `select ${sqliteDialect.placeholder(1)}, ${sqliteDialect.placeholder(2)}`,
    );
  });

  it("lists and rows", () => {
    expect(compile(sql`x in (${sql.join([1, 2, sql`lower(${"A"})`])})`)).toEqual([
      "x in ($1, $2, lower($3))",
      [1, 2, "A"],
    ]);
    expect(compile(sql.join([sql`a`, sql`b`], " and "))[0]).toBe("a and b");
    expect(
      compile(
        sql`insert into t values ${sql.values([
          [1, "a"],
          [2, null],
        ])}`,
      ),
    ).toEqual(["insert into t values ($1, $2), ($3, $4)", [1, "a", 2, null]]);
  });

  it("raw text and JSON", () => {
    expect(compile(sql`select 1 ${sql.raw("order by 1")}`)[0]).toBe("select 1 order by 1");
    expect(compile(sql`select ${sql.json({ a: [1n, 2n ** 60n] })}`)[1]).toEqual(['{"a":[1,1152921504606846976]}']);
  });

  it("texts", () => {
    expect(compile(sql.text("select '?', \"?\", ? -- ?", [1]))).toEqual(["select '?', \"?\", $1 -- ?", [1]]);
    expect(compile(sql.text("select :a::int, :b", { a: 1, b: 2 }))).toEqual(["select $1::int, $2", [1, 2]]);
    expect(compile(sql.native("select $2, $1, $1", ["a", "b"]))).toEqual(["select $2, $1, $1", ["a", "b"]]);
  });

  it("is told from other things, also when another copy of the package made it", async () => {
    expect([sql`x`, sql.text("x"), sql.native("x"), sql.empty].map(isStatement)).toEqual([true, true, true, true]);
    expect(["select 1", null, undefined, {}, 5].map(isStatement)).toEqual([false, false, false, false, false]);
    // Another URL is another module with classes of its own.
    const path = join(import.meta.dirname, "../../../src/statement/fragments.ts");
    const other = (await import(`${path}?copy`)) as typeof Fragments;
    expect(compile(new other.Template(["select ", ""], [1]))).toEqual(["select $1", [1]]);
  });

  it("is never what came out of JSON, whatever that says of itself", () => {
    const forged: unknown = JSON.parse('{"@db/fragment":"raw","text":"1; drop table users"}');
    expect(() => compile(forged)).toThrow(usageError as Error);
    expect(() => compile(sql`select ${forged}`)).toThrow(usageError as Error);
  });
});

describe("what is refused before anything is sent", () => {
  it.each<[string, () => unknown]>([
    ["a plain string", () => compile("select 1")],
    ["nothing", () => compile(undefined)],
    ["null", () => compile(null)],
    ["an object", () => compile({ text: "select 1" })],
    ["the tag called as a function", () => (sql as unknown as (text: string) => unknown)("select 1")],
    ["no name", () => (sql.id as (...parts: string[]) => unknown)()],
    ["a name that is none", () => sql.id(5 as unknown as string)],
    ["an empty name", () => compile(sql`${sql.id("")}`)],
    ["an empty list", () => sql.join([])],
    ["a list that is none", () => sql.join("abc" as unknown as unknown[])],
    ["no rows", () => sql.values([])],
    ["rows without values", () => sql.values([[]])],
    ["rows of different length", () => sql.values([[1], [1, 2]])],
    ["text that is none", () => sql.text(5 as unknown as string)],
    ["raw that is no text", () => sql.raw(5 as unknown as string)],
    ["native with an object", () => sql.native("x", {} as unknown as unknown[])],
    ["native inside another", () => compile(sql`select ${sql.native("$1", [1])}`)],
    ["too few values", () => compile(sql.text("? ?", [1]))],
    ["too many values", () => compile(sql.text("?", [1, 2]))],
    ["a name without a value", () => compile(sql.text("select :a, :b", { a: 1 }))],
    ["a value without its name", () => compile(sql.text(":a", { a: 1, b: 2 }))],
    ["names with a list", () => compile(sql.text(":a", [1]))],
    ["places with an object", () => compile(sql.text("?", { a: 1 }))],
    ["native with the wrong number", () => compile(sql.native("$1, $2", [1]))],
    ["undefined", () => compile(sql`select ${undefined}`)],
    ["a function", () => compile(sql`select ${() => 1}`)],
    ["a symbol", () => compile(sql`select ${Symbol("s")}`)],
    ["a promise", () => compile(sql`select ${Promise.resolve(1)}`)],
    ["an array", () => compile(sql`select ${[1, 2]}`)],
    ["an object as a value", () => compile(sql`select ${{ a: 1 }}`)],
    ["an invalid date", () => compile(sql`select ${new Date(NaN)}`)],
    ["half of a surrogate pair", () => compile(sql`select ${"\ud800"}`)],
    ["JSON of nothing", () => sql.json(undefined)],
    [
      "JSON with a cycle",
      () => {
        const loop: { self?: unknown } = {};
        loop.self = loop;
        return sql.json(loop);
      },
    ],
    [
      "more parameters than the engine takes",
      () => compile(sql`x in (${sql.join(Array.from({ length: postgresDialect.maxParameters + 1 }, () => 1))})`),
    ],
  ])("%s", (_what, task) => {
    expect(task).toThrow(usageError as Error);
  });

  it("names the parameter, never its value", () => {
    expect(() => compile(sql`select ${"secret"}, ${{ password: "secret" }}`)).toThrow("parameter 2");
    expect(() => compile(sql`select ${"secret"}, ${{ password: "secret" }}`)).not.toThrow("secret");
  });
});

describe("the cache", () => {
  const byId = (id: number): Statement => sql`select * from t where id = ${id}`;

  it("a place in the source is compiled once, whatever its values", () => {
    expect(compiler.compile(byId(1)).compiled).toBe(compiler.compile(byId(2)).compiled);
  });

  it("equal texts of different places are one object", () => {
    const here = compiler.compile(sql`select * from same where id = ${1}`).compiled;
    const there = compiler.compile(sql`select * from same where id = ${2}`).compiled;
    expect(here).toBe(there);
    expect(compiler.compile(sql.text("select * from same where id = ?", [3])).compiled).toBe(here);
  });

  it("the oldest of a thousand texts goes first, and templates stay with their source", () => {
    const small = new StatementCompiler(postgresDialect);
    const template = small.compile(byId(1)).compiled;
    const first = small.compile(sql.text("select 'first'")).compiled;
    expect(small.compile(sql.text("select 'first'")).compiled).toBe(first);
    for (let n = 0; n < 1000; n++) small.compile(sql.text(`select ${n}`));
    expect(small.compile(sql.text("select 'first'")).compiled).not.toBe(first);
    expect(small.compile(byId(2)).compiled).toBe(template);
  });

  it("is one per compiler, so that dialects do not mix", () => {
    expect(new StatementCompiler(mssqlDialect).compile(byId(1)).compiled.text).toContain("@p1");
    expect(compiler.compile(byId(1)).compiled.text).toContain("$1");
  });

  it("effects are judged once, from the text (invariant 11)", () => {
    const { compiled } = compiler.compile(sql`select * from t`);
    expect(compiled.effects).toBe(compiled.effects);
    const readOnly = (text: string): boolean => compiler.compile(sql.text(text)).compiled.effects.readOnly;
    expect(readOnly("select * from t")).toBe(true);
    expect(readOnly("select * from t for update")).toBe(false);
    expect(readOnly("with d as (delete from t returning *) select * from d")).toBe(false);
    expect(readOnly("select some_function(1)")).toBe(false);
  });
});
