import { beforeAll, expect, it } from "@jest/globals";
import { sql, type Row } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { databases, rejection, type Make } from "./support/database.ts";

function tests(define: Make, url: string): void {
  const made = databases(define, () => url);
  const table = sql.id(`${made.name}_values`);
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  beforeAll(async () => {
    await made.make().execute(sql`create table ${table} (
      id int primary key, t tinyint, ut tinyint unsigned, flag tinyint(1), s smallint, us smallint unsigned, m mediumint,
      i int, ui int unsigned, b bigint, ub bigint unsigned, d decimal(40,10), f float, dbl double, bit1 bit(1), bit64 bit(64),
      y year, da date, ti time(2), dt datetime(6), ts timestamp(3) null, c char(4), v varchar(300), txt longtext, e enum('a','b'),
      st set('x','y','z'), bin binary(3), vb varbinary(300), bl longblob, j json)`);
    const db = made.make();
    const columns = sql`id, t, ut, flag, s, us, m, i, ui, b, ub, d, f, dbl, bit1, bit64, y, da, ti, dt, ts, c, v, txt, e, st, bin, vb, bl, j`;
    await db.execute(
      sql`insert into ${table} (${columns}) values (${sql.join([
        1,
        -128,
        255,
        true,
        -32768,
        65535,
        -8388608,
        -2147483648,
        4294967295,
        -(2n ** 63n),
        2n ** 64n - 1n,
        "-123456789012345678901234567890.0123456789",
        0.1,
        5e-324,
        true,
        new Uint8Array([255, 0, 0, 0, 0, 0, 0, 1]),
        2155,
        "9999-12-31",
        "-838:59:59.00",
        new Date("0001-01-01T00:00:00.001Z"),
        new Date("2038-01-19T03:14:07.999Z"),
        "ab",
        "x".repeat(251),
        "ü".repeat(70_000),
        "b",
        "x,z",
        new Uint8Array([0, 39, 92]),
        new Uint8Array(252).fill(251),
        new Uint8Array(70_000).fill(10),
        sql.json({ big: 2n ** 63n - 1n, list: [1.5, null, "\0"] }),
      ])})`,
    );
    await db.execute(sql`insert into ${table} (id) values (2)`);
  });

  const expected: readonly Row[] = [
    {
      id: 1,
      t: -128,
      ut: 255,
      flag: true,
      s: -32768,
      us: 65535,
      m: -8388608,
      i: -2147483648,
      ui: 4294967295,
      b: -(2n ** 63n),
      ub: 2n ** 64n - 1n,
      d: "-123456789012345678901234567890.0123456789",
      f: 0.1,
      dbl: 5e-324,
      bit1: true,
      bit64: new Uint8Array([255, 0, 0, 0, 0, 0, 0, 1]),
      y: 2155,
      da: "9999-12-31",
      ti: "-838:59:59.00",
      dt: new Date("0001-01-01T00:00:00.001Z"),
      ts: new Date("2038-01-19T03:14:07.999Z"),
      c: "ab",
      v: "x".repeat(251),
      txt: "ü".repeat(70_000),
      e: "b",
      st: "x,z",
      bin: new Uint8Array([0, 39, 92]),
      vb: new Uint8Array(252).fill(251),
      bl: new Uint8Array(70_000).fill(10),
      j: { big: 2n ** 63n - 1n, list: [1.5, null, "\0"] },
    },
    {
      id: 2,
      t: null,
      ut: null,
      flag: null,
      s: null,
      us: null,
      m: null,
      i: null,
      ui: null,
      b: null,
      ub: null,
      d: null,
      f: null,
      dbl: null,
      bit1: null,
      bit64: null,
      y: null,
      da: null,
      ti: null,
      dt: null,
      ts: null,
      c: null,
      v: null,
      txt: null,
      e: null,
      st: null,
      bin: null,
      vb: null,
      bl: null,
      j: null,
    },
  ];

  it.each([["prepared"], ["text"]] as const)("every type, %s", async (preparedStatements) => {
    const db = made.make({ preparedStatements });
    expect(await db.query(sql`select * from ${table} order by id`)).toEqual(expected);
    const streamed: Row[] = [];
    for await (const row of db.stream(sql`select * from ${table} order by id`)) streamed.push(row);
    expect(streamed).toEqual(expected);
  });

  it("a bulk insert of what was read", async () => {
    const db = made.make();
    const copy = sql.id(`${made.name}_copy`);
    made.finally(() => made.make().execute(sql`drop table if exists ${copy}`));
    for (const loadData of [true, false]) {
      await db.execute(sql`drop table if exists ${copy}`);
      await db.execute(sql`create table ${copy} like ${table}`);
      const rows = expected.map((row) => ({ ...row, j: row["j"] === null ? null : sql.json(row["j"]) }));
      expect(await made.make({ loadData }).bulkInsert(`${made.name}_copy`, rows)).toBe(2);
      expect(await db.query(sql`select * from ${copy} order by id`)).toEqual(expected);
    }
  });

  it("timestamps as text keep microseconds, by either protocol", async () => {
    for (const preparedStatements of ["prepared", "text"] as const) {
      const db = made.make({ timestamps: "string", preparedStatements });
      const [row] = await db.query(
        sql`select cast('2024-02-29 12:34:56.123456' as datetime(6)) as a, cast('2024-02-29' as datetime) as b, cast('-01:02:03.5' as time(1)) as c`,
      );
      expect(row).toEqual({ a: "2024-02-29 12:34:56.123456", b: "2024-02-29 00:00:00", c: "-01:02:03.5" });
    }
  });

  it("zero dates are no dates, and stay text", async () => {
    for (const preparedStatements of ["prepared", "text"] as const) {
      const db = made.make({ preparedStatements, parameters: { sql_mode: "" }, pool: { max: 1 } });
      const zero = sql.id(`${made.name}_zero`);
      await db.session(async (session) => {
        await session.execute(sql`create temporary table ${zero} (a date, b datetime(3), c datetime)`);
        await session.execute(sql`insert into ${zero} values ('0000-00-00', '0000-00-00', '2024-00-10')`);
        expect(await session.query(sql`select * from ${zero}`)).toEqual([
          { a: "0000-00-00", b: "0000-00-00 00:00:00.000", c: "2024-00-10 00:00:00" },
        ]);
      });
    }
  });

  it("parameters of changing types keep every digit", async () => {
    const db = made.make({ pool: { max: 1 } });
    const numbers = sql.id(`${made.name}_numbers`);
    await db.execute(sql`create table ${numbers} (id int primary key auto_increment, d decimal(38,10), b bigint)`);
    made.finally(() => made.make().execute(sql`drop table if exists ${numbers}`));
    const given = [
      0.5,
      "12345678901234567890.0123456789",
      7,
      9007199254740993n,
      "1.1000000001",
      null,
      0.25,
      "9007199254740993.5",
    ];
    for (const value of given) await db.execute(sql`insert into ${numbers} (d) values (${value})`);
    const kept = (await db.query<{ d: string | null }>(sql`select d from ${numbers} order by id`)).map(({ d }) =>
      d?.replace(/\.?0+$/, ""),
    );
    expect(kept).toEqual([
      "0.5",
      "12345678901234567890.0123456789",
      "7",
      "9007199254740993",
      "1.1000000001",
      undefined,
      "0.25",
      "9007199254740993.5",
    ]);
    for (const value of [1.5, 2n ** 53n + 1n, 3]) await db.execute(sql`insert into ${numbers} (b) values (${value})`);
    expect((await db.query(sql`select b from ${numbers} where b is not null order by id`)).map(({ b }) => b)).toEqual([
      2,
      2n ** 53n + 1n,
      3,
    ]);
  });

  it("refuses what no column can hold before anything is sent", async () => {
    const db = made.make();
    for (const value of [Number.NaN, Infinity])
      expect(await rejection(() => db.query(sql`select ${value} as v`))).toMatchObject({ kind: "usage" });
    expect(await rejection(() => db.query(sql`select ${new Date(9e14)} as v`))).toMatchObject({
      kind: "value-out-of-range",
    });
  });
}

describeServer("mysql", "values", (server) => tests(mysql, server.url));
describeServer("mariadb", "values", (server) => tests(mariadb, server.url));
