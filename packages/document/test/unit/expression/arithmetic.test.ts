import { describe, expect, it } from "@jest/globals";
import { date, decimal, double, evaluate, codeOf, int, long } from "./evaluate.ts";

describe("sums, differences, products", () => {
  it.each([
    ["an int that grows becomes a long", { $add: [2_147_483_647, 1] }, long(2_147_483_648)],
    ["and an int again when the total fits", { $add: [2_147_483_647, 1, -1] }, int(2_147_483_647)],
    ["a long beyond 64 bits becomes a double", { $multiply: [long(2n ** 62n), 4] }, double(2 ** 64)],
    ["a double among them gives a double", { $add: [1, double(2)] }, double(3)],
    ["a decimal among them gives a decimal", { $multiply: [2, decimal("2.5")] }, decimal("5.0")],
    [
      "a double counts with 15 digits beside a decimal",
      { $subtract: [double(10.5), decimal("2.5")] },
      decimal("8.0000000000000"),
    ],
    ["nothing to add is 0", { $add: [] }, int(0)],
    ["nothing to multiply is 1", { $multiply: [] }, int(1)],
    ["-0 keeps its sign", { $multiply: [0, double(-0)] }, double(-0)],
    ["null stops before what is wrong", { $add: [1, null, "text"] }, null],
    ["a missing field is no value", { $subtract: [1, "$nothing"] }, null],
  ])("%s", (_what, expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it("takes dates: milliseconds are rounded, halves of doubles away from zero", () => {
    const at = date("2020-01-01T00:00:00Z");
    expect(evaluate({ $add: [at, double(2.5)] })).toEqual(new Date(at.getTime() + 3));
    expect(evaluate({ $add: [at, decimal("2.5")] })).toEqual(new Date(at.getTime() + 2));
    expect(evaluate({ $subtract: [at, double(-2.5)] })).toEqual(new Date(at.getTime() + 3));
    expect(evaluate({ $add: [at, double(0.5), double(0.5)] })).toEqual(new Date(at.getTime() + 2));
    expect(evaluate({ $add: [double(0.5), double(0.5), at] })).toEqual(new Date(at.getTime() + 1));
    expect(evaluate({ $subtract: [at, new Date(at.getTime() - 5)] })).toEqual(long(5));
  });

  it.each([
    [14, { $add: ["a"] }],
    [14, { $add: ["a", null] }],
    [16612, { $add: [new Date(0), new Date(0)] }],
    [15, { $subtract: [new Date(0), decimal("NaN")] }],
    [14, { $multiply: [1, [2]] }],
    [14, { $subtract: ["a", 1] }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("quotients and rests", () => {
  it("divides to a double, or to a decimal with one", () => {
    expect(evaluate({ $divide: [10, 2] })).toEqual(double(5));
    expect(evaluate({ $divide: [10, decimal("4")] })).toEqual(decimal("2.5"));
    expect(evaluate({ $divide: [0, -5] })).toEqual(double(-0));
  });

  it("gives a rest the sign of the dividend", () => {
    expect(evaluate({ $mod: [-7, 3] })).toEqual(int(-1));
    expect(evaluate({ $mod: [7, double(3)] })).toEqual(double(1));
    expect(evaluate({ $mod: [long(7), 3] })).toEqual(long(1));
  });

  it.each([
    [2, { $divide: [1, 0] }],
    [14, { $divide: ["a", 1] }],
    [16610, { $mod: [1, double(0)] }],
    [16611, { $mod: [1, "a"] }],
    [5733415, { $mod: [1, decimal("0")] }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("rounding", () => {
  it.each([
    [{ $round: double(2.5) }, double(2)],
    [{ $round: double(-0.5) }, double(-0)],
    [{ $round: [15, -1] }, int(20)],
    [{ $round: [25, -1] }, int(20)],
    [{ $round: [decimal("1.1"), 3] }, decimal("1.100")],
    [{ $trunc: [double(0.29), 2] }, double(0.28)],
    [{ $trunc: [decimal("0.29"), 2] }, decimal("0.29")],
    [{ $trunc: [decimal("23.298"), -1] }, decimal("2E+1")],
    [{ $trunc: [decimal("1.23"), 100] }, decimal("1.23")],
    [{ $round: decimal("Infinity") }, decimal("Infinity")],
    [{ $ceil: decimal("Infinity") }, decimal("NaN")],
    [{ $floor: decimal("9E+40") }, decimal("NaN")],
    [{ $ceil: double(-0.5) }, double(-0)],
    [{ $round: [null, 200] }, null],
    [{ $round: [1, null] }, null],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [51081, { $round: "a" }],
    [16004, { $trunc: [1, "a"] }],
    [51082, { $round: [1, double(0.5)] }],
    [51082, { $round: [1, decimal("NaN")] }],
    [51082, { $round: [1, long(2n ** 40n)] }],
    [31109, { $round: [1, double(Number.NaN)] }],
    [51083, { $round: [1, 101] }],
    [51083, { $round: [1, -21] }],
    [28765, { $floor: "a" }],
    [51080, { $round: [long(2n ** 63n - 1n), -1] }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("powers, roots and logarithms", () => {
  it.each([
    [{ $pow: [2, 10] }, int(1024)],
    [{ $pow: [2, long(3)] }, long(8)],
    [{ $pow: [10, 18] }, long(10n ** 18n)],
    [{ $pow: [10, 19] }, double(1e19)],
    [{ $pow: [2, -1] }, double(0.5)],
    [{ $pow: [double(1), double(Number.NaN)] }, double(1)],
    [{ $pow: [decimal("1.5"), 2] }, decimal("2.250000000000000000000000000000000")],
    [{ $sqrt: decimal("9") }, decimal("3")],
    [{ $sqrt: 2 }, double(Math.SQRT2)],
    [{ $abs: -3 }, int(3)],
    [{ $abs: -2_147_483_648 }, long(2_147_483_648)],
    [{ $exp: 0 }, double(1)],
    [{ $exp: decimal("0") }, decimal("1")],
    [{ $log10: decimal("1000") }, decimal("3")],
    [{ $log: [100, decimal("10")] }, decimal("2")],
    [{ $log: [decimal("NaN"), 10] }, double(Number.NaN)],
    [{ $ln: decimal("1E-6143") }, decimal("-14144.78022626242263692252150612605")],
    [{ $sigmoid: 0 }, double(0.5)],
    [{ $sigmoid: decimal("-1.5") }, decimal("0.1824255238063563403927828213437517")],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [28680, { $abs: long(-(2n ** 63n)) }],
    [28762, { $pow: ["a", 1] }],
    [28763, { $pow: [1, "a"] }],
    [28764, { $pow: [0, -1] }],
    [28714, { $sqrt: -1 }],
    [28766, { $ln: 0 }],
    [28761, { $log10: -1 }],
    [28756, { $log: ["a", 2] }],
    [28757, { $log: [1, "a"] }],
    [28758, { $log: [0, 2] }],
    [28759, { $log: [1, 1] }],
    [28765, { $exp: "a" }],
    [14, { $sigmoid: "a" }],
    [14, { $sigmoid: [1] }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("angles", () => {
  it("computes doubles and decimals", () => {
    expect(evaluate({ $sin: 0 })).toEqual(double(0));
    expect(evaluate({ $atan2: [0, 1] })).toEqual(double(0));
    expect(evaluate({ $degreesToRadians: 180 })).toEqual(double(Math.PI));
    expect(evaluate({ $cos: decimal("1") })).toEqual(decimal("0.5403023058681397174009366074429766"));
  });

  it.each([
    [50989, { $asin: 2 }],
    [50989, { $cos: double(Infinity) }],
    [50989, { $acosh: 0 }],
    [28765, { $tan: "a" }],
    [51044, { $atan2: ["a", 1] }],
    [51045, { $atan2: [1, "a"] }],
  ])("refuses with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("bits", () => {
  it("joins whole numbers; a long makes it a long", () => {
    expect(evaluate({ $bitAnd: [12, 10] })).toEqual(int(8));
    expect(evaluate({ $bitOr: [12, long(3)] })).toEqual(long(15));
    expect(evaluate({ $bitXor: [12, 10] })).toEqual(int(6));
    expect(evaluate({ $bitNot: 5 })).toEqual(int(-6));
    expect(evaluate({ $bitAnd: [] })).toEqual(int(-1));
    expect(evaluate({ $bitAnd: [1, null] })).toBeNull();
  });

  it("refuses what is not whole", () => {
    expect(codeOf({ $bitAnd: [1, double(1)] })).toBe(14);
    expect(codeOf({ $bitNot: double(1) })).toBe(14);
    expect(codeOf({ $bitNot: "a" })).toBe(28765);
  });
});
