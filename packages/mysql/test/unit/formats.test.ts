import { describe, expect, it } from "@jest/globals";
import { mysqlDialect, sql, StatementCompiler } from "@db/core";
import fc from "fast-check";
import { bindPacket, typesAt } from "../../src/bind-packet.ts";
import { readText } from "../../src/bytes.ts";
import { cellFormOf, writeRows } from "../../src/bulk-rows.ts";
import {
  binaryTime,
  binaryTimestamp,
  binaryTimestampText,
  parseTimestamp,
  writeTimestamp,
} from "../../src/mysql-dates.ts";
import { types } from "../../src/mysql-types.ts";
import { PacketReader } from "../../src/packet-reader.ts";
import type { ColumnDefinition } from "../../src/read-packet.ts";
import { shapeOf } from "../../src/row-decoder.ts";
import { commitsImplicitly, headOf } from "../../src/statement-head.ts";
import { literal, writeIntoText } from "../../src/text-literals.ts";
import type { WireConnection } from "../../src/wire.ts";

const column = (name: string, type: number, rest: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
  name,
  type,
  characterSet: 255,
  length: 100,
  flags: 0,
  decimals: 0,
  format: undefined,
  ...rest,
});

/** A value with its length before it. */
function coded(bytes: Uint8Array): Buffer {
  const { length } = bytes;
  if (length < 251) return Buffer.concat([Buffer.from([length]), bytes]);
  if (length < 0x1_0000) return Buffer.concat([Buffer.from([252, length, length >> 8]), bytes]);
  return Buffer.concat([Buffer.from([253, length, length >> 8, length >> 16]), bytes]);
}

describe("rows", () => {
  it("with values of every length of a length, and nulls between", () => {
    const sizes = [0, 1, 10, 11, 250, 251, 252, 253, 65_535, 65_536, 70_000];
    const texts = sizes.map((size) => "x".repeat(size));
    const columns = texts.flatMap((_, index) => [
      column(`a${index}`, types.varString),
      column(`n${index}`, types.varString),
    ]);
    const cells = texts.map((text) => coded(Buffer.from(text)));
    const expected = Object.fromEntries(
      texts.flatMap((text, index) => [
        [`a${index}`, text],
        [`n${index}`, null],
      ]),
    );
    const nulls = Buffer.alloc((columns.length + 9) >> 3);
    for (let index = 1; index < columns.length; index += 2) nulls[(index + 2) >> 3]! |= 1 << ((index + 2) & 7);
    const binary = Buffer.concat([Buffer.from([0]), nulls, ...cells]);
    expect(shapeOf(columns, "binary", "date").decode(binary, 0)).toEqual(expected);
    const text = Buffer.concat(cells.flatMap((cell) => [cell, Buffer.from([251])]));
    expect(shapeOf(columns, "text", "date").decode(text, 0)).toEqual(expected);
  });

  it("of odd names, of which the last counts", () => {
    const shape = shapeOf(
      [column("__proto__", types.long), column('"`\n', types.long), column('"`\n', types.long)],
      "text",
      "date",
    );
    const row = shape.decode(Buffer.from("\u00011\u00012\u00013", "latin1"), 0);
    expect(Object.entries(row)).toEqual([
      ["__proto__", 1],
      ['"`\n', 3],
    ]);
  });

  it("texts are those of Node, short and long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 15 }), (text) => {
        const bytes = Buffer.from(`ab${text}`);
        expect(readText(bytes, 2, bytes.length - 2)).toBe(bytes.toString("utf8", 2));
      }),
    );
  });
});

