import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mssqlDialect, type DateUnit } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { Client } from "pg";

const { functions, types } = mssqlDialect;
const at = "[at]";

/** What T-SQL of the dialect means: the query, and what it gives on a server that only imitates SQL Server. */
const meanings: readonly (readonly [name: string, query: string, values: readonly unknown[]])[] = [
  ...(
    [
      [{ limit: "2" }, [1, 2]],
      [{ limit: "2", offset: "1" }, [2, 3]],
      [{ offset: "2" }, [3, 4]],
    ] as const
  ).map(([page, ids]) => {
    const { head, tail } = mssqlDialect.page(page);
    return [`a page: ${JSON.stringify(page)}`, `select ${head} [id] from [items] order by [id] ${tail}`, ids] as const;
  }),
  [
    "a page without order has as many rows",
    `select count(*) from (select [id] from [items] ${mssqlDialect.page({ limit: "3", offset: "1", ordered: false }).tail}) as p`,
    ["3"],
  ],
  [
    "a comparison of a null with a value",
    `select [id] from [items] where ${mssqlDialect.isDistinctFrom("[name]", "N'b'")} order by [id]`,
    [1, 3, 4],
  ],
  [
    "a comparison of nulls",
    `select [id] from [items] where ${mssqlDialect.isDistinctFrom("[name]", "cast(null as nvarchar(20))")} order by [id]`,
    [1, 2, 3],
  ],
  [
    "locks are hints",
    `select [id] from [items] ${mssqlDialect.lock({ strength: "update", wait: "nowait" }).table} where [id] = 1`,
    [1],
  ],
  ["a literal is its text", `select ${mssqlDialect.quoteString("it's \\\nüñ")} as v`, ["it's \\\nüñ"]],
  ["concat takes null for nothing", `select ${functions.concat(["N'a'", "null", "N'b'"])} as v`, ["ab"]],
  [
    "texts are joined in an order",
    `select ${functions.stringAggregate("[name]", "N', '", "[id] desc")} as v from [items]`,
    ["c, b, a"],
  ],
  ["a part of a text", `select ${functions.substring("N'abcdef'", "2", "3")} as v`, ["bcd"]],
  ["a place in a text", `select ${functions.position("N'cd'", "N'abcdef'")} as v`, [3]],
  ["no place in a text", `select ${functions.position("N'z'", "N'abcdef'")} as v`, [0]],
  ["the first that is not null", `select ${functions.coalesce(["null", "N'x'"])} as v`, ["x"]],
  ["a cast", `select ${functions.cast("N'12.50'", "decimal(10,2)")} as v`, ["12.50"]],
  ...(
    [
      ["year", "2023-01-31T22:45:59.500Z", "2024-01-01T00:00:00.000Z"],
      ["quarter", "2023-10-31T22:45:59.500Z", "2024-01-01T00:00:00.000Z"],
      ["month", "2023-12-31T22:45:59.500Z", "2024-01-01T00:00:00.000Z"],
      ["week", "2024-01-24T22:45:59.500Z", "2024-01-29T00:00:00.000Z"],
      ["day", "2024-01-30T22:45:59.500Z", "2024-01-31T00:00:00.000Z"],
      ["hour", "2024-01-31T21:45:59.500Z", "2024-01-31T22:00:00.000Z"],
      ["minute", "2024-01-31T22:44:59.500Z", "2024-01-31T22:45:00.000Z"],
      ["second", "2024-01-31T22:45:58.500Z", "2024-01-31T22:45:59.000Z"],
    ] as const satisfies readonly (readonly [DateUnit, string, string])[]
  ).flatMap(([unit, before, cut]) => [
    [
      `a ${unit} before`,
      `select ${functions.dateAdd(at, "-1", unit)} as v from [moments] where [id] = 1`,
      [new Date(before)],
    ] as const,
    [
      `the beginning of a ${unit}`,
      `select ${functions.dateTruncate(at, unit)} as v from [moments] where [id] = 1`,
      [new Date(cut)],
    ] as const,
  ]),
  [
    "the week of a day before 1900",
    `select ${functions.dateTruncate(at, "week")} as v from [moments] where [id] = 2`,
    [new Date("1899-12-25T00:00:00Z")],
  ],
];

describeServer("h2", "H2's imitation of SQL Server", (server) => {
  const url = new URL(server.url);
  // Its own database, which is gone with its last connection.
  url.pathname = encodeURIComponent(`mem:mssql_${process.pid}`);
  const client = new Client({
    connectionString: url.href,
    types: { getTypeParser: () => (text: string) => text } as never,
  });
  const run = async (text: string): Promise<readonly unknown[]> => {
    const { rows } = await client.query<unknown[]>({ text, rowMode: "array" });
    return rows.map(([value]) => value);
  };

  beforeAll(async () => {
    await client.connect();
    await run("set mode MSSQLServer");
    await run("set time zone 'UTC'");
    await run(
      `create table [items] ([id] ${types.toNative("integer")} not null primary key, [name] ${types.toNative("varchar(20)")})`,
    );
    await run("insert into [items] ([id], [name]) values (1, N'a'), (2, N'b'), (3, N'c'), (4, null)");
    await run(`create table [moments] ([id] int primary key, [at] ${types.toNative("timestamp")})`);
    await run("insert into [moments] ([id], [at]) values (1, '2024-01-31 22:45:59.500'), (2, '1899-12-31 12:00:00')");
  });
  afterAll(() => client.end());

  const plain = (value: unknown): string =>
    value instanceof Date
      ? value.toISOString()
      : String(value).replace(
          /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})?\d*$/,
          (_, day: string, time: string, part = "") => `${day}T${time}${String(part || ".").padEnd(4, "0")}Z`,
        );

  it.each(meanings)("%s", async (_name, query, values) => {
    expect((await run(query)).map(plain)).toEqual(values.map(plain));
  });

  it("an upsert inserts, overwrites, and leaves alone what is not to be overwritten", async () => {
    await run(`create table [kept] ([id] int primary key, [name] nvarchar(20), [n] int)`);
    await run("insert into [kept] values (1, N'one', 10)");
    const request = { table: "kept", columns: ["id", "name", "n"], key: ["id"] };
    const rows = [
      ["1", "N'uno'", "11"],
      ["2", "N'dos'", "22"],
    ];
    // The hint against two merges of one key is unknown here.
    const upsert = (update: readonly string[]): string =>
      mssqlDialect.upsert({ ...request, rows, update }).replace(" with (holdlock)", "");
    await run(upsert(["n"]));
    expect(await run("select [name] + '=' + cast([n] as varchar(10)) from [kept] order by [id]")).toEqual([
      "one=11",
      "dos=22",
    ]);
    await run(upsert([]));
    expect(await run("select [name] + '=' + cast([n] as varchar(10)) from [kept] order by [id]")).toEqual([
      "one=11",
      "dos=22",
    ]);
  });

  it.each([
    "smallint",
    "integer",
    "bigint",
    "decimal(10,2)",
    "real",
    "double",
    "boolean",
    "text",
    "varchar(20)",
    "char(5)",
    "binary",
    "uuid",
    "date",
    "time(3)",
    "timestamp(3)",
    "timestamptz(3)",
  ])("has the type of %s", async (type) => {
    expect(await run(`create table [typed] ([v] ${types.toNative(type)})`)).toEqual([]);
    await run("drop table [typed]");
  });
});
