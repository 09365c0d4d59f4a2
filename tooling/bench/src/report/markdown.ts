import type { Series } from "../measure.ts";
import { figureOf, ratioOf, type Spread } from "../statistics.ts";
import type { Workload } from "../workloads.ts";

/** A table of one workload: ratios to the first contestant in the same rounds, and medians. */
export function workloadTable(workload: Workload, series: readonly Series[]): string {
  const measured = series.filter(({ rounds }) => rounds.some((round) => round !== undefined));
  const [measure] = series;
  const memory = workload.memory === true;
  const columns = ["contestant", "CPU ratio (quartiles)", "wall ratio (quartiles)", "CPU µs", "wall µs"];
  const lines = measured.map(({ entry, rounds }) =>
    row([
      entry.title,
      showRatio(ratioOf(rounds, measure?.rounds ?? [], "cpu")),
      showRatio(ratioOf(rounds, measure?.rounds ?? [], "wall")),
      showMicroseconds(figureOf(rounds, "cpu").middle),
      showMicroseconds(figureOf(rounds, "wall").middle),
      ...(memory
        ? [figureOf(rounds, "rss").middle.toFixed(0), showRatio(ratioOf(rounds, measure?.rounds ?? [], "rss"))]
        : []),
    ]),
  );
  const heads = memory ? [...columns, "peak RSS MB", "RSS ratio (quartiles)"] : columns;
  return [
    `### ${workload.name}`,
    "",
    row(heads),
    row(heads.map(() => "---")),
    ...lines,
    "",
    ...absentList(series),
  ].join("\n");
}

/** Who did not run at a workload, and why. */
function absentList(series: readonly Series[]): string[] {
  const lines = series.flatMap(({ entry, absent }) =>
    absent === undefined ? [] : [`- not run: ${entry.title}: ${absent.failed ? "**failed**, " : ""}${absent.reason}`],
  );
  return lines.length === 0 ? [] : [...lines, ""];
}

/** `0.45 (0.43–0.47)`. */
export function showRatio({ low, middle, high }: Spread): string {
  return Number.isNaN(middle) ? "-" : `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** Three significant digits and more, thousands apart. */
function showMicroseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

/** One line of a Markdown table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
