import type { RoundResult } from "./round.ts";

/** The lower quartile, the median and the upper quartile. */
export interface Spread {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** What was measured of a contestant at a workload, round by round; nothing in the rounds it did not take part in. */
export type Rounds = readonly (RoundResult | undefined)[];

/** A figure of a round. */
export type Figure = "cpu" | "wall" | "rss";

/** Quartiles by linear interpolation between neighbours (R's type 7). All are `NaN` for no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(0.25), middle: at(0.5), high: at(0.75) };
}

/** A figure itself, over the rounds. */
export function figureOf(rounds: Rounds, figure: Figure): Spread {
  return spreadOf(rounds.flatMap((round) => (round === undefined ? [] : [round[figure]])));
}

/**
 * A figure as a ratio to the measure's in the same round: what the machine does to a whole round cancels out. Rounds that
 * one of the two has not are left out.
 */
export function ratioOf(rounds: Rounds, measure: Rounds, figure: Figure): Spread {
  return spreadOf(
    rounds.flatMap((round, index) => {
      const base = measure[index];
      return round === undefined || base === undefined ? [] : [round[figure] / base[figure]];
    }),
  );
}
