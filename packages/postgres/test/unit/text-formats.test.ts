import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeArray } from "../../src/postgres-arrays.ts";
import { decodeDate } from "../../src/postgres-dates.ts";
import { decodeRange, encodeRange, isRange, range } from "../../src/postgres-ranges.ts";
import { decoderOf, encodePostgresObject, encodeValue } from "../../src/postgres-values.ts";
import { shapeOf } from "../../src/row-decoder.ts";
import { dataRow } from "../support/data-row.ts";
import { writeRows } from "../../src/bulk-rows.ts";
import { headOf } from "../../src/statement-head.ts";

describe("arrays", () => {
  it.each<[string, unknown]>([
    ["{}", []],
    ['{NULL,null,"NULL"}', [null, "null", "NULL"]],
    [
      "{{a,b},{c,NULL}}",
      [
        ["a", "b"],
        ["c", null],
      ],
    ],
    ["[2:3][0:0]={{1},{2}}", [["1"], ["2"]]],
    ['{"a\\\\b","\\"","{,}"}', ["a\\b", '"', "{,}"]],
  ])("%s", (text, value) => expect(decodeArray(text, undefined)).toEqual(value));

  it("of any texts are read as they were written", () => {
    const item = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("NULL", "", "{", "}", ",", '"', "\\", " "),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(item, fc.array(item, { minLength: 1 })), { maxLength: 8 }), (items) => {
        expect(decodeArray(encodePostgresObject(items) as string, undefined)).toEqual(items);
      }),
    );
  });

  it("take nothing that cannot be bound", () => {
    for (const item of [undefined, Symbol("s"), () => 1, {}])
      expect(() => encodePostgresObject([item])).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("ranges", () => {
  it.each<[string, unknown]>([
    ["[1,2)", range("1", "2")],
    ["(,)", range(null, null, "()")],
    ['["a,b","c""d")', range("a,b", 'c"d')],
    ['["\\\\","\\"")', range("\\", '"')],
    ['["",a]', range("", "a", "[]")],
  ])("%s", (text, value) => expect(decodeRange(text, (bound) => bound)).toEqual(value));

  it("of any texts are read as they were written", () => {
    const bound = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", ",", '"', "\\", "(", "]"),
      fc.constant(null),
    );
    fc.assert(
      fc.property(bound, bound, fc.constantFrom("[)", "[]", "(]", "()"), (lower, upper, bounds) => {
        const value = range(lower, upper, bounds as "[)");
        expect(decodeRange(encodeRange(value, String), (text) => text)).toEqual(value);
      }),
    );
  });

  it("are known from objects that look like one", () => {
    expect(isRange(range(1, 2))).toBe(true);
    expect(isRange({ ...range(1, 2) })).toBe(false);
    expect(encodeRange(decodeRange("empty", String), String)).toBe("empty");
  });
});

describe("dates", () => {
  it.each([
    ["2024-01-31 10:00:00", "2024-01-31T10:00:00.000Z"],
    ["2024-01-31 10:00:00.1", "2024-01-31T10:00:00.100Z"],
    ["2024-01-31 10:00:00.999999+00", "2024-01-31T10:00:00.999Z"],
    ["2024-01-31 10:00:00-08", "2024-01-31T18:00:00.000Z"],
    ["1900-01-01 00:00:00-03:30:52", "1900-01-01T03:30:52.000Z"],
    ["0001-12-31 23:59:59+00 BC", "0000-12-31T23:59:59.000Z"],
    ["0050-01-01 00:00:00+00", "0050-01-01T00:00:00.000Z"],
    ["275760-09-13 00:00:00+00", "+275760-09-13T00:00:00.000Z"],
  ])("%s", (text, iso) => expect((decodeDate(text) as Date).toISOString()).toBe(iso));

  it.each(["infinity", "-infinity", "294276-12-31 23:59:59.999999+00", "31/01/2024 10:00:00 UTC"])(
    "%s stays text",
    (text) => expect(decodeDate(text)).toBe(text),
  );

  it("are read as they were written, whatever the instant", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(-2.1e14), max: new Date(8.64e15) }), (date) => {
        const written = encodeValue(date) as string;
        // What the server makes of it: a blank for the T, the zone as an offset, the era at the end.
        const served = written.replace("T", " ").replace("Z", "+00");
        expect(decodeDate(served)).toEqual(date);
      }),
    );
  });
});

describe("values", () => {
  it.each<[unknown, unknown]>([
    [null, null],
    [true, "t"],
    [false, "f"],
    [-0, "-0"],
    [1e21, "1e+21"],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [2n ** 70n, "1180591620717411303424"],
    ["text", "text"],
    [new Uint8Array([1, 2]), Buffer.from([1, 2])],
    [new Date("0000-01-01T00:00:00Z"), "0001-01-01T00:00:00.000Z BC"],
  ])("%p is written as %p", (value, written) => expect(encodeValue(value)).toEqual(written));

  it("of a type that is not known stay text", () => expect(decoderOf(999_999, "date")).toBeUndefined());

  it("of 64 bits are numbers while that is exact", () => {
    const decode = decoderOf(20, "date")!;
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const read = decode(String(value)) as number | bigint;
        expect(BigInt(read)).toBe(value);
        expect(typeof read).toBe(
          value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? "number" : "bigint",
        );
      }),
    );
  });
});

