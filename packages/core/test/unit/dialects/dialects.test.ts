import { describe, expect, it } from "@jest/globals";
import {
  javascriptValues,
  mariadbDialect,
  mssqlDialect,
  mysqlDialect,
  oracleDialect,
  parsePortableType,
  formatPortableType,
  postgresDialect,
  sqliteDialect,
  type Dialect,
  type UpsertRequest,
} from "../../../src/dialects/index.ts";

const dialects: readonly Dialect[] = [
  postgresDialect,
  mysqlDialect,
  mariadbDialect,
  mssqlDialect,
  oracleDialect,
  sqliteDialect,
];
const usage = expect.objectContaining({ kind: "usage" });
const unsupported = expect.objectContaining({ kind: "unsupported" });
const each = dialects.map((dialect) => [dialect.name, dialect] as const);

describe("names", () => {
  it.each([
    [postgresDialect, 'a"b', '"a""b"'],
    [mysqlDialect, "a`b", "`a``b`"],
    [mariadbDialect, "a`b", "`a``b`"],
    [mssqlDialect, "a]b[c", "[a]]b[c]"],
    [oracleDialect, "a b", '"a b"'],
    [sqliteDialect, 'a"b', '"a""b"'],
  ])("are quoted (%#)", (dialect, name, quoted) => {
    expect(dialect.quoteIdentifier(name)).toBe(quoted);
  });

  it.each(each)("%s refuses an empty name and U+0000", (_name, dialect) => {
    expect(() => dialect.quoteIdentifier("")).toThrow(usage);
    expect(() => dialect.quoteIdentifier("a\0b")).toThrow(usage);
  });

  it.each([
    [postgresDialect, "é", 31, 32],
    [mysqlDialect, "é", 64, 65],
    [mssqlDialect, "é", 128, 129],
    [oracleDialect, "é", 64, 65],
  ])("are as long as the engine keeps them, in its own unit (%#)", (dialect, character, longest, tooLong) => {
    expect(() => dialect.quoteIdentifier(character.repeat(longest))).not.toThrow();
    expect(() => dialect.quoteIdentifier(character.repeat(tooLong))).toThrow(usage);
  });

  it("follow the version and the engine's own rules", () => {
    expect(() => oracleDialect.quoteIdentifier("a".repeat(31), [12, 1])).toThrow(usage);
    expect(oracleDialect.quoteIdentifier("a".repeat(31), [12, 2])).toHaveLength(33);
    expect(() => oracleDialect.quoteIdentifier('a"b')).toThrow(usage);
    expect(() => mysqlDialect.quoteIdentifier("a ")).toThrow(usage);
    expect(() => mysqlDialect.quoteIdentifier("𝄞")).toThrow(usage);
    expect(sqliteDialect.quoteIdentifier("a".repeat(9999))).toHaveLength(10_001);
  });
});

