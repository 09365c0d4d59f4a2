import { describe, expect, it } from "@jest/globals";
import { DatabaseError, sql } from "@db/core";
import fc from "fast-check";
import { columnType, type NativeType } from "../../src/column-types.ts";
import { toDecimal } from "../../src/conversions.ts";
import { partsOfText, rounded, toMoment } from "../../src/moments.ts";
import { encodeMssqlObject, withNulls } from "../../src/mssql-values.ts";

const typed = (type: string, more: Partial<NativeType> = {}): NonNullable<ReturnType<typeof columnType>> => {
  const found = columnType({ type, length: 8, precision: 10, scale: 2, ...more });
  if (found === undefined) throw new Error(`no type for ${type}`);
  return found;
};

const outcome = (type: string, value: unknown, more: Partial<NativeType> = {}): unknown => {
  try {
    const given: unknown = typed(type, more).validate(value, undefined);
    return Buffer.isBuffer(given) ? given.toString("hex") : given;
  } catch (error) {
    if (DatabaseError.is(error)) return error.kind;
    throw error;
  }
};

describe("a column's values", () => {
  it.each<[string, unknown, unknown, Partial<NativeType>?]>([
    ["tinyint", 255, 255n],
    ["tinyint", 256, "value-out-of-range"],
    ["tinyint", -1, "value-out-of-range"],
    ["smallint", "-32768", -32768n],
    ["int", "2147483648", "value-out-of-range"],
    ["int", " 7 ", 7n],
    ["int", "+7", 7n],
    ["int", 1.5, "invalid-value"],
    ["int", "7.0", "invalid-value"],
    ["int", true, 1n],
    ["bigint", 2n ** 63n, "value-out-of-range"],
    ["bigint", -(2n ** 63n), -(2n ** 63n)],
    ["int", new Date(0), "invalid-value"],
    ["bit", "TRUE", true],
    ["bit", "0", false],
    ["bit", 5, true],
    ["bit", "yes", "invalid-value"],
    ["real", 3.5e38, "value-out-of-range"],
    ["float", "1e400", "value-out-of-range"],
    ["float", "1e3", 1000],
    ["float", "x", "invalid-value"],
    ["float", Number.NaN, "usage"],
    ["float", "NaN", "invalid-value"],
    ["decimal", "1.005", 101n],
    ["decimal", "-1.005", -101n],
    ["decimal", 0.1, 10n],
    ["decimal", "1e2", 10_000n],
    ["decimal", "1e-9", 0n],
    ["decimal", "99999999.99", 9_999_999_999n],
    ["decimal", "100000000", "value-out-of-range"],
    ["decimal", "1e9999", "value-out-of-range"],
    ["decimal", "99999999.999", "value-out-of-range"],
    ["decimal", ".", "invalid-value"],
    ["decimal", "1,5", "invalid-value"],
    ["decimal", 7n, 700n],
    ["money", "922337203685477.5807", 2n ** 63n - 1n],
    ["money", "922337203685477.5808", "value-out-of-range"],
    ["smallmoney", "214748.3648", "value-out-of-range"],
    ["uniqueidentifier", "{01890A5D-AC96-774B-BCCE-B302099A8057}", "01890A5D-AC96-774B-BCCE-B302099A8057"],
    ["uniqueidentifier", "x", "invalid-value"],
    ["date", "2024-02-29", 738_944],
    ["date", new Date("1969-12-31T12:00:00Z"), 719_161],
    ["date", "2023-02-29", "invalid-value"],
    ["date", "0000-01-01", "invalid-value"],
    ["date", new Date("2024-02-29T23:00:00Z"), 738_944],
    ["time", "24:00:00", "invalid-value"],
    ["datetime2", "9999-12-31 23:59:59.999", "value-out-of-range"],
    ["datetime", "1752-12-31", "value-out-of-range"],
    ["smalldatetime", "2079-06-07", "value-out-of-range"],
    ["datetime2", "yesterday", "invalid-value"],
    ["nvarchar", "abcd", "6100620063006400"],
    ["nvarchar", "abcde", "value-too-long"],
    ["nvarchar", "\u{1F600}ab", "3dd800de61006200"],
    ["nvarchar", 1.5, "31002e003500"],
    ["nvarchar", true, "3100"],
    ["nvarchar", Uint8Array.of(1), "invalid-value"],
    ["varchar", "é".repeat(4), "c3a9c3a9c3a9c3a9", { codePage: 65_001 }],
    ["varchar", "é".repeat(5), "value-too-long", { codePage: 65_001 }],
    ["nvarchar", new Date(0), "value-too-long"],
    ["nvarchar", sql.json({ a: 1 }), "7b002200610022003a0031007d00", { length: -1 }],
    ["varbinary", Uint8Array.of(1, 2), "0102"],
    ["varbinary", new Uint8Array(9), "value-too-long"],
    ["varbinary", "text", "invalid-value"],
    ["int", null, null],
    ["nvarchar", undefined, null],
  ])("%s takes %p as %p", (type, value, expected, more = {}) => {
    expect(outcome(type, value, more)).toEqual(expected);
  });

  it("that only the server can make are left to it", () => {
    for (const type of ["xml", "text", "ntext", "image", "sql_variant", "json", "vector", null])
      expect(columnType({ type, length: -1, precision: 0, scale: 0 })).toBeUndefined();
    expect(columnType({ type: "varchar", length: 10, precision: 0, scale: 0, codePage: 1252 })).toBeUndefined();
  });

  it("are declared as the column is", () => {
    const declared = (type: string, more: Partial<NativeType> = {}): string =>
      typed(type, more).declaration({} as never);
    expect(declared("decimal")).toBe("decimal(10,2)");
    expect(declared("nvarchar", { length: -1 })).toBe("nvarchar(max)");
    expect(declared("nchar", { length: 10 })).toBe("nchar(5)");
    expect(declared("datetimeoffset", { scale: 7 })).toBe("datetimeoffset(7)");
    expect(declared("varchar", { length: -1, codePage: 65_001 })).toBe(
      "varchar(max) collate Latin1_General_100_BIN2_UTF8",
    );
  });
});

