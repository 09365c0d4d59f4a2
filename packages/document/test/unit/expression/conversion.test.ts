import { describe, expect, it } from "@jest/globals";
import { Binary, MaxKey, ObjectId } from "bson";
import { date, decimal, double, evaluate, codeOf, int, long, timestamp } from "./evaluate.ts";

const bytes = (...values: number[]): Binary => new Binary(Uint8Array.from(values));
const id = new ObjectId("65937d800000000000000001");

describe("conversions", () => {
  it.each([
    [{ $toInt: "-0042" }, int(-42)],
    [{ $toInt: double(-1.9) }, int(-1)],
    [{ $toInt: decimal("7.9") }, int(7)],
    [{ $toInt: true }, int(1)],
    [{ $toInt: bytes(0xff) }, int(-1)],
    [{ $toLong: date("1970-01-01T00:00:01Z") }, long(1000)],
    [{ $toLong: "+9223372036854775807" }, long(2n ** 63n - 1n)],
    [{ $toDouble: "0x1p-1" }, double(0.5)],
    [{ $toDouble: "-inf" }, double(-Infinity)],
    [{ $toDecimal: double(2.5) }, decimal("2.50000000000000")],
    [{ $toDecimal: "1.00" }, decimal("1.00")],
    [{ $toBool: "" }, true],
    [{ $toBool: decimal("-0.0") }, false],
    [{ $toBool: new MaxKey() }, true],
    [{ $toBool: null }, null],
    [{ $toDate: double(1000.9) }, date("1970-01-01T00:00:01Z")],
    [{ $toDate: id }, date("2024-01-02T03:05:36Z")],
    [{ $toDate: timestamp(1, 9) }, date("1970-01-01T00:00:01Z")],
    [{ $toDate: "2024-02-29" }, date("2024-02-29T00:00:00Z")],
    [{ $toObjectId: "65937d800000000000000001" }, id],
    [{ $toString: double(1e16) }, "1e+16"],
    [{ $toString: double(123_456) }, "123456"],
    [{ $toString: double(0.00009) }, "9e-05"],
    [{ $toString: double(0.00012) }, "0.00012"],
    [{ $toString: date("2024-01-02T03:04:05.006Z") }, "2024-01-02T03:04:05.006Z"],
    [{ $toString: bytes(1, 2) }, "AQI="],
    [
      { $toUUID: "00112233-4455-6677-8899-aabbccddeeff" },
      new Binary(Buffer.from("00112233445566778899aabbccddeeff", "hex"), 4),
    ],
    [{ $type: "$nothing" }, "missing"],
    [{ $type: [[1]] }, "array"],
    [{ $isNumber: long(1) }, true],
    [{ $binarySize: "é" }, int(2)],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    { $toInt: "1.0" },
    { $toInt: " 1" },
    { $toInt: double(2_147_483_647.5) },
    { $toInt: double(Number.NaN) },
    { $toInt: new Date(0) },
    { $toInt: bytes(1, 2, 3) },
    { $toLong: decimal("9223372036854775808") },
    { $toDouble: decimal("1E+400") },
    { $toDouble: "1e999" },
    { $toDouble: decimal("1E-6000") },
    { $toDecimal: "1E+6145" },
    { $toDate: 1 },
    { $toDate: true },
    { $toDate: "2024" },
    { $toDate: "2023-02-29" },
    { $toDate: "10000-01-01" },
    { $toObjectId: "65937d80000000000000000g" },
    { $toString: new Date(-62_167_219_200_001) },
    { $toString: { a: 1 } },
  ])("fails for %j", (expression) => {
    expect(codeOf(expression)).toBe(241);
  });

  it("counts the arguments of the short forms", () => {
    expect(codeOf({ $toInt: [] })).toBe(50723);
    expect(codeOf({ $toString: [1, 2] })).toBe(50723);
  });
});

describe("$convert", () => {
  const convert = (more: object): object => ({ $convert: { input: 42, to: "string", ...more } });

  it.each([
    [convert({}), "42"],
    [convert({ to: 16 }), int(42)],
    [convert({ to: { type: "long", subtype: "none" } }), long(42)],
    [convert({ input: null }), null],
    [convert({ input: "$nothing", onNull: "none" }), "none"],
    [convert({ to: null }), null],
    [convert({ input: "x", to: "int", onError: "wrong" }), "wrong"],
    [convert({ input: bytes(0x3e, 0x3f), format: "base64url" }), "Pj8"],
    [convert({ input: bytes(0xab), format: "hex" }), "AB"],
    [convert({ input: "AB", to: "binData", format: "hex" }), bytes(0xab)],
    [convert({ to: "binData" }), bytes(42, 0, 0, 0)],
    [convert({ to: "binData", byteOrder: "big" }), bytes(0, 0, 0, 42)],
    [convert({ input: bytes(0, 42), to: "int", byteOrder: "big" }), int(42)],
    [convert({ input: bytes(1), to: { type: "binData", subtype: 0 } }), bytes(1)],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [9, { $convert: 1 }],
    [9, { $convert: { input: 1 } }],
    [9, convert({ more: 1 })],
    [2, convert({ to: "nothing" })],
    [9, convert({ to: 99 })],
    [9, convert({ to: true, input: null })],
    [9, convert({ to: { subtype: 1 } })],
    [241, convert({ to: "object" })],
    [4341106, convert({ to: { type: "binData", subtype: double(1.5) } })],
    [4341107, convert({ to: { type: "binData", subtype: 10 } })],
    [4341108, convert({ to: { type: "binData", subtype: "5" } })],
    [4341114, convert({ format: 1 })],
    [4341115, convert({ input: "a", to: "binData" })],
    [9130001, convert({ byteOrder: 1 })],
    [9130002, convert({ byteOrder: "middle" })],
    [241, convert({ input: "0011", to: "binData", format: "uuid" })],
    [241, convert({ input: "AQ==", to: "binData", format: "auto" })],
    [241, convert({ input: [1], to: { type: "binData", subtype: "5" } })],
    [241, convert({ input: bytes(1), to: { type: "binData", subtype: 5 } })],
    [2, convert({ onError: { $divide: [1, 0] } })],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});