describe("moments", () => {
  const instants = fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });

  it("as text and in bytes are the instants they were", () => {
    fc.assert(
      fc.property(instants, (date) => {
        expect(parseTimestamp(writeTimestamp(date))).toEqual(date);
        const packet = bindPacket([date]);
        const at = typesAt(1) + 2;
        expect(binaryTimestamp(packet, at, 6)).toEqual(date);
        expect(parseTimestamp(binaryTimestampText(packet, at, 3))).toEqual(date);
      }),
    );
  });

  it("that are none stay text", () => {
    for (const text of ["0000-00-00 00:00:00", "2024-00-10 00:00:00", "2023-02-29 10:00:00", "nonsense"])
      expect(parseTimestamp(text)).toBe(text);
    expect(binaryTimestamp(Buffer.from([0]), 0, 0)).toBe("0000-00-00 00:00:00");
    expect(binaryTimestamp(Buffer.from([4, 0xe7, 7, 2, 30]), 0, 0)).toBe("2023-02-30 00:00:00");
    expect(binaryTimestamp(Buffer.from([4, 0xe8, 7, 2, 29]), 0, 0)).toEqual(new Date("2024-02-29T00:00:00Z"));
  });

  it("of a day have a sign, days and a fraction", () => {
    expect(binaryTime(Buffer.from([0]), 0, 2)).toBe("00:00:00.00");
    expect(binaryTime(Buffer.from([8, 1, 34, 0, 0, 0, 22, 59, 59]), 0, 0)).toBe("-838:59:59");
    expect(binaryTime(Buffer.from([12, 0, 0, 0, 0, 0, 1, 2, 3, 0x40, 0xe2, 1, 0]), 0, 6)).toBe("01:02:03.123456");
  });
});

describe("values in a call", () => {
  const typeOf = (value: unknown): number => bindPacket([value]).readUInt16LE(typesAt(1));

  it("go by the narrowest type that keeps them", () => {
    for (const value of [0, 1, -1, 2 ** 31, -(2 ** 63), 2 ** 53 + 2, 5n, true])
      expect([value, typeOf(value)]).toEqual([value, types.longlong]);
    for (const value of [2 ** 63, 2n ** 64n - 1n])
      expect([value, typeOf(value)]).toEqual([value, types.longlong | 0x8000]);
    for (const value of [0.5, -0, 2 ** 64, 1e300]) expect([value, typeOf(value)]).toEqual([value, types.double]);
    expect(typeOf(2n ** 64n)).toBe(types.newDecimal);
    expect([typeOf("x"), typeOf(new Uint8Array(1)), typeOf(new Date(0)), typeOf(null)]).toEqual([
      types.varString,
      types.blob,
      types.datetime,
      types.null,
    ]);
    for (const value of [Number.NaN, Infinity])
      expect(() => bindPacket([value])).toThrow(expect.objectContaining({ kind: "usage" }));
  });

  it("whole numbers keep their digits", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger()), (value) => {
        expect(bindPacket([value]).readBigInt64LE(typesAt(1) + 2)).toBe(BigInt(value));
      }),
    );
  });
});

