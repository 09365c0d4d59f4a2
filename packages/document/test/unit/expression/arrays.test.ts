import { describe, expect, it } from "@jest/globals";
import { decimal, double, evaluate, codeOf, int, long } from "./evaluate.ts";

const document = { a: [3, 1, 2], o: { x: 1, y: 2 }, s: "text" };

describe("arrays", () => {
  it.each([
    [{ $arrayElemAt: ["$a", -1] }, int(2)],
    [{ $arrayElemAt: ["$a", 9] }, undefined],
    [{ $first: "$a" }, int(3)],
    [{ $last: { $literal: [] } }, undefined],
    [{ $slice: ["$a", 2] }, [int(3), int(1)]],
    [{ $slice: ["$a", -2] }, [int(1), int(2)]],
    [{ $slice: ["$a", -9, 1] }, [int(3)]],
    [{ $range: [0, 5, 2] }, [int(0), int(2), int(4)]],
    [{ $range: [5, 0, -2] }, [int(5), int(3), int(1)]],
    [{ $indexOfArray: ["$a", double(2)] }, int(2)],
    [{ $indexOfArray: ["$a", 3, 1] }, int(-1)],
    [{ $in: [decimal("1.0"), "$a"] }, true],
    [{ $isArray: "$a" }, true],
    [{ $isArray: [[1]] }, true],
    [{ $size: "$a" }, int(3)],
    [{ $reverseArray: "$a" }, [int(2), int(1), int(3)]],
    [{ $concatArrays: ["$a", [4], "$nothing"] }, null],
    [{ $concatArrays: [[1], [2]] }, [int(1), int(2)]],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression, { document })).toEqual(expected);
  });

  it.each([
    [28689, { $arrayElemAt: ["$s", 0] }],
    [28690, { $arrayElemAt: ["$a", "0"] }],
    [28691, { $arrayElemAt: ["$a", double(0.5)] }],
    [28689, { $first: "$s" }],
    [28724, { $slice: ["$s", 1] }],
    [28725, { $slice: ["$a", "1"] }],
    [28726, { $slice: ["$a", double(0.5)] }],
    [28727, { $slice: ["$a", 0, "1"] }],
    [28728, { $slice: ["$a", 0, double(0.5)] }],
    [28729, { $slice: ["$a", 0, 0] }],
    [34443, { $range: [null, 1] }],
    [34444, { $range: [double(0.5), 1] }],
    [34445, { $range: [0, "1"] }],
    [34446, { $range: [0, long(2n ** 31n)] }],
    [34447, { $range: [0, 1, true] }],
    [34448, { $range: [0, 1, double(0.5)] }],
    [34449, { $range: [0, 1, 0] }],
    [146, { $range: [0, 2_000_000_000] }],
    [40090, { $indexOfArray: ["$s", 1] }],
    [9711600, { $indexOfArray: ["$a", 1, null] }],
    [9711601, { $indexOfArray: ["$a", 1, -1] }],
    [40081, { $in: [1, null] }],
    [17124, { $size: null }],
    [34435, { $reverseArray: 1 }],
    [28664, { $concatArrays: [1] }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression, { document })).toBe(code);
  });
});

