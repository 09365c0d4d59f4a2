import { describe, expect, it } from "@jest/globals";
import { Int32 } from "bson";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { evaluate, codeOf, int } from "./evaluate.ts";

const nothing = { variables: new Set<string>() };

describe("parseExpression", () => {
  it("tells literals, paths, variables and operators apart", () => {
    expect(parseExpression("plain", nothing)).toEqual({ kind: "literal", value: "plain" });
    expect(parseExpression("$a.b", nothing)).toEqual({ kind: "field", path: ["a", "b"] });
    expect(parseExpression("$$ROOT.a", nothing)).toEqual({ kind: "variable", name: "ROOT", path: ["a"] });
    expect(parseExpression({ $size: "$a" }, nothing)).toMatchObject({
      kind: "call",
      operator: "$size",
      args: [{ kind: "field", path: ["a"] }],
    });
  });

  it("imports literals, so that a plain number is an int", () => {
    expect(parseExpression([1, { a: 2 }], nothing)).toEqual({
      kind: "literal",
      value: [new Int32(1), { a: new Int32(2) }],
    });
  });

  it("replaces a call of constants by its value, and throws its errors though nothing is evaluated", () => {
    expect(parseExpression({ $add: [1, 2] }, nothing)).toEqual({ kind: "literal", value: new Int32(3) });
    expect(() => parseExpression({ $ifNull: ["$a", { $divide: [1, 0] }] }, nothing)).toThrow(
      expect.objectContaining({ nativeCode: 2 }),
    );
  });

  it("leaves comparisons alone: they depend on the collation", () => {
    expect(parseExpression({ $eq: ["a", "A"] }, nothing).kind).toBe("call");
  });

  it.each([
    [168, { $noSuchOperator: 1 }],
    [15983, { $add: [1], $subtract: [1, 2] }],
    [16020, { $subtract: [1] }],
    [28667, { $slice: [[1]] }],
    [17276, "$$unknown"],
    [9, "$$"],
    [9, "$$a-b"],
    [16872, "$"],
    [15998, "$a..b"],
    [40353, "$a."],
    [16410, "$a.$b"],
    [16411, "$a\0b"],
    [16412, { "a.b": 1 }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });

  it("refuses what is nested too deeply, and goes on after it", () => {
    let nested: unknown = 1;
    for (let n = 0; n < 10_000; n++) nested = { $not: [nested] };
    expect(codeOf(nested)).toBe(15);
    expect(codeOf(Array.from({ length: 300 }, () => ["$a"]))).toBeUndefined();
  });

  it("allows the names of references in paths", () => {
    expect(evaluate("$link.$id", { document: { link: { x: 1, $id: 7 } } })).toEqual(int(7));
  });
});
