import { isNumber, toDouble } from "../../values/numbers.ts";
import type { Accumulator, AccumulatorState } from "../accumulators/accumulator.ts";
import { countOf } from "../accumulators/count-n.ts";
import { accumulators } from "../accumulators/registry.ts";
import { framesOf, overFrames } from "./frames.ts";
import { valuesIn, type Partition } from "./partition.ts";
import { wholePartition, type WindowBounds } from "./window-bounds.ts";
import { operandOf, windowOf, type WindowFunctionParser } from "./window-function.ts";

/** An accumulator of `$group` over a window. */
export const accumulated: WindowFunctionParser = (given) => {
  const { operator, scope } = given;
  const parse = accumulators[operator] as (typeof accumulators)[string];
  const accumulator = parse(operator, operandOf(given), scope);
  const bounds = windowOf(given) ?? wholePartition;
  return { operator, bounds, evaluate: (partition) => evaluate(accumulator, bounds, partition) };
};

function evaluate(accumulator: Accumulator, bounds: WindowBounds, partition: Partition): readonly unknown[] {
  const { documents, settings } = partition;
  const values = valuesIn(partition, accumulator.input);
  const n = countOf(accumulator, {}, settings);
  const start = (): AccumulatorState => accumulator.start(accumulator, { settings, n });
  const add = (state: AccumulatorState, from: number, to: number): AccumulatorState => {
    for (let at = from; at <= to; at++) state.add(values[at], documents[at] ?? {});
    return state;
  };
  const frames = framesOf(partition, bounds);
  const empty = start().result();
  if (bounds.kind === "documents" && bounds.lower === "unbounded") {
    const state = start();
    let next = 0;
    return overFrames(
      frames,
      (_first, last) => {
        const result = add(state, next, last).result();
        next = last + 1;
        return result;
      },
      empty,
    );
  }
  const isDeviation = accumulator.operator.startsWith("$stdDev");
  return overFrames(
    frames,
    (first, last) =>
      // MongoDB cannot take a number that is not finite out of such a window again, and gives null.
      isDeviation && values.slice(first, last + 1).some((value) => isNumber(value) && !Number.isFinite(toDouble(value)))
        ? null
        : add(start(), first, last).result(),
    empty,
  );
}
