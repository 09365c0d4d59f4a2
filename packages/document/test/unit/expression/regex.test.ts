import { describe, expect, it } from "@jest/globals";
import { BSONRegExp } from "bson";
import { translatePattern } from "../../../src/regex.ts";
import { evaluate, codeOf, int } from "./evaluate.ts";

describe("regular expressions", () => {
  it("find with places in code points, and null for groups that took no part", () => {
    expect(evaluate({ $regexFind: { input: "😀cat", regex: "(c)|(d)" } })).toEqual({
      match: "c",
      idx: int(1),
      captures: ["c", null],
    });
    expect(evaluate({ $regexFind: { input: "abc", regex: "x" } })).toBeNull();
  });

  it("find all, an empty match at every place but the end", () => {
    expect(evaluate({ $regexFindAll: { input: "ab", regex: "" } })).toEqual([
      { match: "", idx: int(0), captures: [] },
      { match: "", idx: int(1), captures: [] },
    ]);
    expect(evaluate({ $regexFindAll: { input: null, regex: "a" } })).toEqual([]);
  });

  it("give the groups of the pattern, and what comes after \\K", () => {
    expect(evaluate({ $regexFind: { input: "xaab", regex: "(x)(?>a+)(b)" } })).toEqual({
      match: "xaab",
      idx: int(0),
      captures: ["x", "b"],
    });
    expect(evaluate({ $regexFind: { input: "foobar", regex: String.raw`foo\Kbar` } })).toMatchObject({
      match: "bar",
      idx: int(3),
    });
  });

  it("take options from either side", () => {
    expect(evaluate({ $regexMatch: { input: "ABC", regex: "abc", options: "i" } })).toBe(true);
    expect(evaluate({ $regexMatch: { input: "ABC", regex: new BSONRegExp("abc", "i"), options: null } })).toBe(true);
    expect(evaluate({ $regexMatch: { input: "ABC", regex: new BSONRegExp("abc"), options: "i" } })).toBe(true);
    expect(evaluate({ $regexMatch: { input: "ABC", regex: null, options: "?" } })).toBe(false);
  });

  it.each([
    [51103, { $regexMatch: "a" }],
    [31022, { $regexMatch: { regex: "a" } }],
    [31023, { $regexMatch: { input: "a" } }],
    [31024, { $regexMatch: { input: "a", regex: "a", more: 1 } }],
    [51104, { $regexMatch: { input: 1, regex: null } }],
    [51105, { $regexMatch: { input: 1, regex: 1 } }],
    [51106, { $regexMatch: { input: null, regex: null, options: 1 } }],
    [51107, { $regexMatch: { input: "a", regex: new BSONRegExp("a", "i"), options: "" } }],
    [51108, { $regexMatch: { input: "a", regex: "a", options: "g" } }],
    [51109, { $regexMatch: { input: "a", regex: "a\0" } }],
    [51110, { $regexMatch: { input: "a", regex: "a", options: "\0" } }],
    [51111, { $regexMatch: { input: null, regex: "[a" } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("translatePattern", () => {
  it.each<[pattern: string, options: string, matching: string[], other: string[]]>([
    ["^a.c$", "", ["abc", "abc\n", "a\rc"], ["a\nc", "abc\n\n", "x\nabc"]],
    ["^b", "m", ["a\nb"], ["ab"]],
    ["a.c", "s", ["a\nc"], ["ac"]],
    [String.raw`a b # c`, "x", ["ab"], ["a b"]],
    [String.raw`\Aab\z`, "m", ["ab"], ["ab\n", "x\nab"]],
    [String.raw`\Z`, "", [""], []],
    [String.raw`^\s$`, "", [" ", "\t"], ["\u00a0"]],
    [String.raw`^\h$`, "", ["\u00a0"], ["\n"]],
    [String.raw`^\d\D\w\W$`, "", ["1a_-"], ["\u0661a_-"]],
    [String.raw`\Qa.b\E+`, "", ["a.bb"], ["axb"]],
    [String.raw`^[[:alpha:]_]+$`, "", ["aZ_"], ["a1"]],
    [String.raw`^[^[:digit:]]$`, "", ["a"], ["1"]],
    [String.raw`^[]a]+$`, "", ["]a"], ["b"]],
    [String.raw`^[\w-.]+$`, "", ["a-."], [" "]],
    [String.raw`^\x41\x{42}\103\-\@$`, "", ["ABC-@"], ["ABC"]],
    [String.raw`^(?i)abc$`, "", ["ABC"], ["ABD"]],
    [String.raw`^(?i:a)b$`, "", ["Ab"], ["AB"]],
    [String.raw`^(a)\1$`, "", ["aa"], ["ab"]],
    [String.raw`^(?<x>a)\k<x>(?P=x)$`, "", ["aaa"], ["aa"]],
    [String.raw`^(?P<y>a)\g{1}\g{-1}$`, "", ["aaa"], ["aa"]],
    [String.raw`^\p{Lu}\p{Greek}$`, "", ["Aα"], ["aα"]],
    [String.raw`^a{,2}$`, "", ["a{,2}"], ["aa"]],
    [String.raw`^a(?#why)b$`, "", ["ab"], ["a"]],
    [String.raw`^\R$`, "", ["\r\n", "\n"], ["a"]],
    ["(*UTF8)^é$", "i", ["É"], ["e"]],
    ["^.$", "", ["😀"], ["ab"]],
    ["^(?>a+)b$", "", ["aab"], ["aa"]],
    ["^(?>a|ab)c$", "", ["ac"], ["abc"]],
    ["^a++b$", "", ["aab"], ["aa"]],
    ["^a++ab$", "", [], ["aaab"]],
    [String.raw`^(a)(?>b+)\1\g{-1}$`, "", ["abbaa"], ["abba"]],
    ["^(a)?(?(1)b|c)$", "", ["ab", "c"], ["ac", "b"]],
    ["^(?<q>')?x(?(<q>)')$", "", ["'x'", "x"], ["'x", "x'"]],
    ["foo\\Kbar", "", ["foobar"], ["bar"]],
    ["foo(?=bar)(?!baz)(?<=oo)", "", ["foobar"], ["foobaz"]],
  ])("%s with %s", (pattern, options, matching, other) => {
    const regex = translatePattern(pattern, options);
    for (const text of matching) expect([text, regex.test(text)]).toEqual([text, true]);
    for (const text of other) expect([text, regex.test(text)]).toEqual([text, false]);
  });

  it.each([
    "(",
    ")",
    "[a",
    "*a",
    "a**",
    String.raw`(a\K)`,
    "(?R)",
    "(?(1)a|b)",
    "(?|a)",
    String.raw`\2(a)`,
    "\\",
    String.raw`\y`,
  ])("refuses %s", (pattern) => {
    expect(() => translatePattern(pattern, "")).toThrow(expect.objectContaining({ nativeCode: 51_091 }));
    expect(() => translatePattern(pattern, "", 51_111)).toThrow(expect.objectContaining({ nativeCode: 51_111 }));
  });
});
