import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { postgresDialect, scanPlaceholders, tokenize, type DateUnit } from "@db/core";
import { PGlite } from "@electric-sql/pglite";

let client: PGlite;
const { functions, types } = postgresDialect;

async function value(expression: string, ...parameters: unknown[]): Promise<unknown> {
  const { rows } = await client.query<{ v: string | null }>(`select (${expression})::text as v`, parameters);
  return rows[0]!.v;
}

beforeAll(async () => {
  client = await PGlite.create();
});
afterAll(async () => {
  await client.close();
});

describe("PostgreSQL's types", () => {
  it.each([
    "smallint",
    "integer",
    "bigint",
    "decimal",
    "decimal(10,2)",
    "real",
    "double",
    "boolean",
    "text",
    "varchar(5)",
    "char(5)",
    "binary",
    "uuid",
    "date",
    "time",
    "time(3)",
    "timestamp",
    "timestamp(3)",
    "timestamptz",
    "timestamptz(6)",
    "interval",
    "json",
    "array of integer",
    "array of decimal(4,1)",
  ])("are declared and read back: %s", async (type) => {
    await client.exec(`create table declared (v ${types.toNative(type)})`);
    try {
      const { tables } = await postgresDialect.readCatalogue!({
        version: [18],
        query: async (text, parameters) => (await client.query<Record<string, unknown>>(text, [...parameters])).rows,
      });
      expect(tables[0]!.columns[0]!.type).toBe(type);
    } finally {
      await client.exec("drop table declared");
    }
  });
});

describe("PostgreSQL's text", () => {
  it("quotes names and strings of any content", async () => {
    for (const text of ['a"b', "a'b", "a\\'b\\", "ä\\n--", "$$", "é".repeat(31)]) {
      expect(await value(postgresDialect.quoteString(text))).toBe(text);
      const { fields } = await client.query(`select 1 as ${postgresDialect.quoteIdentifier(text)}`);
      expect(fields[0]!.name).toBe(text);
    }
    // 64 bytes in 32 characters: the server would cut it.
    expect(() => postgresDialect.quoteIdentifier("é".repeat(32))).toThrow(expect.objectContaining({ kind: "usage" }));
  });

  it("reads literals as the server does", async () => {
    for (const text of ["E'a\\'b'\n'c\\'d'", "$x$ ' $$ $x$", "'a\\'", "U&'d\\0061''t'", "E'a' -- ' \n 'b\\\\'"]) {
      expect(tokenize(text, postgresDialect.lexical)).toEqual([{ kind: "string", start: 0, end: text.length }]);
      expect(typeof (await value(text))).toBe("string");
    }
  });

  it("keeps operators that hold a question mark", async () => {
    const { parts, names } = scanPlaceholders(
      "'{\"a\":1}'::jsonb ?? ? and '{\"b\":1}'::jsonb ??| array[?] and '[1]'::jsonb @?? '$[0]'",
      postgresDialect.lexical,
    );
    const text = parts.map((part, at) => (at < names.length ? `${part}$${at + 1}` : part)).join("");
    expect(await value(text, "a", "b")).toBe("true");
  });

  it("pages, locks, compares nulls and upserts", async () => {
    await client.exec("create table u (id integer primary key, a text, b text)");
    const request = {
      table: ["public", "u"],
      columns: ["id", "a", "b"],
      rows: [
        ["1", "'x'", "'y'"],
        ["2", "'p'", "'q'"],
      ],
      key: ["id"],
      update: ["a"],
    };
    await client.exec(postgresDialect.upsert(request));
    await client.exec(postgresDialect.upsert({ ...request, rows: [["1", "'new'", "'new'"]] }));
    await client.exec(postgresDialect.upsert({ ...request, rows: [["2", "'new'", "'new'"]], update: [] }));
    const page = postgresDialect.page({ limit: "5", offset: "0" }).tail;
    const lock = postgresDialect.lock({ strength: "update", wait: "skip-locked" }).tail;
    expect((await client.query(`select * from u order by id ${page} ${lock}`)).rows).toEqual([
      { id: 1, a: "new", b: "y" },
      { id: 2, a: "p", b: "q" },
    ]);
    expect(await value(postgresDialect.isDistinctFrom("null", "null"))).toBe("false");
    expect(await value(postgresDialect.isDistinctFrom("null", "1"))).toBe("true");
  });
});

