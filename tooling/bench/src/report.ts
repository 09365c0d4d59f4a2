import type { RoundResult } from "./round.ts";

/** All rounds of one contestant at one workload. */
export interface Series {
  readonly contestant: string;
  readonly rounds: readonly RoundResult[];
}

/** A table of one workload: medians, and ratios to the first contestant of the same rounds. */
export function reportWorkload(title: string, series: readonly Series[]): string {
  const [base] = series;
  const lines = series.map(({ contestant, rounds }) => {
    const ratio = (key: keyof RoundResult): string => {
      const ratios = rounds.map((round, index) => round[key] / (base?.rounds[index]?.[key] ?? Number.NaN));
      const [low, middle, high] = quartiles(ratios);
      return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
    };
    const median = (key: keyof RoundResult): string => quartiles(rounds.map((round) => round[key]))[1].toFixed(1);
    return `| ${contestant} | ${ratio("cpu")} | ${ratio("wall")} | ${median("cpu")} | ${median("wall")} |`;
  });
  return [
    `### ${title}`,
    "",
    "| contestant | CPU ratio (quartiles) | wall ratio (quartiles) | CPU µs | wall µs |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}

/** The lower quartile, the median and the upper quartile. */
function quartiles(values: readonly number[]): readonly [number, number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
  return [at(0.25), at(0.5), at(0.75)];
}