describe("literals and placeholders", () => {
  it.each([
    [postgresDialect, "a'b", "'a''b'"],
    [postgresDialect, "a\\'b", " E'a\\\\''b'"],
    [mysqlDialect, "a\\'\0b", "'a\\\\''\\0b'"],
    [mssqlDialect, "a'\\b", "N'a''\\b'"],
    [mssqlDialect, "a\\\nb\\\r\nc", "N'a\\' + N'\nb\\' + N'\r\nc'"],
    [oracleDialect, "a'b", "'a''b'"],
    [sqliteDialect, "a\\'b", "'a\\''b'"],
  ])("strings (%#)", (dialect, value, literal) => {
    expect(dialect.quoteString(value)).toBe(literal);
  });

  it("are the engine's own", () => {
    expect(dialects.map((dialect) => dialect.placeholder(2))).toEqual(["$2", "?", "?", "@p2", ":2", "?"]);
    expect(dialects.map((dialect) => dialect.booleanLiteral(true))).toEqual(["true", "true", "true", "1", "1", "1"]);
    expect(dialects.map((dialect) => dialect.isDistinctFrom("a", "b"))).toEqual([
      "a is distinct from b",
      "not (a <=> b)",
      "not (a <=> b)",
      "exists (select a except select b)",
      "decode(a, b, 0, 1) = 1",
      "a is not b",
    ]);
    expect(dialects.map((dialect) => dialect.savepoints.create("s"))).toEqual([
      'savepoint "s"',
      "savepoint `s`",
      "savepoint `s`",
      "save transaction [s]",
      'savepoint "s"',
      'savepoint "s"',
    ]);
    expect(dialects.map((dialect) => dialect.savepoints.rollback("s"))).toEqual([
      'rollback to savepoint "s"',
      "rollback to savepoint `s`",
      "rollback to savepoint `s`",
      "rollback transaction [s]",
      'rollback to savepoint "s"',
      'rollback to savepoint "s"',
    ]);
    expect(() => mssqlDialect.savepoints.create("s".repeat(33))).toThrow(usage);
  });

  it.each(each)(
    "%s: a savepoint can be released when the feature says so, and its commands control no transaction",
    (_name, dialect) => {
      const { savepoints } = dialect;
      expect(savepoints.release !== undefined).toBe(dialect.supports("savepoint-release"));
      expect(dialect.effectsOf(savepoints.create("s")).controlsTransaction).toBe(false);
    },
  );
});

describe("pages", () => {
  const both = { limit: "1", offset: "2" };
  it.each([
    [postgresDialect, both, "limit 1 offset 2"],
    [postgresDialect, { offset: "2" }, "offset 2"],
    [mysqlDialect, both, "limit 1 offset 2"],
    [mysqlDialect, { offset: "2" }, "limit 18446744073709551615 offset 2"],
    [sqliteDialect, { offset: "2" }, "limit -1 offset 2"],
    [mssqlDialect, both, "offset 2 rows fetch next 1 rows only"],
    [mssqlDialect, { ...both, ordered: false }, "order by (select null) offset 2 rows fetch next 1 rows only"],
    [oracleDialect, both, "offset 2 rows fetch next 1 rows only"],
    [oracleDialect, { limit: "1" }, "fetch first 1 rows only"],
    [oracleDialect, { offset: "2" }, "offset 2 rows"],
  ])("end the statement (%#)", (dialect, page, tail) => {
    expect(dialect.page(page)).toEqual({ head: "", tail });
  });

  it("begin it with top on SQL Server, and wrap it on an old Oracle", () => {
    expect(mssqlDialect.page({ limit: "5" })).toEqual({ head: "top (5)", tail: "" });
    const wrap = (page: object): string => oracleDialect.page(page, [11, 2]).wrap!("select a from t order by a");
    expect(wrap({ limit: "5" })).toBe("select * from (select a from t order by a) where rownum <= 5");
    expect(wrap(both)).toBe(
      'select * from (select * from (select page_rows.*, rownum "row_number_of_page" from (select a from t order by a) page_rows) where "row_number_of_page" > 2) where rownum <= 1',
    );
    for (const dialect of dialects) expect(dialect.page({})).toEqual({ head: "", tail: "" });
  });
});

describe("locks", () => {
  it("are written where the engine wants them", () => {
    expect(postgresDialect.lock({ strength: "share", wait: "nowait" })).toEqual({
      table: "",
      tail: "for share nowait",
    });
    expect(mysqlDialect.lock({ strength: "update", wait: "skip-locked" }, [8, 0, 1])).toEqual({
      table: "",
      tail: "for update skip locked",
    });
    expect(mariadbDialect.lock({ strength: "share" })).toEqual({ table: "", tail: "lock in share mode" });
    expect(mssqlDialect.lock({ strength: "update", wait: "skip-locked" })).toEqual({
      table: "with (updlock, rowlock, readpast)",
      tail: "",
    });
    expect(oracleDialect.lock({ strength: "update" })).toEqual({ table: "", tail: "for update" });
  });

  it("are refused where the version has none, which is told", () => {
    expect(() => oracleDialect.lock({ strength: "share" })).toThrow(unsupported);
    expect(() => mariadbDialect.lock({ strength: "update", wait: "skip-locked" }, [10, 5])).toThrow(
      expect.objectContaining({ kind: "unsupported", message: expect.stringContaining("10.6") }),
    );
  });

  it.each(each)("%s: a locking query is not one that only reads", (_name, dialect) => {
    if (!dialect.supports("lock-update")) return;
    const { table, tail } = dialect.lock({ strength: "update" });
    expect(dialect.effectsOf(`select a from t ${table} where b = 1 ${tail}`).readOnly).toBe(false);
  });
});

