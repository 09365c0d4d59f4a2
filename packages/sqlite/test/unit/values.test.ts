import { describe, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import type { ColumnDefinition } from "better-sqlite3";
import Database from "better-sqlite3";
import fc from "fast-check";
import { rowDecoder } from "../../src/row-decoder.ts";
import { decodeAny, encodeSqliteObject, toSqlite } from "../../src/sqlite-values.ts";

const column = (name: string, type: string | null): ColumnDefinition => ({
  name,
  type,
  column: name,
  table: "t",
  database: "main",
});
const decode = (type: string | null, value: unknown, timestamps: "date" | "string" = "date"): unknown => {
  return rowDecoder([column("v", type)], timestamps).exact([[value]])[0]?.["v"];
};

describe("values that are bound", () => {
  it.each<[unknown, unknown]>([
    [0, 0n],
    [-1, -1n],
    [Number.MAX_SAFE_INTEGER, 9007199254740991n],
    [Number.MIN_SAFE_INTEGER, -9007199254740991n],
    [2 ** 53, 2 ** 53],
    [1.5, 1.5],
    [-0, -0],
    [Number.MIN_VALUE, Number.MIN_VALUE],
    [Number.MAX_VALUE, Number.MAX_VALUE],
    [Infinity, Infinity],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [-(2n ** 63n), -(2n ** 63n)],
    [true, 1n],
    [false, 0n],
    [null, null],
    ["", ""],
    ["\0", "\0"],
  ])("%p becomes %p", (value, bound) => {
    expect(Object.is(toSqlite(value), bound)).toBe(true);
  });

  it.each([NaN, 2n ** 63n, -(2n ** 63n) - 1n])("%p is refused", (value) => {
    expect(() => toSqlite(value)).toThrow(expect.objectContaining({ kind: "usage" }));
  });

  it("dates are written as SQLite's own functions write them", () => {
    expect(encodeSqliteObject(new Date(0))).toBe("1970-01-01 00:00:00.000");
    expect(encodeSqliteObject(new Date(8.64e15))).toBe("+275760-09-13 00:00:00.000");
    expect(encodeSqliteObject(new Date(-8.64e15))).toBe("-271821-04-20 00:00:00.000");
  });

  it("bytes of any view are the bytes of that view", () => {
    const memory = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...(encodeSqliteObject(memory.subarray(2, 5)) as Buffer)]).toEqual([3, 4, 5]);
    expect([...(encodeSqliteObject(new DataView(memory.buffer, 1, 2)) as Buffer)]).toEqual([2, 3]);
    expect([...(encodeSqliteObject(new Uint16Array(memory.buffer, 0, 1)) as Buffer)]).toEqual([1, 2]);
    expect(encodeSqliteObject(sql.json({ a: 1 }))).toBe('{"a":1}');
    expect(encodeSqliteObject({})).toBeUndefined();
    expect(encodeSqliteObject([])).toBeUndefined();
  });
});

