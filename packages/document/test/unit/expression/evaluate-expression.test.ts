import { describe, expect, it } from "@jest/globals";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { evaluate, codeOf, int } from "./evaluate.ts";

describe("field paths", () => {
  const document = { a: [{ b: 1 }, { c: 2 }, { b: [3] }, 4], n: { x: { y: 5 } }, deep: [[{ b: 1 }]] };

  it("map over arrays and leave out what is missing", () => {
    expect(evaluate("$a.b", { document })).toEqual([int(1), [int(3)]]);
    expect(evaluate("$n.x.y", { document })).toEqual(int(5));
    expect(evaluate("$n.y.x", { document })).toBeUndefined();
  });

  it("do not look into arrays within arrays, and have no indexes", () => {
    expect(evaluate("$deep.b", { document })).toEqual([]);
    expect(evaluate("$a.0", { document })).toEqual([]);
  });

  it("see only a document's own fields", () => {
    expect(evaluate("$constructor", { document })).toBeUndefined();
    expect(evaluate("$__proto__.x", { document: JSON.parse('{"__proto__":{"x":1}}') })).toEqual(int(1));
  });
});

describe("variables", () => {
  it("has those of the system", () => {
    const now = new Date(1000);
    expect(evaluate("$$NOW", { now })).toEqual(now);
    expect(evaluate("$$ROOT.a", { document: { a: 1 } })).toEqual(int(1));
    expect(evaluate("$$REMOVE")).toBeUndefined();
    expect(evaluate("$$USER_ROLES")).toEqual([]);
  });

  it("refuses those that a place has not", () => {
    const scope = { variables: new Set<string>(), unavailable: new Set(["NOW"]) };
    expect(() => parseExpression("$$NOW", scope)).toThrow(expect.objectContaining({ nativeCode: 51_144 }));
  });

  it("refuses $$CLUSTER_TIME where there is none", () => {
    expect(codeOf({ $ifNull: ["$$CLUSTER_TIME", 1] })).toBe(10071200);
  });

  it("lets CURRENT be set: field paths start there", () => {
    expect(evaluate({ $map: { input: "$a", as: "CURRENT", in: "$b" } }, { document: { a: [{ b: 1 }] } })).toEqual([
      int(1),
    ]);
  });

  it("binds $let's variables outside of each other and only within", () => {
    const shadowed = { $let: { vars: { x: 1 }, in: { $let: { vars: { x: 2, y: "$$x" }, in: "$$y" } } } };
    expect(evaluate(shadowed)).toEqual(int(1));
    expect(codeOf({ $add: [{ $let: { vars: { x: 1 }, in: "$$x" } }, "$$x"] })).toBe(17276);
  });

  it.each([
    [16874, { $let: 1 }],
    [16875, { $let: { vars: {}, in: 1, more: 1 } }],
    [16876, { $let: { in: 1 } }],
    [16877, { $let: { vars: {} } }],
    [10065, { $let: { vars: 1, in: 1 } }],
    [9, { $let: { vars: { Upper: 1 }, in: 1 } }],
    [9, { $let: { vars: [1], in: 1 } }],
  ])("refuses a $let with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("objects and arrays of expressions", () => {
  it("leave missing fields out, and make missing items null", () => {
    expect(evaluate({ a: "$x", b: { c: "$y" } }, { document: { y: 1 } })).toEqual({ b: { c: int(1) } });
    expect(evaluate(["$x", "$y"], { document: { y: 1 } })).toEqual([null, int(1)]);
  });
});