describe("upserts", () => {
  const request: UpsertRequest = {
    table: ["s", "t"],
    columns: ["id", "a"],
    rows: [
      ["1", "2"],
      ["3", "4"],
    ],
    key: ["id"],
    update: ["a"],
  };
  it.each([
    [
      postgresDialect,
      [14],
      'insert into "s"."t" ("id", "a") values (1, 2), (3, 4) on conflict ("id") do update set "a" = excluded."a"',
    ],
    [
      mysqlDialect,
      [8, 0, 19],
      "insert into `s`.`t` (`id`, `a`) values (1, 2), (3, 4) as `new_row` on duplicate key update `a` = `new_row`.`a`",
    ],
    [
      mysqlDialect,
      [8, 0, 18],
      "insert into `s`.`t` (`id`, `a`) values (1, 2), (3, 4) on duplicate key update `a` = values(`a`)",
    ],
    [
      mariadbDialect,
      [11, 4],
      "insert into `s`.`t` (`id`, `a`) values (1, 2), (3, 4) on duplicate key update `a` = values(`a`)",
    ],
    [
      mssqlDialect,
      [15],
      "merge into [s].[t] with (holdlock) as target using (values (1, 2), (3, 4)) as source ([id], [a]) on (target.[id] = source.[id]) when matched then update set [a] = source.[a] when not matched then insert ([id], [a]) values (source.[id], source.[a]);",
    ],
    [
      oracleDialect,
      [19],
      'merge into "s"."t" target using (select 1 as "id", 2 as "a" from dual union all select 3 as "id", 4 as "a" from dual) source on (target."id" = source."id") when matched then update set target."a" = source."a" when not matched then insert ("id", "a") values (source."id", source."a")',
    ],
  ])("are one statement (%#)", (dialect, version, text) => {
    expect(dialect.upsert(request, version)).toBe(text);
  });

  it("leave the existing row alone when nothing is to be updated", () => {
    const keep = { ...request, rows: [["1", "2"]], update: [] };
    expect(postgresDialect.upsert(keep)).toMatch(/ on conflict \("id"\) do nothing$/);
    expect(mysqlDialect.upsert(keep, [8, 4])).toMatch(/\(1, 2\) on duplicate key update `id` = `id`$/);
    expect(mssqlDialect.upsert(keep)).not.toContain("when matched");
  });

  it.each(each)("%s: refuse what does not fit together", (_name, dialect) => {
    expect(() => dialect.upsert({ ...request, rows: [] })).toThrow(usage);
    expect(() => dialect.upsert({ ...request, rows: [["1"]] })).toThrow(usage);
    expect(() => dialect.upsert({ ...request, key: [] })).toThrow(usage);
    expect(() => dialect.upsert({ ...request, update: ["other"] })).toThrow(usage);
  });

  it("refuse on Oracle to update what is matched by", () => {
    expect(() => oracleDialect.upsert({ ...request, update: ["id"] })).toThrow(usage);
  });
});