describe("decimals", () => {
  it("keep all their digits", () => {
    const convert = toDecimal("decimal", 38, 10);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), (scaled) => {
        const digits = String(scaled < 0n ? -scaled : scaled).padStart(11, "0");
        expect(convert(`${scaled < 0n ? "-" : ""}${digits.slice(0, -10)}.${digits.slice(-10)}`)).toBe(scaled);
      }),
    );
  });
});

describe("moments", () => {
  it("come back as their text, to 100 nanoseconds and in every year", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }),
        fc.integer({ min: 0, max: 9999 }),
        (date, units) => {
          const text = `${date.toISOString().replace("T", " ").replace("Z", "")}${String(units).padStart(4, "0")}`;
          const parts = rounded(partsOfText(text)!, 7);
          expect(toMoment(parts.days, parts.units, 7).text()).toBe(text);
          expect(toMoment(parts.days, parts.units, 7).date()).toEqual(date);
        },
      ),
    );
  });

  it("with an offset are kept in UTC with it", () => {
    expect(partsOfText("2024-03-01T00:30:00+05:30")).toEqual({
      days: 738_944,
      nanoseconds: 68_400_000_000_000n,
      offset: 330,
    });
    expect(partsOfText("2024-02-29 23:30:00 -01:00")?.days).toBe(738_945);
    expect(partsOfText("2024-02-29T00:00:00Z")?.offset).toBe(0);
  });

  it("are rounded into the next day if need be", () => {
    expect(rounded(partsOfText("2024-02-29 23:59:59.9999999")!, 3)).toEqual({ days: 738_945, units: 0 });
  });
});

describe("values that core hands over", () => {
  it("are converted where only the engine knows how", () => {
    expect(encodeMssqlObject(sql.json({ a: 1 }) as object)).toBe('{"a":1}');
    expect(encodeMssqlObject(new Map())).toBeUndefined();
    expect(() => encodeMssqlObject(new Date("+010000-01-01T00:00:00Z"))).toThrow("years 1 to 9999");
  });

  it("that are null are written into the text, and nothing in texts and comments is", () => {
    const text = "select @p1, N'@p2', [@p2], @p2 /* @p1 */ -- @p1\n, @p11";
    expect(withNulls(text, [null, 1, ...Array.from({ length: 8 }, () => 1), null])).toBe(
      "select null, N'@p2', [@p2], @p2 /* @p1 */ -- @p1\n, null",
    );
  });
});
