import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { pglite, range } from "../../src/index.ts";
import { databases } from "./support/database.ts";

/** What the server's own text of a value is read as. */
const read: readonly [type: string, text: string, value: unknown][] = [
  ["boolean", "t", true],
  ["boolean", "f", false],
  ["smallint", "-32768", -32_768],
  ["integer", "2147483647", 2_147_483_647],
  ["bigint", "9007199254740991", 9_007_199_254_740_991],
  ["bigint", "9007199254740992", 9_007_199_254_740_992n],
  ["bigint", "-9223372036854775808", -9_223_372_036_854_775_808n],
  ["oid", "4294967295", 4_294_967_295],
  ["real", "0.1", 0.1],
  ["real", "3.4028235e+38", 3.4028235e38],
  ["double precision", "5e-324", 5e-324],
  ["double precision", "-0", -0],
  ["double precision", "NaN", Number.NaN],
  ["double precision", "-Infinity", -Infinity],
  ["numeric", "12345678901234567890.123456789000", "12345678901234567890.123456789000"],
  ["numeric", "NaN", "NaN"],
  ["numeric", "Infinity", "Infinity"],
  ["money", "1234.5", "$1,234.50"],
  ["text", "é\n\t\\", "é\n\t\\"],
  ["char(4)", "a", "a   "],
  ["name", "n", "n"],
  ['"char"', "x", "x"],
  ["bytea", "\\x00ff5c", new Uint8Array([0, 255, 92])],
  ["bytea", "\\x", new Uint8Array()],
  ["date", "2024-02-29", "2024-02-29"],
  ["date", "0044-03-15 BC", "0044-03-15 BC"],
  ["date", "infinity", "infinity"],
  ["time", "23:59:59.999999", "23:59:59.999999"],
  ["timetz", "10:00:00+05:30", "10:00:00+05:30"],
  ["timestamp", "2024-01-31 10:00:00.123456", new Date("2024-01-31T10:00:00.123Z")],
  ["timestamptz", "2024-01-31 10:00:00.5+05:30", new Date("2024-01-31T04:30:00.500Z")],
  ["timestamptz", "0001-01-01 00:00:00+00", new Date(Date.UTC(2000, 0, 1) - 63_082_281_600_000)],
  ["timestamptz", "0001-01-01 00:00:00+00 BC", new Date("0000-01-01T00:00:00Z")],
  ["timestamptz", "20000-01-01 00:00:00+00", new Date("+020000-01-01T00:00:00Z")],
  ["timestamptz", "infinity", "infinity"],
  ["timestamp", "-infinity", "-infinity"],
  ["interval", "1 year 2 mons -3 days 04:05:06.7", "P1Y2M-3DT4H5M6.7S"],
  ["uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
  ["json", '{"a": [1, null, "x"]}', { a: [1, null, "x"] }],
  ["jsonb", '{"a": 1.5}', { a: 1.5 }],
  ["jsonb", "null", null],
  ["xml", "<a>1</a>", "<a>1</a>"],
  ["inet", "192.168.0.1/24", "192.168.0.1/24"],
  ["cidr", "10.0.0.0/8", "10.0.0.0/8"],
  ["macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:03"],
  ["bit(3)", "101", "101"],
  ["varbit", "10", "10"],
  ["point", "(1,2)", "(1,2)"],
  ["tsvector", "'a':1", "'a':1"],
  ["pg_lsn", "16/B374D848", "16/B374D848"],
  ["xid8", "18446744073709551615", "18446744073709551615"],
  ["integer[]", "{1,NULL,3}", [1, null, 3]],
  ["integer[]", "{}", []],
  [
    "integer[]",
    "{{1,2},{3,4}}",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["integer[]", "[0:1]={7,8}", [7, 8]],
  ["bigint[]", "{1,9223372036854775807}", [1, 9_223_372_036_854_775_807n]],
  ["text[]", '{"a,b","c\\"d","e\\\\f","NULL",NULL,"","{}"," x"}', ["a,b", 'c"d', "e\\f", "NULL", null, "", "{}", " x"]],
  ["boolean[]", "{t,f}", [true, false]],
  ["bytea[]", '{"\\\\x00",NULL}', [new Uint8Array([0]), null]],
  ["timestamptz[]", '{"2024-01-01 00:00:00+00"}', [new Date("2024-01-01T00:00:00Z")]],
  ["jsonb[]", '{"{\\"a\\": [1]}"}', [{ a: [1] }]],
  ["box[]", "{(2,2),(1,1);(4,4),(3,3)}", ["(2,2),(1,1)", "(4,4),(3,3)"]],
  ["point[]", '{"(1,2)"}', ["(1,2)"]],
  ["int4range", "[1,5)", range(1, 5)],
  ["int4range", "empty", { ...range(null, null, "()"), empty: true }],
  ["int8range", "[9007199254740993,)", range(9_007_199_254_740_993n, null)],
  ["numrange", "(1.5,2.50]", range("1.5", "2.50", "(]")],
  ["daterange", "[2024-01-01,2024-02-01)", range("2024-01-01", "2024-02-01")],
  [
    "tstzrange",
    '["2024-01-01 00:00:00+00",infinity)',
    range<Date | string>(new Date("2024-01-01T00:00:00Z"), "infinity"),
  ],
  ["int4range[]", '{"[1,2)",empty}', [range(1, 2), { ...range(null, null, "()"), empty: true }]],
  ["int4multirange", "{[1,2),[5,7)}", "{[1,2),[5,7)}"],
  ["int4multirange[]", '{"{[1,2)}"}', ["{[1,2)}"]],
];

/** What is written and read back as itself. */
const kept: readonly [type: string, value: unknown][] = [
  ["integer[]", [1, null, 2]],
  ["text[]", ['"', "\\", "{", ",", "null", "NULL", "", "\n", "é"]],
  [
    "text[][]",
    [
      ["a", "b"],
      ["c", null],
    ],
  ],
  ["bytea", new Uint8Array([0, 1, 92, 255])],
  ["bytea[]", [new Uint8Array([0, 255]), new Uint8Array()]],
  ["numeric[]", ["1.10", "NaN"]],
  ["double precision[]", [-0, Number.NaN, Infinity, 1e-320]],
  ["bigint", -9_223_372_036_854_775_808n],
  ["timestamptz", new Date(-1)],
  ["timestamptz", new Date("-004000-01-01T00:00:00Z")],
  ["timestamptz", new Date("+100000-01-01T00:00:00.001Z")],
  ["timestamptz[]", [new Date(0), null]],
  ["int4range", range(1, 9)],
  ["int8range", range(null, 9_007_199_254_740_993n, "()")],
  ["numrange", range("1.5", null, "()")],
  ["tstzrange", range(new Date(0), new Date(1000), "[]")],
  ["daterange[]", [range("2024-01-01", "2024-01-02")]],
];

function readsAll(db: () => RelationalDatabase): void {
  it.each(read)("reads %s %s", async (type, text, value) => {
    const { v } = await db().queryOne<{ v: unknown }>(sql`select ${text}::text::${sql.raw(type)} as v`);
    expect(v).toEqual(value);
    if (typeof value === "number") expect(Object.is(v, value)).toBe(true);
    if (value instanceof Uint8Array) expect(v).toBeInstanceOf(Uint8Array);
  });

  it.each(kept)("keeps %s", async (type, value) => {
    const { v } = await db().queryOne<{ v: unknown }>(sql`select ${value}::${sql.raw(type)} as v`);
    expect(v).toEqual(value);
  });

  it("keeps the same by COPY", async () => {
    await db().transaction(async (tx) => {
      const columns = kept.map((_, index) => `c${index}`);
      await tx.execute(
        sql`create temporary table kept (${sql.join(kept.map(([type], index) => sql`${sql.id(`c${index}`)} ${sql.raw(type)}`))})`,
      );
      expect(await tx.bulkInsert("kept", [kept.map(([, value]) => value), kept.map(() => null)], { columns })).toBe(2);
      const [first, second] = await tx.query(sql`select * from kept`);
      kept.forEach(([, value], index) => expect(first![`c${index}`]).toEqual(value));
      expect(new Set(Object.values(second!))).toEqual(new Set([null]));
    });
  });

  it("reads every array of the server's own types as a list", async () => {
    const types = await db().query<{ type: string }>(sql`
      select a.typname as type from pg_type e join pg_type a on a.oid = e.typarray
      where e.typnamespace = 'pg_catalog'::regnamespace and e.typtype in ('b', 'r', 'm') and e.typcategory <> 'X'
        and e.typname not like 'pg\_%' and e.typname not in ('gtsvector') order by 1`);
    expect(types.length).toBeGreaterThan(60);
    for (const { type } of types) {
      expect([
        type,
        (await db().queryOne<{ v: unknown }>(sql`select '{NULL}'::text::${sql.id("pg_catalog", type)} as v`)).v,
      ]).toEqual([type, [null]]);
    }
  });

  it("reads domains as what they are made of, and types of a schema's own as text", async () => {
    await db()
      .transaction(async (tx) => {
        await tx.execute(sql`create domain positive_of_test as integer check (value > 0)`);
        await tx.execute(sql`create type mood_of_test as enum ('sad', 'happy')`);
        await tx.execute(sql`create type pair_of_test as (a int, b text)`);
        const row = await tx.queryOne(
          sql`select 5::positive_of_test as d, 'sad'::mood_of_test as e, array['sad', 'happy']::mood_of_test[] as es, array['sad']::mood_of_test[]::text[] as ts, row(1, 'x')::pair_of_test as p`,
        );
        expect(row).toEqual({ d: 5, e: "sad", es: "{sad,happy}", ts: ["sad"], p: "(1,x)" });
        await tx.setRollbackOnly();
      })
      .catch((error: { kind?: string }) => expect(error.kind).toBe("rolled-back"));
  });

  it("gives the ranges of a multirange by unnest", async () => {
    expect(await db().query(sql`select unnest('{[1,2),[5,7)}'::int4multirange) as r`)).toEqual([
      { r: range(1, 2) },
      { r: range(5, 7) },
    ]);
  });

  it("gives rows whose columns have any name, the last of several with one", async () => {
    const row = await db().queryOne(
      sql`select 1 as "__proto__", 2 as "constructor", 3 as ${sql.id('a b"')}, 4 as "a\u2028", 5 as same, 6 as same`,
    );
    expect(Object.entries(row)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
      ['a b"', 3],
      ["a\u2028", 4],
      ["same", 6],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf({}));
  });
}

describeServer("postgres", "values", (server) => {
  const made = databases(() => server.url);
  let db: RelationalDatabase;
  readsAll(() => (db ??= made.make({ parameters: { lc_monetary: "C" } })));

  it("reads timestamps as the server's text where that is asked for", async () => {
    const text = made.make({ timestamps: "string", parameters: { timezone: "Asia/Kolkata" } });
    expect(
      await text.query(
        sql`select timestamptz '2024-01-31 10:00:00.123456+00' as tz, array[timestamp '2024-01-31 10:00:00.123456'] as ts`,
      ),
    ).toEqual([{ tz: "2024-01-31 15:30:00.123456+05:30", ts: ["2024-01-31 10:00:00.123456"] }]);
  });

  it("reads instants right in a session of any time zone and style", async () => {
    const elsewhere = made.make({
      parameters: { timezone: "America/St_Johns", datestyle: "sql, dmy", intervalstyle: "postgres_verbose" },
    });
    // The styles that values are read in are not the user's to change at connecting.
    expect(
      await elsewhere.query(
        sql`select timestamptz '2024-01-31 10:00:00+00' as v, timestamptz '1900-01-01 00:00:00+00' as old, interval '1 day' as i`,
      ),
    ).toEqual([{ v: new Date("2024-01-31T10:00:00Z"), old: new Date("1900-01-01T00:00:00Z"), i: "P1D" }]);
  });
});

describe("values of PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());
  readsAll(() => db);
});