describe("values that are read", () => {
  it.each<[unknown, unknown]>([
    [0n, 0],
    [9007199254740991n, 9007199254740991],
    [9007199254740992n, 9007199254740992n],
    [-9007199254740991n, -9007199254740991],
    [-9007199254740992n, -9007199254740992n],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [-(2n ** 63n), -(2n ** 63n)],
    [1.5, 1.5],
    [null, null],
    ["text", "text"],
  ])("%p becomes %p", (value, read) => {
    expect(decodeAny(value)).toBe(read);
    expect(decode(null, value)).toBe(read);
  });

  it("blobs are plain byte arrays", () => {
    const bytes = decodeAny(Buffer.from([1, 2, 255])) as Uint8Array;
    expect(Buffer.isBuffer(bytes)).toBe(false);
    expect([...bytes]).toEqual([1, 2, 255]);
    expect((decode("BLOB", Buffer.alloc(0)) as Uint8Array).length).toBe(0);
  });

  it.each([
    ["BOOLEAN", 1n, true],
    ["BOOL", 0n, false],
    ["boolean", 2n, 2],
    ["BOOLEAN", "yes", "yes"],
    ["BOOLEAN", null, null],
    ["INTEGER", 1n, 1],
    ["TIMESTAMP", "2024-05-16 13:14:15.678", new Date("2024-05-16T13:14:15.678Z")],
    ["TIMESTAMPTZ_TEXT", "2024-05-16T13:14:15.678+02:00", new Date("2024-05-16T11:14:15.678Z")],
    ["DATETIME", "2024-05-16", new Date("2024-05-16T00:00:00Z")],
    ["DATETIME", "2024-05-16 13:14", new Date("2024-05-16T13:14:00Z")],
    ["DATETIME", "+275760-09-13 00:00:00.000", new Date(8.64e15)],
    ["DATETIME", "2024-13-45", "2024-13-45"],
    ["DATETIME", 1715865255n, 1715865255],
    ["DATETIME", "soon", "soon"],
    ["DATE", "2024-05-16", "2024-05-16"],
    ["JSON", '{"a":[1,9007199254740993]}', { a: [1, 9007199254740993n] }],
    ["JSON_TEXT", "null", null],
    ["JSON", 5n, 5],
    ["JSON", "no JSON", "no JSON"],
    ["DECIMAL_TEXT(10,2)", "1.10", "1.10"],
  ])("a column of type %s reads %p as %p", (type, stored, read) => {
    expect(decode(type, stored)).toEqual(read);
  });

  it("timestamps are the same by either way of reading them", () => {
    const two = (max: number): fc.Arbitrary<string> => fc.nat({ max }).map((value) => String(value).padStart(2, "0"));
    const year = fc.oneof(
      fc.constantFrom("0000", "0099", "0100", "9999"),
      fc.integer({ min: 1000, max: 9999 }).map(String),
    );
    const fraction = fc.constantFrom("", ".1", ".12", ".123", ".1234", ".", ".1x3");
    fc.assert(
      fc.property(year, two(14), two(32), two(25), two(61), two(61), fraction, (y, mo, d, h, mi, s, f) => {
        const text = `${y}-${mo}-${d} ${h}:${mi}:${s}${f}`;
        const date = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`);
        expect(decode("TIMESTAMP", text)).toEqual(Number.isNaN(date.getTime()) ? text : date);
      }),
      { numRuns: 2000 },
    );
  });

  it("timestamps as text keep what is stored", () => {
    expect(decode("TIMESTAMP", "2024-05-16 13:14:15.678901", "string")).toBe("2024-05-16 13:14:15.678901");
  });

  it.each([
    ["BOOLEAN", "INTEGER", 1],
    ["INTEGER", "BOOLEAN", true],
  ])("of two columns with one name, %s and %s, the last one's type counts, as its value does", (one, other, read) => {
    expect(rowDecoder([column("v", one), column("v", other)], "date").exact([[1n, 1n]])).toEqual([{ v: read }]);
  });

  it("numbers that may be rounded integers are not taken", () => {
    const { quick } = rowDecoder([column("v", "INTEGER"), column("w", "BOOLEAN")], "date");
    for (const v of [2 ** 53, -(2 ** 53), 1e300, -Infinity])
      expect(
        quick([
          [1, 0],
          [v, 0],
        ]),
      ).toBeUndefined();
    const read = quick([
      [2 ** 53 - 1, 1],
      [-0.5, null],
    ]);
    expect(read).toEqual([
      { v: 2 ** 53 - 1, w: true },
      { v: -0.5, w: null },
    ]);
  });

  it("a column may be called anything", () => {
    const names = ['a"b', "a'b", "a`${x}\\", "constructor", "__proto__", "", "\u2028", "rows", "f", "v0", "d0"];
    const [row] = rowDecoder(
      names.map((name) => column(name, "BOOLEAN")),
      "date",
    ).exact([names.map(() => 1n)]);
    expect(Object.entries(row ?? {})).toEqual(names.map((name) => [name, true]));
  });
});

it("any 64-bit integer and any finite number comes back as it was bound", () => {
  const client = new Database(":memory:");
  const back = client.prepare("select ?").pluck().safeIntegers(true);
  const value = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true }),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(value, (given) => {
      const got = decodeAny(back.get(toSqlite(given)));
      expect(Number(got)).toBe(Number(given));
      expect(
        typeof got === "bigint" || typeof given === "bigint" ? BigInt(got as bigint) === BigInt(given) : true,
      ).toBe(true);
    }),
  );
  client.close();
});
