import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fetchHandler } from "../../src/column-decoders.ts";
import { ExactMoments } from "../../src/exact-moments.ts";
import { bindUnit, classOf, plainValue } from "../../src/oracle-binds.ts";
import { encodeOracleObject } from "../../src/oracle-encode.ts";
import { intervalText } from "../../src/oracle-intervals.ts";
import { canonicalMoment, momentDate, momentText } from "../../src/oracle-moments.ts";
import { numberValue, plainDecimal } from "../../src/oracle-numbers.ts";
import { columnNames, toRows } from "../../src/oracle-rows.ts";
import { client, type ClientConnection, type ColumnMetadata, type DbType } from "../../src/wire.ts";

const thin = { thin: true };

describe("numbers", () => {
  it.each([
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["5", "5"],
    ["1E+3", "1000"],
    ["1.50E-2", "0.015"],
    ["-1e126", `-1${"0".repeat(126)}`],
    ["12.3400", "12.34"],
    ["0", "0"],
    ["-0", "0"],
    ["007", "7"],
    ["NaN", "NaN"],
  ])("%s is written as %s", (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  it.each<readonly [text: string, scale: number | undefined, value: unknown]>([
    ["1", undefined, 1],
    ["9007199254740991", undefined, 9_007_199_254_740_991],
    ["9007199254740992", undefined, 9_007_199_254_740_992n],
    ["-9223372036854775808", 0, -9_223_372_036_854_775_808n],
    ["1.5", undefined, "1.5"],
    ["12", 2, "12"],
    ["0", 10, "0"],
    [".0000000001", 10, "0.0000000001"],
    ["300", -2, 300],
  ])("%s of scale %s is %p", (text, scale, value) => {
    expect(numberValue(text, scale)).toBe(value);
  });

  it("keep every digit, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
        fc.integer({ min: 0, max: 30 }),
        (digits, scale) => {
          const negative = digits < 0n;
          const padded = String(negative ? -digits : digits).padStart(scale + 1, "0");
          const text = `${negative ? "-" : ""}${padded.slice(0, padded.length - scale)}${scale > 0 ? `.${padded.slice(-scale)}` : ""}`;
          const plain = plainDecimal(text);
          const [whole = "0", fraction = ""] = plain.replace("-", "").split(".");
          expect(BigInt(whole + fraction.padEnd(scale, "0")) * (plain.startsWith("-") ? -1n : 1n)).toBe(digits);
        },
      ),
    );
  });
});

describe("moments", () => {
  it("are read from their bytes, in UTC where they have a zone", () => {
    const bytes = Buffer.from([120, 124, 2, 29, 13, 35, 57, 7, 91, 205, 21]);
    expect(momentText(bytes, undefined)).toBe("2024-02-29 12:34:56.123456789");
    expect(momentText(bytes, 0)).toBe("2024-02-29 12:34:56.123456789+00:00");
    expect(momentText(bytes, 120)).toBe("2024-02-29 10:34:56.123456789+00:00");
    expect(momentText(Buffer.from([100, 101, 1, 1, 1, 1, 1]), undefined)).toBe("0001-01-01 00:00:00");
    expect(momentText(Buffer.from([53, 88, 1, 1, 1, 1, 1]), undefined)).toBe("-4712-01-01 00:00:00");
  });

  it.each([
    ["2024-02-29 12:34:56.789", "2024-02-29T12:34:56.789Z"],
    ["2024-02-29 12:34:56.789999", "2024-02-29T12:34:56.789Z"],
    ["2024-02-29 12:34:56+02:00", "2024-02-29T10:34:56.000Z"],
    ["2024-02-29 12:34:56.5-05:30", "2024-02-29T18:04:56.500Z"],
    ["0099-12-31 00:00:00", "0099-12-31T00:00:00.000Z"],
  ])("%s is %s", (text, instant) => {
    expect(momentDate(text).toISOString()).toBe(instant);
  });

  it("as text are in UTC and without the zeros that mean nothing", () => {
    expect(canonicalMoment("2024-02-29 12:34:56.120000000")).toBe("2024-02-29 12:34:56.12");
    expect(canonicalMoment("2024-02-29 00:30:00.000000001+01:00")).toBe("2024-02-28 23:30:00.000000001+00:00");
    expect(canonicalMoment("noon")).toBe("noon");
  });

  it("are the same in a zone whose clocks skip an hour, by the client's own bytes", () => {
    const script = join(import.meta.dirname, "../support/moments-in-a-zone.ts");
    const printed = execFileSync(process.execPath, ["--conditions=@db/source", script], {
      encoding: "utf8",
      env: { ...process.env, TZ: "Europe/Berlin" },
    });
    const texts = ["2024-03-31 02:30:00.123", "2024-10-27 02:30:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999"];
    expect(JSON.parse(printed)).toEqual({
      timestamp: texts,
      zoned: texts.map((text) => `${text}+00:00`),
      date: "2024-03-31 02:30:00",
      // The client's own reading of 02:30, an hour that this zone does not have, is 01:30 UTC, which is 03:30 there.
      borrowed: "2024-03-31T01:30:00.000Z",
      zone: -120,
    });
  });

  it("need the client that was pinned", () => {
    expect(() => new ExactMoments({ thin: true } as ClientConnection)).toThrow(/not the version/);
    expect(() => new ExactMoments({ thin: false } as ClientConnection)).not.toThrow();
  });
});