/** A timestamp as the server writes it. */
function moment(...zones: readonly string[]): fc.Arbitrary<string> {
  const two = (max: number, min = 0): fc.Arbitrary<string> =>
    fc.integer({ min, max }).map((value) => String(value).padStart(2, "0"));
  const year = fc.oneof(fc.constantFrom("0001", "0099", "0100", "9999", "12024"), fc.integer({ min: 1000, max: 9999 }));
  const fraction = fc.oneof(
    fc.constant(""),
    fc.integer({ min: 1, max: 999_999 }).map((value) => `.${value}`),
  );
  const parts = fc.tuple(year, two(12, 1), two(28, 1), two(23), two(59), two(59), fraction, fc.constantFrom(...zones));
  const written = parts.map(([y, mo, d, h, mi, s, f, z]) => `${y}-${mo}-${d} ${h}:${mi}:${s}${f}${z}`);
  return fc.oneof(
    written,
    written.map((text) => `${text} BC`),
    fc.constantFrom("infinity", "-infinity"),
  );
}

describe("rows", () => {
  it("are made of the bytes of their columns", () => {
    const { columns, decode } = shapeOf(
      [
        { name: "id", dataTypeID: 23 },
        { name: "name", dataTypeID: 25 },
        { name: "at", dataTypeID: 1184 },
      ],
      "date",
    );
    expect(columns).toEqual([
      { name: "id", nativeType: 23 },
      { name: "name", nativeType: 25 },
      { name: "at", nativeType: 1184 },
    ]);
    expect(decode(dataRow(["1", "x", "2024-01-01 00:00:00+00"]), 0)).toEqual({
      id: 1,
      name: "x",
      at: new Date("2024-01-01T00:00:00Z"),
    });
    expect(decode(dataRow([null, null, null]), 0)).toEqual({ id: null, name: null, at: null });
  });

  it("have the same values as their texts", () => {
    const number = fc.integer({ min: -999_999_999, max: 999_999_999 });
    const cases: readonly (readonly [type: number, text: fc.Arbitrary<string>])[] = [
      [16, fc.constantFrom("t", "f")],
      [20, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
      [20, fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }).map(String)],
      [21, fc.integer({ min: -32_768, max: 32_767 }).map(String)],
      [23, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String)],
      [26, fc.nat({ max: 2 ** 32 - 1 }).map(String)],
      [25, fc.string({ unit: "grapheme" })],
      [701, fc.oneof(fc.double().map(String), fc.constantFrom("NaN", "Infinity", "-Infinity"))],
      [1700, number.map(String)],
      [1007, fc.array(number).map((items) => `{${items.join(",")}}`)],
      [1114, moment("")],
      [1184, moment("+00", "-03", "+05:30", "-00:44:30", "+14")],
    ];
    for (const [type, texts] of cases)
      fc.assert(
        fc.property(texts, (text) => {
          const row = shapeOf([{ name: "v", dataTypeID: type }], "date").decode(dataRow([text]), 0);
          const decode = decoderOf(type, "date");
          expect(row["v"]).toEqual(decode === undefined ? text : decode(text));
        }),
      );
  });

  it("run no name as code", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const row = shapeOf([{ name, dataTypeID: 25 }], "date").decode(dataRow(["x"]), 0);
        expect(Object.entries(row)).toEqual([[name, "x"]]);
        expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
      }),
    );
  });
});

/** The lines of rows of so many cells. */
function copied(width: number, rows: readonly (readonly unknown[])[]): string {
  const read = (row: number, into: unknown[], at: number): void =>
    rows[row]?.forEach((cell, index) => (into[at + index] = cell));
  return writeRows({ length: rows.length, read }, width).toString();
}

describe("lines of COPY", () => {
  it("hold any text in one line", () => {
    expect(copied(7, [["a\tb\nc\\d\r\v\b\f", null, "\\N", "\\.", -0, true, new Uint8Array([0, 255])]])).toBe(
      "a\\tb\\nc\\\\d\\r\\v\\b\\f\t\\N\t\\\\N\t\\\\.\t-0\tt\t\\\\x00ff\n",
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (row) => {
        const line = copied(row.length, [row]);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(line.split("\t")).toHaveLength(row.length);
      }),
    );
  });
});

it.each([
  ["select 1", "select"],
  ["  -- a\n /* b */ COPY x", "copy"],
  ["(select 1)", "("],
  ["", ""],
  ["-- only", ""],
  ["/* open", ""],
])("the first word of %p is %p", (text, head) => {
  expect(headOf(text)).toBe(head);
});
