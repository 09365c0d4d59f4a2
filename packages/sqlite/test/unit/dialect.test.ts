import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sqliteDialect, type DateUnit } from "@db/core";
import Database from "better-sqlite3";

let client: Database.Database;
const value = (expression: string, ...parameters: unknown[]): unknown =>
  client
    .prepare(`select ${expression}`)
    .pluck()
    .get(...parameters);
const { functions, types } = sqliteDialect;

beforeAll(() => {
  client = new Database(":memory:");
});
afterAll(() => {
  client.close();
});

describe("SQLite's types", () => {
  it.each([
    ["smallint", "integer"],
    ["integer", "integer"],
    ["bigint", "integer"],
    ["decimal(10,2)", "text"],
    ["real", "real"],
    ["double", "real"],
    ["text", "text"],
    ["varchar(5)", "text"],
    ["char(5)", "text"],
    ["uuid", "text"],
    ["date", "text"],
    ["time(3)", "text"],
    ["timestamp", "text"],
    ["timestamptz(6)", "text"],
    ["interval", "text"],
    ["json", "text"],
  ])("keeps %s as %s", (type, storage) => {
    // A text that looks like a number shows the affinity.
    client.exec(`create table affinity (v ${types.toNative(type)}); insert into affinity values ('1.0')`);
    try {
      expect(client.prepare("select typeof(v) from affinity").pluck().get()).toBe(storage);
      const declared = client.prepare("select type from pragma_table_info('affinity')").pluck().get() as string;
      const kind = type.replace(/\(.*/, "");
      expect(types.toPortable(declared)?.kind).toBe(kind);
    } finally {
      client.exec("drop table affinity");
    }
  });

  it("has no arrays", () => {
    expect(() => types.toNative("array of integer")).toThrow(expect.objectContaining({ kind: "unsupported" }));
  });
});

describe("SQLite's text", () => {
  it("has the limit of parameters that the dialect tells", () => {
    const many = (count: number): unknown => client.prepare(`select 1 where 1 in (${"?,".repeat(count - 1)}?)`);
    expect(() => many(sqliteDialect.maxParameters)).not.toThrow();
    expect(() => many(sqliteDialect.maxParameters + 1)).toThrow("too many SQL variables");
  });

  it("quotes names and strings of any content", () => {
    for (const text of ['a"b', "a'b", "a]b`c", "ä\\n--", "x".repeat(500)]) {
      expect(value(sqliteDialect.quoteString(text))).toBe(text);
      expect(client.prepare(`select 1 as ${sqliteDialect.quoteIdentifier(text)}`).columns()[0]!.name).toBe(text);
    }
  });

  it("pages, compares nulls and upserts", () => {
    client.exec("create table u (id integer primary key, a text, b text)");
    const request = {
      table: ["main", "u"],
      columns: ["id", "a", "b"],
      rows: [
        ["1", "'x'", "'y'"],
        ["2", "'p'", "'q'"],
      ],
      key: ["id"],
      update: ["a"],
    };
    client.exec(sqliteDialect.upsert(request));
    client.exec(sqliteDialect.upsert({ ...request, rows: [["1", "'new'", "'new'"]] }));
    client.exec(sqliteDialect.upsert({ ...request, rows: [["2", "'new'", "'new'"]], update: [] }));
    expect(
      client
        .prepare(`select * from u order by id ${sqliteDialect.page({ offset: "0" }).tail}`)
        .raw()
        .all(),
    ).toEqual([
      [1, "new", "y"],
      [2, "p", "q"],
    ]);
    expect(
      client
        .prepare(`select id from u order by id ${sqliteDialect.page({ limit: "1", offset: "1" }).tail}`)
        .pluck()
        .all(),
    ).toEqual([2]);
    expect(value(sqliteDialect.isDistinctFrom("null", "null"))).toBe(0);
    expect(value(sqliteDialect.isDistinctFrom("null", "1"))).toBe(1);
    const returning = sqliteDialect.returning(["id"], "delete")!;
    expect(client.prepare(`delete from u where id = 1 ${returning.text}`).pluck().all()).toEqual([1]);
    expect(() => sqliteDialect.lock({ strength: "update" })).toThrow(expect.objectContaining({ kind: "unsupported" }));
  });
});

describe("SQLite's functions", () => {
  const moment = "'2024-05-16 13:14:15.678'";

  it.each<[DateUnit, string]>([
    ["year", "2024-01-01 00:00:00.000"],
    ["quarter", "2024-04-01 00:00:00.000"],
    ["month", "2024-05-01 00:00:00.000"],
    ["week", "2024-05-13 00:00:00.000"],
    ["day", "2024-05-16 00:00:00.000"],
    ["hour", "2024-05-16 13:00:00.000"],
    ["minute", "2024-05-16 13:14:00.000"],
    ["second", "2024-05-16 13:14:15.000"],
  ])("truncates to the %s", (unit, expected) => {
    expect(value(functions.dateTruncate(moment, unit))).toBe(expected);
  });

  it.each<[DateUnit, number]>([
    ["year", 2024],
    ["quarter", 2],
    ["month", 5],
    ["week", 20],
    ["day", 16],
    ["hour", 13],
    ["minute", 14],
    ["second", 15],
  ])("extracts the %s", (unit, expected) => {
    expect(value(functions.extract(moment, unit))).toBe(expected);
  });

  it("keeps Mondays and Sundays in their week", () => {
    expect(value(functions.dateTruncate("'2024-05-13'", "week"))).toBe("2024-05-13 00:00:00.000");
    expect(value(functions.dateTruncate("'2024-05-19'", "week"))).toBe("2024-05-13 00:00:00.000");
  });

  it("adds with the last day of a shorter month, and counts whole units", () => {
    expect(value(functions.dateAdd("'2024-01-31'", "1", "month"))).toBe("2024-02-29 00:00:00.000");
    expect(value(functions.dateAdd("'2024-01-31'", "-1", "quarter"))).toBe("2023-10-31 00:00:00.000");
    expect(value(functions.dateAdd(moment, "2", "week"))).toBe("2024-05-30 13:14:15.678");
    expect(value(functions.dateAdd(moment, "?", "second"), 45n)).toBe("2024-05-16 13:15:00.678");
    expect(value(functions.dateDifference("'2024-01-01 12:00:00'", "'2024-01-03 11:59:59.999'", "day"))).toBe(1);
    expect(value(functions.dateDifference("'2024-01-03'", "'2024-01-01 12:00'", "day"))).toBe(-1);
    expect(value(functions.dateDifference("'2024-01-01 00:00:00.100'", "'2024-01-01 00:00:01.100'", "second"))).toBe(1);
  });

  it.each([
    [["a", 1], "x"],
    [["b"], "true"],
    [["c"], "1.5"],
    [["d"], null],
    [["missing"], null],
    [["o"], '{"k":1}'],
    [["q\"'\\q"], "odd"],
    [["x.y[0]"], "dotted"],
  ] as const)("takes text out of JSON at %j", (path, expected) => {
    const document = JSON.stringify({
      a: [0, "x"],
      b: true,
      c: 1.5,
      d: null,
      o: { k: 1 },
      "q\"'\\q": "odd",
      "x.y[0]": "dotted",
    });
    expect(value(functions.jsonText(sqliteDialect.quoteString(document), path))).toBe(expected);
  });

  it("has the rest", () => {
    expect(value(functions.jsonValue("'{\"a\":[true]}'", ["a"]))).toBe("[true]");
    expect(value(functions.concat(["'a'", "null", "'b'"]))).toBe("ab");
    expect(value(functions.length("'äö𝄞'"))).toBe(3);
    expect(value(functions.substring("'abcdef'", "2", "3"))).toBe("bcd");
    expect(value(functions.position("'c'", "'abc'"))).toBe(3);
    expect(value(functions.coalesce(["null"]))).toBeNull();
    expect(value(functions.coalesce(["null", "2"]))).toBe(2);
    expect(value(functions.cast("1.50", "decimal(10,2)"))).toBe("1.5");
    expect(value(functions.cast("'12'", "integer"))).toBe(12);
    expect(value(functions.currentDate())).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(value(functions.now())).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    expect(
      client
        .prepare(`select ${functions.stringAggregate("v", "'-'", "v desc")} from (select 1 as v union select 2)`)
        .pluck()
        .get(),
    ).toBe("2-1");
    for (let time = 0; time < 50; time++) {
      expect(value(functions.uuid())).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      const random = value(functions.random()) as number;
      expect(random >= 0 && random < 1).toBe(true);
    }
  });
});