describe("values in text", () => {
  const compiler = new StatementCompiler(mysqlDialect);
  const written = (statement: Parameters<StatementCompiler["compile"]>[0], backslashes: boolean): string => {
    const { compiled, values } = compiler.compile(statement);
    return writeIntoText(compiled, values, backslashes);
  };

  it("stand at the placeholders alone", () => {
    const statement = sql`select ${1}, '?', "?", \`?\` -- ?
      , ${"x"} /* ? */ # ?
      , ${null}`;
    expect(written(statement, true)).toBe(`select 1, '?', "?", \`?\` -- ?
      , 'x' /* ? */ # ?
      , null`);
  });

  it("are escaped as the server reads them", () => {
    expect(literal("a'b\\c\0\n", true)).toBe("'a''b\\\\c\\0\n'");
    expect(literal("a'b\\c\n", false)).toBe("'a''b\\c\n'");
    expect([literal(1.5, true), literal(-0, true), literal(2 ** 60, true), literal(1e300, true)]).toEqual([
      "1.5e+0",
      "-0e0",
      "1152921504606846976",
      "1e+300",
    ]);
    expect([literal(2n ** 70n, true), literal(false, true), literal(new Uint8Array([0, 255]), true)]).toEqual([
      String(2n ** 70n),
      "false",
      "x'00ff'",
    ]);
    expect(() => literal({}, true)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("files that are loaded", () => {
  it("have marks escaped, nulls, and bytes as digits", () => {
    const forms = [
      cellFormOf(types.varString, false),
      cellFormOf(types.blob, true),
      cellFormOf(types.bit, true),
    ] as const;
    expect(forms).toEqual(["text", "hex", "bits"]);
    const rows = [
      ["a\tb\n\\N\0\r", new Uint8Array([1, 255]), 5],
      [null, null, null],
      ["", "é", true],
      [true, 7, new Uint8Array([1, 0])],
    ];
    const read = (row: number, into: unknown[], at: number): void =>
      rows[row]?.forEach((cell, index) => (into[at + index] = cell));
    expect(writeRows({ length: rows.length, read }, forms).toString()).toBe(
      "a\\tb\\n\\\\N\\0\\r\t01ff\t05\n\\N\t\\N\t\\N\n\tc3a9\t01\n1\t37\t0100\n",
    );
  });
});

describe("packets", () => {
  /** The payloads that come out when bytes come in pieces. */
  function read(bytes: Buffer, sizes: readonly number[]): string[] {
    const seen: string[] = [];
    const connection = {
      packetParser: { execute: () => seen.push("mysql2") },
      stream: { destroy: (error: Error) => seen.push(error.message) },
    };
    const reader = new PacketReader(connection as unknown as WireConnection);
    reader.begin({ packet: (buffer, start, end) => (seen.push(buffer.toString("latin1", start, end)), end) });
    let at = 0;
    for (let turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length]!;
      reader.execute(bytes.subarray(at, at + size));
      at += size;
    }
    return seen;
  }

  it("come out whole, however they are cut", () => {
    const texts = ["", "a", "bc", "x".repeat(300), "end"];
    const bytes = Buffer.concat(
      texts.map((text, index) =>
        Buffer.concat([Buffer.from([text.length, text.length >> 8, 0, index]), Buffer.from(text)]),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        expect(read(bytes, sizes)).toEqual(texts);
      }),
    );
  });

  it("that go on in the next are put together", () => {
    const long = Buffer.alloc(0xffffff, 0x61);
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xff, 0xff, 0]),
      long,
      Buffer.from([1, 0, 0, 1, 0x62]),
      Buffer.from([0xff, 0xff, 0xff, 2]),
      long,
      Buffer.from([0, 0, 0, 3]),
    ]);
    const seen = read(bytes, [bytes.length, 100]);
    expect(seen.map((text) => [text.length, text.at(-1)])).toEqual([
      [0x1000000, "b"],
      [0xffffff, "a"],
    ]);
    expect(read(bytes, [1_000_003]).map((text) => text.length)).toEqual([0x1000000, 0xffffff]);
  });
});

describe("the first words of a statement", () => {
  it.each([
    ["select 1", "select", "1"],
    ["  -- x\n# y\n/* z */ (select 1)", "(", ""],
    ["Create TEMPORARY table t", "create", "temporary"],
    ["", "", ""],
  ])("%p", (text, first, second) => {
    expect(headOf(text)[0]).toBe(first);
    if (first !== "(") expect(headOf(text)[1]).toBe(second);
  });

  it("tell what commits", () => {
    for (const text of [
      "create table t (a int)",
      "DROP TABLE t",
      "/* x */ alter table t add b int",
      "truncate t",
      "grant all on t to u",
    ])
      expect(commitsImplicitly(text)).toBe(true);
    for (const text of [
      "create temporary table t (a int)",
      "drop temporary table t",
      "insert into t values (1)",
      "select 1",
    ])
      expect(commitsImplicitly(text)).toBe(false);
  });
});