describe("intervals", () => {
  it.each([
    [{ days: 1, hours: 2, minutes: 3, seconds: 4, fseconds: 5000 }, "P1DT2H3M4.000005S"],
    [{ days: 0, hours: 0, minutes: 0, seconds: 0, fseconds: 0 }, "PT0S"],
    [{ days: 10, hours: 0, minutes: 0, seconds: 0, fseconds: 0 }, "P10D"],
    [{ days: 0, hours: 0, minutes: 0, seconds: 0, fseconds: 500_000_000 }, "PT0.5S"],
    [{ days: 0, hours: -1, minutes: 0, seconds: 0, fseconds: -1 }, "PT-1H-0.000000001S"],
    [{ years: 1, months: 2 }, "P1Y2M"],
    [{ years: 0, months: 0 }, "P0M"],
    [{ years: -1, months: 0 }, "P-1Y"],
  ])("%j is %s", (interval, text) => {
    expect(intervalText(interval as never)).toBe(text);
  });
});

describe("bound values", () => {
  it.each<readonly [value: unknown, name: string | undefined, type: DbType | undefined]>([
    [null, undefined, undefined],
    ["a", "text", client.DB_TYPE_VARCHAR],
    [1, "number", client.DB_TYPE_NUMBER],
    [0.1, "number", client.DB_TYPE_NUMBER],
    [2 ** 62, "number", client.DB_TYPE_NUMBER],
    [1e22, "double", client.DB_TYPE_BINARY_DOUBLE],
    [5e-324, "double", client.DB_TYPE_BINARY_DOUBLE],
    [-0, "double", client.DB_TYPE_BINARY_DOUBLE],
    [Number.NaN, "double", client.DB_TYPE_BINARY_DOUBLE],
    [Infinity, "double", client.DB_TYPE_BINARY_DOUBLE],
    [1n, "number", client.DB_TYPE_NUMBER],
    [true, "number", client.DB_TYPE_NUMBER],
    [new Date(0), "moment", client.DB_TYPE_TIMESTAMP],
    [Uint8Array.of(1), "bytes", client.DB_TYPE_RAW],
    [new DataView(new ArrayBuffer(2)), "bytes", client.DB_TYPE_RAW],
    [Float32Array.of(1), "vector", client.DB_TYPE_VECTOR],
    [Int8Array.of(1), "vector", client.DB_TYPE_VECTOR],
  ])("%p is %s", (value, name, type) => {
    expect(classOf(value, thin)?.name).toBe(name);
    expect(classOf(value, thin)?.type).toBe(type);
  });

  it("a Date goes with its zone where the libraries would write it in the process's", () => {
    expect(classOf(new Date(0), { thin: false })?.type).toBe(client.DB_TYPE_TIMESTAMP_TZ);
  });

  it("booleans are digits, and whole numbers have all their digits", () => {
    expect(plainValue(true)).toBe(1);
    expect(plainValue(false)).toBe(0);
    expect(plainValue(2 ** 60)).toBe(2n ** 60n);
    expect(plainValue(2 ** 53 - 1)).toBe(2 ** 53 - 1);
    expect(plainValue(0.5)).toBe(0.5);
  });

  it("bytes are a view of that part alone", () => {
    const all = Uint8Array.from({ length: 10 }, (_, index) => index);
    expect([...(plainValue(all.subarray(2, 5)) as Buffer)]).toEqual([2, 3, 4]);
  });

  it.each<readonly [value: unknown, block: boolean, type: DbType]>([
    ["x".repeat(4000), false, client.DB_TYPE_VARCHAR],
    ["x".repeat(4001), false, client.DB_TYPE_CLOB],
    ["ä".repeat(2001), false, client.DB_TYPE_CLOB],
    ["ä".repeat(2000), false, client.DB_TYPE_VARCHAR],
    ["x".repeat(32_767), true, client.DB_TYPE_VARCHAR],
    ["x".repeat(32_768), true, client.DB_TYPE_CLOB],
    [new Uint8Array(2000), false, client.DB_TYPE_RAW],
    [new Uint8Array(2001), false, client.DB_TYPE_BLOB],
    [new Uint8Array(2001), true, client.DB_TYPE_RAW],
    [new Uint8Array(32_768), true, client.DB_TYPE_BLOB],
    [null, false, client.DB_TYPE_VARCHAR],
  ])("long ones go as large objects (%#)", (value, block, type) => {
    expect(bindUnit(value, block, thin).type).toBe(type);
  });

  it("out of range or of another kind are refused", () => {
    expect(() => encodeOracleObject(new Date(Date.UTC(10_000, 0, 1)))).toThrow(/years 1 to 9999/);
    expect(() => encodeOracleObject(new Date("-000001-01-01T00:00:00Z"))).toThrow(/years 1 to 9999/);
    expect(encodeOracleObject(new Date("0001-01-01T00:00:00Z"))).toBeUndefined();
    expect(() => encodeOracleObject(Uint16Array.of(1))).toThrow(/neither bytes nor a vector/);
    expect(encodeOracleObject(Uint8Array.of(1))).toBeUndefined();
    expect(encodeOracleObject({})).toBeUndefined();
  });
});