describe("returning", () => {
  it("follows engine and version", () => {
    expect(postgresDialect.returning(["a", "b"], "insert")).toEqual({ place: "tail", text: 'returning "a", "b"' });
    expect(sqliteDialect.returning([], "update", [3, 34])).toBeUndefined();
    expect(mysqlDialect.returning([], "insert")).toBeUndefined();
    expect(mariadbDialect.returning([], "insert")).toEqual({ place: "tail", text: "returning *" });
    expect(mariadbDialect.returning([], "update")).toBeUndefined();
    expect(mssqlDialect.returning(["a"], "delete")).toEqual({ place: "output", text: "output deleted.[a]" });
    expect(mssqlDialect.returning([], "update")).toEqual({ place: "output", text: "output inserted.*" });
    expect(oracleDialect.returning(["a"], "insert")).toEqual({ place: "tail", text: 'returning "a"' });
  });
});

describe("features", () => {
  it("depend on the version, compared by numbers", () => {
    expect(mysqlDialect.supports("intersect", [8, 0, 30])).toBe(false);
    expect(mysqlDialect.supports("intersect", [8, 0, 31])).toBe(true);
    expect(mysqlDialect.supports("intersect", [8, 4])).toBe(true);
    expect(mysqlDialect.supports("intersect")).toBe(false);
    expect(postgresDialect.supports("upsert-merge", [15, 1])).toBe(true);
    expect(postgresDialect.supports("upsert-merge", [9, 6])).toBe(false);
    expect(sqliteDialect.supports("full-joins", [3, 9])).toBe(false);
    expect(mssqlDialect.supports("is-distinct-from", [16, 0, 1000])).toBe(true);
  });

  it.each(each)("%s: upserts by the form that its features tell", (_name, dialect) => {
    const text = dialect.upsert({ table: "t", columns: ["a", "b"], rows: [["1", "2"]], key: ["a"], update: ["b"] });
    const form = text.startsWith("merge")
      ? "upsert-merge"
      : text.includes("on conflict")
        ? "upsert-on-conflict"
        : "upsert-on-duplicate-key";
    expect(dialect.supports(form)).toBe(true);
    for (const change of ["insert", "update", "delete"] as const)
      expect(dialect.returning([], change) !== undefined).toBe(dialect.supports(`${change}-returning`));
  });
});

