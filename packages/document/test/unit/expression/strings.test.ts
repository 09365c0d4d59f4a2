import { describe, expect, it } from "@jest/globals";
import { Code } from "bson";
import { date, decimal, double, evaluate, codeOf, int, timestamp } from "./evaluate.ts";

describe("texts", () => {
  it.each([
    [{ $concat: ["a", "b"] }, "ab"],
    [{ $concat: ["a", null, 1] }, null],
    [{ $split: ["a-b--c", "-"] }, ["a", "b", "", "c"]],
    [{ $split: ["$nothing", 1] }, null],
    [{ $toUpper: "straße é" }, "STRAßE é"],
    [{ $toLower: null }, ""],
    [{ $strcasecmp: ["Ab", "aB"] }, int(0)],
    [{ $strcasecmp: [double(3), "3.0"] }, int(-1)],
    [{ $strLenBytes: "é€😀" }, int(9)],
    [{ $strLenCP: "é€😀" }, int(3)],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it("are made of numbers, dates, timestamps and code where a text is wanted", () => {
    expect(evaluate({ $toUpper: double(1_000_000) })).toBe("1E+06");
    expect(evaluate({ $toUpper: double(0.5) })).toBe("0.5");
    expect(evaluate({ $toUpper: decimal("1.50") })).toBe("1.50");
    expect(evaluate({ $toUpper: date("2024-05-06T07:08:09.010Z") })).toBe("2024-05-06T07:08:09.010Z");
    expect(evaluate({ $toUpper: timestamp(86_400, 3) })).toBe("JAN  2 00:00:00:3");
    expect(evaluate({ $toUpper: new Code("f()") })).toBe("F()");
  });

  it.each([
    [16702, { $concat: [1, null] }],
    [40085, { $split: [1, 1] }],
    [10503900, { $split: ["a", 1] }],
    [40087, { $split: ["a", ""] }],
    [34473, { $strLenBytes: null }],
    [34471, { $strLenCP: 1 }],
    [16007, { $toUpper: true }],
    [16020, { $strcasecmp: "a" }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("parts of texts", () => {
  it.each([
    [{ $substrBytes: ["hello", 1, 3] }, "ell"],
    [{ $substrBytes: ["hello", 1, -1] }, "ello"],
    [{ $substrBytes: ["hello", 9, 1] }, ""],
    [{ $substrBytes: ["hello", decimal("1.5"), double(1.9)] }, "l"],
    [{ $substr: [12345, 1, 2] }, "23"],
    [{ $substrCP: ["a😀b", 1, 1] }, "😀"],
    [{ $indexOfBytes: ["é-é", "é", 1] }, int(3)],
    [{ $indexOfCP: ["😀a", "a"] }, int(1)],
    [{ $indexOfCP: ["abc", "c", 0, 2] }, int(-1)],
    [{ $indexOfCP: ["abc", "a", 5] }, int(-1)],
    [{ $indexOfBytes: [null, 1] }, null],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [16034, { $substrBytes: ["a", "0", 1] }],
    [16035, { $substrBytes: ["a", 0, null] }],
    [50752, { $substrBytes: ["a", -1, 1] }],
    [50752, { $substrBytes: ["a", decimal("NaN"), 1] }],
    [31109, { $substrBytes: ["a", 0, double(1e30)] }],
    [28656, { $substrBytes: ["é", 1, 1] }],
    [28657, { $substrBytes: ["é", 0, 1] }],
    [34450, { $substrCP: ["a", "0", -1] }],
    [34451, { $substrCP: ["a", double(0.5), 1] }],
    [34452, { $substrCP: ["a", -1, "x"] }],
    [34453, { $substrCP: ["a", 0, double(0.5)] }],
    [34454, { $substrCP: ["a", -1, -1] }],
    [34455, { $substrCP: ["a", -1, 1] }],
    [40091, { $indexOfBytes: [1, "a"] }],
    [40092, { $indexOfBytes: ["a", null] }],
    [40094, { $indexOfCP: ["a", 1] }],
    [40096, { $indexOfCP: ["a", "a", null] }],
    [40097, { $indexOfCP: ["a", "a", -1] }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("trimming and replacing", () => {
  it.each([
    [{ $trim: { input: "\0 a b \u2003" } }, "a b"],
    [{ $trim: { input: "\u200ba" } }, "\u200ba"],
    [{ $ltrim: { input: "xyxa", chars: "yx" } }, "a"],
    [{ $rtrim: { input: "axé", chars: "é" } }, "ax"],
    [{ $trim: { input: null, chars: 1 } }, null],
    [{ $trim: { input: "a", chars: "$nothing" } }, null],
    [{ $replaceAll: { input: "a.a", find: "a", replacement: { $literal: "$1" } } }, "$1.$1"],
    [{ $replaceAll: { input: "é", find: "", replacement: "-" } }, "-é-"],
    [{ $replaceOne: { input: "ab", find: "", replacement: "-" } }, "-ab"],
    [{ $replaceOne: { input: null, find: "a", replacement: "b" } }, null],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [50696, { $trim: "a" }],
    [50694, { $trim: { input: "a", more: 1 } }],
    [50695, { $ltrim: { chars: "a" } }],
    [50699, { $trim: { input: 1, chars: null } }],
    [50700, { $trim: { input: "a", chars: 1 } }],
    [51751, { $replaceOne: "a" }],
    [51750, { $replaceOne: { more: 1 } }],
    [51749, { $replaceOne: { find: "a" } }],
    [51748, { $replaceOne: { input: "a" } }],
    [51747, { $replaceAll: { input: "a", find: "a" } }],
    [10503904, { $replaceAll: { input: 1, find: 1, replacement: 1 } }],
    [10503901, { $replaceAll: { input: null, find: 1, replacement: 1 } }],
    [10503902, { $replaceAll: { input: null, find: null, replacement: 1 } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});