describe("columns", () => {
  const read = (
    dbType: DbType,
    value: unknown,
    more: Partial<ColumnMetadata> = {},
    timestamps: "date" | "string" = "date",
    isThin = true,
  ) => {
    const plan = fetchHandler({ timestamps, thin: isThin })({ name: "C", dbType, ...more });
    const convert = plan?.converter as ((value: unknown) => unknown) | undefined;
    return { type: plan?.type, value: convert === undefined ? value : convert(value) };
  };

  it.each<readonly [label: string, actual: ReturnType<typeof read>, type: DbType | undefined, value: unknown]>([
    ["NUMBER(10)", read(client.DB_TYPE_NUMBER, "5", { precision: 10, scale: 0 }), client.DB_TYPE_VARCHAR, 5],
    ["NUMBER(10,2)", read(client.DB_TYPE_NUMBER, "5", { precision: 10, scale: 2 }), client.DB_TYPE_VARCHAR, "5"],
    ["NUMBER", read(client.DB_TYPE_NUMBER, "5.5", { precision: 0, scale: -127 }), client.DB_TYPE_VARCHAR, "5.5"],
    ["NUMBER(5,-2)", read(client.DB_TYPE_NUMBER, "300", { precision: 5, scale: -2 }), client.DB_TYPE_VARCHAR, 300],
    ["FLOAT", read(client.DB_TYPE_NUMBER, ".1", { precision: 126, scale: -127 }), client.DB_TYPE_VARCHAR, 0.1],
    ["null", read(client.DB_TYPE_NUMBER, null, { precision: 10, scale: 0 }), client.DB_TYPE_VARCHAR, null],
    ["CLOB", read(client.DB_TYPE_CLOB, "x"), client.DB_TYPE_VARCHAR, "x"],
    [
      "CLOB is json",
      read(client.DB_TYPE_CLOB, '{"a":9007199254740993}', { isJson: true }),
      client.DB_TYPE_VARCHAR,
      { a: 9_007_199_254_740_993n },
    ],
    ["VARCHAR2 is json", read(client.DB_TYPE_VARCHAR, "[1]", { isJson: true }), undefined, [1]],
    ["BLOB", read(client.DB_TYPE_BLOB, Buffer.from([1, 2])), client.DB_TYPE_RAW, Uint8Array.of(1, 2)],
    ["BLOB is json", read(client.DB_TYPE_BLOB, Buffer.from("[1]"), { isJson: true }), client.DB_TYPE_RAW, [1]],
    ["RAW", read(client.DB_TYPE_RAW, Buffer.from([1])), undefined, Uint8Array.of(1)],
    ["JSON", read(client.DB_TYPE_JSON, "null"), client.DB_TYPE_VARCHAR, null],
    ["DATE", read(client.DB_TYPE_DATE, "2024-02-29 00:00:00"), undefined, new Date("2024-02-29T00:00:00Z")],
    ["DATE as text", read(client.DB_TYPE_DATE, "2024-02-29 00:00:00", {}, "string"), undefined, "2024-02-29 00:00:00"],
    [
      "TIMESTAMP, thick",
      read(client.DB_TYPE_TIMESTAMP, "2024-02-29 01:02:03.100000000", {}, "string", false),
      client.DB_TYPE_VARCHAR,
      "2024-02-29 01:02:03.1",
    ],
    ["VARCHAR2", read(client.DB_TYPE_VARCHAR, "x"), undefined, "x"],
    ["BINARY_DOUBLE", read(client.DB_TYPE_BINARY_DOUBLE, 0.5), undefined, 0.5],
    ["VECTOR", read(client.DB_TYPE_VECTOR, Float32Array.of(0.5)), undefined, Float32Array.of(0.5)],
  ])("%s", (_label, actual, type, value) => {
    expect(actual).toEqual({ type, value });
  });

  it("of cursors and objects are refused", () => {
    for (const dbType of [client.DB_TYPE_CURSOR, client.DB_TYPE_OBJECT])
      expect(() => read(dbType, null)).toThrow(/no counterpart/);
  });
});

describe("rows", () => {
  it("have names in small letters where they were most likely written so", () => {
    expect(columnNames(["ID", "FIRST_NAME", "Odd", "COUNT(*)", "id2"], "lower")).toEqual([
      "id",
      "first_name",
      "Odd",
      "COUNT(*)",
      "id2",
    ]);
    expect(columnNames(["ID", "id"], "lower")).toEqual(["ID", "id"]);
    expect(columnNames(["ID"], "exact")).toEqual(["ID"]);
  });

  it("have a column called __proto__ as any other", () => {
    const [row] = toRows(["__proto__", "a"], [[1, 2]]);
    expect(Object.entries(row ?? {})).toEqual([
      ["__proto__", 1],
      ["a", 2],
    ]);
  });
});