describe("PostgreSQL's functions", () => {
  const moment = "timestamp '2024-05-16 13:14:15.678'";

  it.each<[DateUnit, string, string]>([
    ["year", "2024-01-01 00:00:00", "2024"],
    ["quarter", "2024-04-01 00:00:00", "2"],
    ["month", "2024-05-01 00:00:00", "5"],
    ["week", "2024-05-13 00:00:00", "20"],
    ["day", "2024-05-16 00:00:00", "16"],
    ["hour", "2024-05-16 13:00:00", "13"],
    ["minute", "2024-05-16 13:14:00", "14"],
    ["second", "2024-05-16 13:14:15", "15"],
  ])("truncates to and extracts the %s", async (unit, truncated, extracted) => {
    expect(await value(functions.dateTruncate(moment, unit))).toBe(truncated);
    expect(await value(functions.extract(moment, unit))).toBe(extracted);
  });

  it("adds with the last day of a shorter month, and counts whole units", async () => {
    expect(await value(functions.dateAdd("timestamp '2024-01-31'", "1", "month"))).toBe("2024-02-29 00:00:00");
    expect(await value(functions.dateAdd("timestamp '2024-01-31'", "-1", "quarter"))).toBe("2023-10-31 00:00:00");
    expect(await value(functions.dateAdd(moment, "$1", "week"), 2)).toBe("2024-05-30 13:14:15.678");
    expect(
      await value(
        functions.dateDifference("timestamp '2024-01-01 12:00'", "timestamp '2024-01-03 11:59:59.999'", "day"),
      ),
    ).toBe("1");
    expect(await value(functions.dateDifference("date '2024-01-03'", "timestamp '2024-01-01 12:00'", "day"))).toBe(
      "-1",
    );
  });

  it.each([
    [["a", 1], "x", '"x"'],
    [["b"], "true", "true"],
    [["d"], null, "null"],
    [["missing"], null, null],
    [["q\"'\\q,{}"], "odd", '"odd"'],
  ] as const)("takes values out of JSON at %j", async (path, text, json) => {
    const document = `${postgresDialect.quoteString(JSON.stringify({ a: [0, "x"], b: true, d: null, "q\"'\\q,{}": "odd" }))}::jsonb`;
    expect(await value(functions.jsonText(document, path))).toBe(text);
    expect(await value(functions.jsonValue(document, path))).toBe(json);
  });

  it("has the rest", async () => {
    expect(await value(functions.concat(["$1", "null", "'b'"]), "a")).toBe("ab");
    expect(await value(functions.length("'äö'"))).toBe("2");
    expect(await value(functions.substring("'abcdef'", "2", "3"))).toBe("bcd");
    expect(await value(functions.position("'c'", "'abc'"))).toBe("3");
    expect(await value(functions.coalesce(["null", "2"]))).toBe("2");
    expect(await value(functions.cast("'1.50'", "decimal(10,1)"))).toBe("1.5");
    expect(await value(functions.uuid())).toMatch(/^[\da-f-]{36}$/);
    expect(Number(await value(functions.random()))).toBeLessThan(1);
    expect(await value(functions.now())).toMatch(/^20/);
    expect(await value(functions.currentDate())).toMatch(/^20/);
    expect(
      (
        await client.query(
          `select ${functions.stringAggregate("v", "'-'", "v desc")} as v from (values (1), (2)) as t(v)`,
        )
      ).rows,
    ).toEqual([{ v: "2-1" }]);
  });
});
