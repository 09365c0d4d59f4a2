import { describe, expect, it } from "@jest/globals";
import { callMessage } from "../../src/bind-message.ts";

/** Takes the bytes apart again, as the server does ("54.7. Message Formats"). */
function read(message: Buffer): {
  portal: string;
  statement: string;
  formats: number[];
  values: (Buffer | null)[];
  results: number;
  rest: string;
} {
  let at = 5;
  const text = (): string => {
    const end = message.indexOf(0, at);
    const value = message.toString("latin1", at, end);
    at = end + 1;
    return value;
  };
  const short = (): number => {
    at += 2;
    return message.readInt16BE(at - 2);
  };
  const portal = text();
  const statement = text();
  const formats = Array.from({ length: short() }, short);
  const values = Array.from({ length: short() }, () => {
    const length = message.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return message.subarray(at - length, at);
  });
  const results = short();
  expect(String.fromCharCode(message[0] ?? 0)).toBe("B");
  expect(message.readInt32BE(1)).toBe(at - 1);
  return { portal, statement, formats, values, results, rest: message.toString("hex", at) };
}

const executeAndSync = "450000000900000000005300000004";

describe("the bytes of a call", () => {
  it("hold texts of any length and script, and nulls", () => {
    const texts = ["", "plain", "ünïcödé 😀", "x".repeat(100_000), "\u0001"];
    const { portal, statement, formats, values, results, rest } = read(callMessage("db_1", [...texts, null]));
    expect([portal, statement, formats, results, rest]).toEqual(["", "db_1", [], 0, executeAndSync]);
    expect(values.map((value) => value?.toString("utf8") ?? null)).toEqual([...texts, null]);
  });

  it("mark bytes as binary", () => {
    const bytes = Buffer.from([0, 255, 1]);
    const { formats, values, rest } = read(callMessage("db_22", ["a", bytes, null]));
    expect(formats).toEqual([0, 1, 0]);
    expect(values.map((value) => value?.toString("hex") ?? null)).toEqual(["61", "00ff01", null]);
    expect(rest).toBe(executeAndSync);
  });

  it("hold no value where there is none", () => {
    expect(read(callMessage("db_3", [])).values).toEqual([]);
  });
});