describe("loops", () => {
  it.each([
    [{ $map: { input: "$a", in: { $multiply: ["$$this", 2] } } }, [int(6), int(2), int(4)]],
    [{ $map: { input: "$a", as: "n", in: "$$n.x" } }, [null, null, null]],
    [{ $map: { input: null, in: 1 } }, null],
    [{ $filter: { input: "$a", cond: { $gt: ["$$this", 1] } } }, [int(3), int(2)]],
    [{ $filter: { input: "$a", as: "n", cond: true, limit: 1 } }, [int(3)]],
    [{ $filter: { input: "$a", cond: true, limit: null } }, [int(3), int(1), int(2)]],
    [{ $reduce: { input: "$a", initialValue: 0, in: { $add: ["$$value", "$$this"] } } }, int(6)],
    [{ $reduce: { input: [], initialValue: "x", in: 1 } }, "x"],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression, { document })).toEqual(expected);
  });

  it("keep their variables to themselves", () => {
    expect(codeOf({ $map: { input: "$$this", in: 1 } })).toBe(17276);
    expect(codeOf({ $filter: { input: [], as: "n", cond: "$$this" } })).toBe(17276);
  });

  it.each([
    [16878, { $map: 1 }],
    [16879, { $map: { more: 1 } }],
    [16880, { $map: { in: 1 } }],
    [16882, { $map: { input: [] } }],
    [16883, { $map: { input: 1, in: 1 } }],
    [9, { $map: { input: [], as: "X", in: 1 } }],
    [9, { $map: { input: [], as: 1, in: 1 } }],
    [28646, { $filter: 1 }],
    [28647, { $filter: { more: 1 } }],
    [28648, { $filter: { cond: 1 } }],
    [28650, { $filter: { input: [] } }],
    [28651, { $filter: { input: 1, cond: 1 } }],
    [327391, { $filter: { input: [1], cond: 1, limit: double(0.5) } }],
    [327392, { $filter: { input: [1], cond: 1, limit: 0 } }],
    [40075, { $reduce: 1 }],
    [40076, { $reduce: { more: 1 } }],
    [40077, { $reduce: { initialValue: 1, in: 1 } }],
    [40078, { $reduce: { input: [], in: 1 } }],
    [40079, { $reduce: { input: [], initialValue: 1 } }],
    [40080, { $reduce: { input: 1, initialValue: 1, in: 1 } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("arrays in other shapes", () => {
  it.each([
    [{ $zip: { inputs: ["$a", ["x"]] } }, [[int(3), "x"]]],
    [
      { $zip: { inputs: [[1, 2], ["x"]], useLongestLength: true } },
      [
        [int(1), "x"],
        [int(2), null],
      ],
    ],
    [{ $zip: { inputs: [[1], []], useLongestLength: true, defaults: [0, "d"] } }, [[int(1), "d"]]],
    [{ $zip: { inputs: ["$nothing"] } }, null],
    [{ $sortArray: { input: "$a", sortBy: -1 } }, [int(3), int(2), int(1)]],
    [
      { $sortArray: { input: [{ v: { w: 2 } }, 5, { v: { w: 1 } }], sortBy: { "v.w": 1 } } },
      [int(5), { v: { w: int(1) } }, { v: { w: int(2) } }],
    ],
    [{ $sortArray: { input: null, sortBy: 1 } }, null],
    [
      { $objectToArray: "$o" },
      [
        { k: "x", v: int(1) },
        { k: "y", v: int(2) },
      ],
    ],
    [
      {
        $arrayToObject: [
          [
            ["a", 1],
            ["a", 2],
          ],
        ],
      },
      { a: int(2) },
    ],
    [{ $arrayToObject: { $literal: [{ k: "a", v: 1 }] } }, { a: int(1) }],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression, { document })).toEqual(expected);
  });

  it.each([
    [34460, { $zip: 1 }],
    [34461, { $zip: { inputs: 1 } }],
    [34462, { $zip: { inputs: [[]], defaults: 1 } }],
    [34463, { $zip: { inputs: [[]], useLongestLength: 1 } }],
    [34464, { $zip: { more: 1 } }],
    [34465, { $zip: { inputs: [] } }],
    [34466, { $zip: { inputs: [[]], defaults: [1] } }],
    [34467, { $zip: { inputs: [[]], useLongestLength: true, defaults: [1, 2] } }],
    [34468, { $zip: { inputs: [1] } }],
    [2942500, { $sortArray: 1 }],
    [2942501, { $sortArray: { more: 1 } }],
    [2942502, { $sortArray: {} }],
    [2942503, { $sortArray: { input: [] } }],
    [2942504, { $sortArray: { input: 1, sortBy: 1 } }],
    [2942505, { $sortArray: { input: [], sortBy: { a: "asc" } } }],
    [2942506, { $sortArray: { input: [], sortBy: 2 } }],
    [2942507, { $sortArray: { input: [], sortBy: "a" } }],
    [40390, { $objectToArray: 1 }],
    [40386, { $arrayToObject: 1 }],
    [40398, { $arrayToObject: [[1]] }],
    [40396, { $arrayToObject: [[["a", 1], 1]] }],
    [40397, { $arrayToObject: [[["a"]]] }],
    [40395, { $arrayToObject: [[[1, 1]]] }],
    [4940400, { $arrayToObject: [[["a\0", 1]]] }],
    [40391, { $arrayToObject: { $literal: [{ k: "a", v: 1 }, 1] } }],
    [40392, { $arrayToObject: { $literal: [{ k: "a" }] } }],
    [40393, { $arrayToObject: { $literal: [{ k: "a", w: 1 }] } }],
    [40394, { $arrayToObject: { $literal: [{ k: 1, v: 1 }] } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});
