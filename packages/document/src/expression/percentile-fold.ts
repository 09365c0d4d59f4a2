import { Double } from "bson";
import { numberType, toDouble, type NumberValue } from "../values/numbers.ts";
import type { Fold } from "./accumulator-values.ts";

/** Between two numbers, exactly one of them at either end. */
function between(low: number, high: number, share: number): number {
  return low === high || share === 0 ? low : low + (high - low) * share;
}

function percentileOf(sorted: Float64Array, share: number, method: string): number {
  if (method === "continuous") {
    const rank = share * (sorted.length - 1);
    const at = Math.floor(rank);
    return between(sorted[at] as number, sorted[Math.ceil(rank)] as number, rank - at);
  }
  const rank = share >= 1 ? sorted.length - 1 : Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[rank] as number;
}

/** `$percentile`: one number for each percentile, each null when no number was among the values. NaN does not count. */
export function percentileFold(percentiles: readonly number[], method: string): Fold {
  const numbers: number[] = [];
  return {
    add(value) {
      if (numberType(value) === undefined) return;
      const number = toDouble(value as NumberValue);
      if (!Number.isNaN(number)) numbers.push(number);
    },
    result: () => {
      if (numbers.length === 0) return percentiles.map(() => null);
      const sorted = Float64Array.from(numbers).sort();
      return percentiles.map((share) => new Double(percentileOf(sorted, share, method)));
    },
  };
}
