import type { Expression } from "../ast/nodes.ts";
import type { Type } from "../ast/types.ts";

/** The whole numbers that an expression can give, both ends included; `undefined` where that is not known. */
export type Range = readonly [low: bigint, high: bigint];

const bits = (count: bigint): Range => [-(2n ** (count - 1n)), 2n ** (count - 1n) - 1n];
const byKind: Readonly<Partial<Record<Type["kind"], Range>>> = {
  smallint: bits(16n),
  integer: bits(32n),
  bigint: bits(64n),
  boolean: [0n, 1n],
};
const lengths: Range = [0n, 2n ** 31n - 1n];
const counts: Range = [0n, 2n ** 63n - 1n];
const units: Readonly<Record<string, Range>> = {
  year: [-10_000n, 300_000n],
  quarter: [1n, 4n],
  month: [1n, 12n],
  week: [1n, 53n],
  day: [1n, 31n],
  hour: [0n, 23n],
  minute: [0n, 59n],
  second: [0n, 59n],
};

/** The range of a type's values. */
export function rangeOfType({ kind }: Type): Range | undefined {
  return byKind[kind];
}

/** Whether one range lies in another. */
export function within(range: Range | undefined, bounds: Range | undefined): boolean {
  return range !== undefined && bounds !== undefined && range[0] >= bounds[0] && range[1] <= bounds[1];
}

/** The range of an expression, from its literals, operations and types. */
export function rangeOf(expression: Expression): Range | undefined {
  switch (expression.kind) {
    case "literal":
      if (expression.form === "boolean") return [0n, 1n];
      return /^\d+$/.test(expression.value) && expression.form === "number"
        ? [BigInt(expression.value), BigInt(expression.value)]
        : undefined;
    case "call":
      return rangeOfCall(expression.meaning, expression.args, expression.unit) ?? rangeOfType(expression.type);
    case "aggregate":
      if (["count", "countAll", "rowNumber", "rank", "denseRank", "ntile"].includes(expression.meaning)) return counts;
      if (expression.meaning === "minimum" || expression.meaning === "maximum") return rangeOf(expression.args[0]!);
      return rangeOfType(expression.type);
    case "case": {
      const parts = expression.whens.map(([, then]) => then);
      return union([...parts, ...(expression.otherwise === undefined ? [] : [expression.otherwise])]);
    }
    default:
      return rangeOfType(expression.type);
  }
}

function union(parts: readonly Expression[]): Range | undefined {
  let all: Range | undefined;
  for (const part of parts) {
    if (part.kind === "literal" && part.form === "null") continue;
    const range = rangeOf(part);
    if (range === undefined) return undefined;
    all = all === undefined ? range : [minimum(all[0], range[0]), maximum(all[1], range[1])];
  }
  return all;
}

function rangeOfCall(meaning: string, args: readonly Expression[], unit: string | undefined): Range | undefined {
  switch (meaning) {
    case "add":
    case "subtract":
    case "multiply":
      return combine(meaning, args);
    case "negate": {
      const range = rangeOf(args[0]!);
      return range === undefined ? undefined : [-range[1], -range[0]];
    }
    case "absolute": {
      const range = rangeOf(args[0]!);
      if (range === undefined) return undefined;
      const ends = [range[0] < 0n ? -range[0] : range[0], range[1] < 0n ? -range[1] : range[1]] as const;
      const low = range[0] <= 0n && range[1] >= 0n ? 0n : minimum(...ends);
      return [low, maximum(...ends)];
    }
    case "sign":
      return [-1n, 1n];
    case "length":
    case "octetLength":
    case "position":
      return lengths;
    case "extract":
      return unit === undefined ? undefined : units[unit];
    case "modulo": {
      const divisor = rangeOf(args[1]!);
      if (divisor === undefined) return undefined;
      const largest = maximum(divisor[0] < 0n ? -divisor[0] : divisor[0], divisor[1] < 0n ? -divisor[1] : divisor[1]);
      return [-largest, largest];
    }
    case "divideInteger": {
      // Towards zero, so never farther from it than the dividend; a negative divisor turns it round.
      const [dividend, divisor] = args.map((part) => rangeOf(part));
      if (dividend === undefined) return undefined;
      if (divisor === undefined || divisor[0] < 0n) return spread(dividend);
      return [minimum(dividend[0], 0n), maximum(dividend[1], 0n)];
    }
    case "coalesce":
    case "leastNull":
    case "leastKnown":
    case "greatestKnown":
      return union(args);
    case "greatestNull": {
      const all = union(args);
      return all === undefined ? undefined : [args.map((part) => rangeOf(part)![0]).reduce(maximum), all[1]];
    }
    case "nullIf":
    case "toUnbounded":
      return rangeOf(args[0]!);
    default:
      return undefined;
  }
}

/** With zero, and with the opposites: a divisor may be negative. */
function spread(range: Range | undefined): Range | undefined {
  if (range === undefined) return undefined;
  const largest = maximum(range[0] < 0n ? -range[0] : range[0], range[1] < 0n ? -range[1] : range[1]);
  return [-largest, largest];
}

function combine(meaning: string, args: readonly Expression[]): Range | undefined {
  const left = rangeOf(args[0]!);
  const right = rangeOf(args[1]!);
  if (left === undefined || right === undefined) return undefined;
  if (meaning === "add") return [left[0] + right[0], left[1] + right[1]];
  if (meaning === "subtract") return [left[0] - right[1], left[1] - right[0]];
  const products = [left[0] * right[0], left[0] * right[1], left[1] * right[0], left[1] * right[1]];
  return [products.reduce(minimum), products.reduce(maximum)];
}

const minimum = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const maximum = (left: bigint, right: bigint): bigint => (left > right ? left : right);
