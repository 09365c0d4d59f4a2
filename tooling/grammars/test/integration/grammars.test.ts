import { expect, it } from "@jest/globals";
import { describeGrammars, mainGrammars } from "../../src/jest.ts";

await describeGrammars("mssql", "grammars of T-SQL", (against) => {
  it.each([
    "select top (1) [a] from [b] order by [a]",
    "select [a] from [b] order by [a] offset 5 rows fetch next @p1 rows only",
    "insert into [t] ([a]) output inserted.[id] values (@p1)",
    "merge into [t] with (holdlock) as target using (values (@p1)) as source (a) on target.[a] = source.[a] when matched then update set b = 1;",
  ])("accept: %s", async (statement) => {
    expect(await against(statement)).toEqual({});
  });

  it.each([
    ["select a from b limit 10", ["scriptdom", "sqlfluff"]],
    ["select `a` from b", ["scriptdom", "sqlfluff", "dbml"]],
    ["select a from", ["scriptdom", "sqlfluff", "dbml"]],
    ["select 'open", ["scriptdom", "sqlfluff", "dbml"]],
  ])("reject: %s", async (statement, names) => {
    expect(Object.keys(await against(statement))).toEqual(expect.arrayContaining(names));
  });
});

await describeGrammars("oracle", "grammars of Oracle's SQL", (against) => {
  it("accept what Oracle has", async () => {
    expect(await against('select "a" from "b" order by "a"')).toEqual({});
  });

  it("are asked by name", async () => {
    const page = 'select "a" from "b" order by "a" offset 5 rows fetch next :1 rows only';
    expect(await against(page, mainGrammars.oracle)).toEqual({});
    expect(Object.keys(await against(page))).toContain("shardingsphere");
  });

  it("reject what it lacks", async () => {
    expect(Object.keys(await against('select "a" from "b" limit 5'))).toEqual(
      expect.arrayContaining(["dbml", "plsql", "shardingsphere"]),
    );
  });
});