describe("types", () => {
  it.each([
    "integer",
    "decimal(10,2)",
    "varchar(20)",
    "char(3)",
    "timestamp(3)",
    "array of array of decimal(4,1)",
    "timestamptz",
    "json",
  ])("%s is read and written alike", (text) => {
    expect(formatPortableType(parsePortableType(text))).toBe(text);
    expect(formatPortableType(parsePortableType(` ${text.toUpperCase()} `))).toBe(text);
  });

  it.each([
    "",
    "int",
    "varchar",
    "varchar(a)",
    "text(5)",
    "integer(4)",
    "timestamp(3,2)",
    "array",
    "array of",
    "uuid[]",
  ])("refuses `%s`", (text) => {
    expect(() => parsePortableType(text)).toThrow(usage);
  });

  /** What does not come back as itself, because the engine's type means more or less. */
  const differs: Readonly<Partial<Record<Dialect["name"], Readonly<Record<string, string | undefined>>>>> = {
    mysql: {
      uuid: "char(36)",
      decimal: "decimal(65,30)",
      timestamp: "timestamp(6)",
      timestamptz: "timestamptz(6)",
      time: "time(6)",
    },
    mariadb: {
      uuid: "char(36)",
      decimal: "decimal(65,30)",
      timestamp: "timestamp(6)",
      timestamptz: "timestamptz(6)",
      time: "time(6)",
    },
    mssql: { decimal: "decimal(38,18)" },
    oracle: { uuid: "char(36)", json: "text", date: "timestamp(0)" },
  };
  const texts = Object.keys(javascriptValues).map((kind) =>
    kind === "varchar" ? "varchar(20)" : kind === "char" ? "char(3)" : kind === "array" ? "array of integer" : kind,
  );
  it.each(
    dialects.flatMap((dialect) => [...texts, "decimal(10,2)"].map((text) => [dialect.name, text, dialect] as const)),
  )("%s: %s comes back from the catalogue", (name, text, dialect) => {
    let native: string;
    try {
      native = dialect.types.toNative(text);
    } catch (error) {
      expect(error).toMatchObject({ kind: "unsupported" });
      expect(["array of integer", "interval", "time"]).toContain(text);
      return;
    }
    const back = dialect.types.toPortable(native);
    expect(back === undefined ? undefined : formatPortableType(back)).toBe(differs[name]?.[text] ?? text);
  });

  it.each([
    [mysqlDialect, "int unsigned", "bigint"],
    [mysqlDialect, "int(10) unsigned zerofill", "bigint"],
    [mysqlDialect, "tinyint(1)", "boolean"],
    [mysqlDialect, "tinyint(4)", "smallint"],
    [mysqlDialect, "enum('a','b(1)')", "text"],
    [mysqlDialect, "bit(1)", "boolean"],
    [mysqlDialect, "geometry", undefined],
    [mssqlDialect, "nvarchar(max)", "text"],
    [mssqlDialect, "money", "decimal(19,4)"],
    [mssqlDialect, "timestamp", "binary"],
    [oracleDialect, "VARCHAR2(20 CHAR)", "varchar(20)"],
    [oracleDialect, "NUMBER", "decimal"],
    [oracleDialect, "NUMBER(10,2)", "decimal(10,2)"],
    [oracleDialect, "TIMESTAMP(6) WITH LOCAL TIME ZONE", "timestamptz(6)"],
    [oracleDialect, "INTERVAL YEAR(2) TO MONTH", "interval"],
    [sqliteDialect, "unsigned big int", "bigint"],
    [sqliteDialect, "mytextthing", "text"],
    [sqliteDialect, "", undefined],
    [postgresDialect, "timestamp(3) without time zone[]", "array of timestamp(3)"],
    [postgresDialect, "tsvector", undefined],
    [postgresDialect, "toString", undefined],
  ])("reads what a catalogue writes (%#)", (dialect, native, text) => {
    const type = dialect.types.toPortable(native);
    expect(type === undefined ? undefined : formatPortableType(type)).toBe(text);
  });
});

describe("functions", () => {
  it.each(each)("%s: give text that the dialect's own tokenizer and judgement accept", (name, dialect) => {
    const { functions } = dialect;
    const path = ["a'\"\\b", 0];
    const expressions = [
      functions.now(),
      functions.currentDate(),
      functions.dateAdd("d", "1", "quarter"),
      functions.dateAdd("d", "1", "second"),
      ...(["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const).flatMap((unit) => [
        functions.dateTruncate("d", unit),
        functions.extract("d", unit),
      ]),
      functions.dateDifference("d", "e", "hour"),
      functions.concat(["a"]),
      functions.concat(["a", "b"]),
      functions.stringAggregate("a", "','", "b"),
      functions.jsonText("j", path),
      functions.jsonValue("j", path),
      functions.length("a"),
      functions.substring("a", "1"),
      functions.position("a", "b"),
      functions.coalesce(["a", "b"]),
      functions.cast("a", "varchar(5)"),
      functions.cast("a", "integer"),
      ...(name === "oracle" ? [] : [functions.random(), functions.uuid()]),
    ];
    for (const expression of expressions)
      expect([expression, dialect.effectsOf(`select ${expression} from t`).readOnly]).toEqual([expression, true]);
  });

  it("cast on MySQL to the types that a cast knows there", () => {
    const cast = (type: string): string => mysqlDialect.functions.cast("a", type);
    expect(["varchar(2)", "char(3)", "text", "bigint", "timestamptz(3)", "decimal(4,1)"].map(cast)).toEqual([
      "cast(a as char(2))",
      "cast(a as char(3))",
      "cast(a as char)",
      "cast(a as signed)",
      "cast(a as datetime(3))",
      "cast(a as decimal(4,1))",
    ]);
  });

  it("are refused where the engine has none", () => {
    expect(() => oracleDialect.functions.uuid()).toThrow(unsupported);
  });
});
