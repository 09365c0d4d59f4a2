import type { Series } from "../measure.ts";
import type { EngineResult, Results } from "../results.ts";
import { figureOf, ratioOf } from "../statistics.ts";
import { workloads } from "../workloads.ts";
import { row, showMicroseconds, showRatio, table } from "./cells.ts";
import { targetsTable } from "./targets-table.ts";
import { weightTable } from "./weight-table.ts";

/** The whole report of a run. */
export function reportOf(results: Results): string {
  return [
    "# Bench",
    "",
    `${results.conditions.join("; ")}.`,
    "",
    "Ratios are to the first contestant of each table, taken within a round: median and quartiles of the rounds. CPU is that of",
    "the client's process, all its threads, for one piece of work; peak RSS is all of the process, its Node included.",
    "",
    ...targetsTable(results.engines),
    ...weightTable(results.weights),
    ...results.engines.flatMap(engineSection),
  ].join("\n");
}

function engineSection({ key, title, version, notRun, workloads: measured }: EngineResult): string[] {
  const heading = `## ${title}${version === undefined ? "" : ` ${version}`}`;
  if (notRun !== undefined) return [heading, "", `not run: ${notRun}`, ""];
  const chart = `![CPU ratios](chart-${key}.svg)`;
  return [heading, "", chart, "", ...measured.flatMap(({ key: workload, series }) => workloadTable(workload, series))];
}

/** A table of one workload: ratios to the first contestant in the same rounds, and medians. */
function workloadTable(key: string, series: readonly Series[]): string[] {
  const workload = workloads[key];
  const measure = series[0]?.rounds ?? [];
  const memory = workload?.memory === true;
  const heads = ["contestant", "CPU ratio (quartiles)", "wall ratio (quartiles)", "CPU µs", "wall µs"];
  const lines = series
    .filter(({ rounds }) => rounds.some((round) => round !== undefined))
    .map(({ entry, rounds }) =>
      row([
        entry.title,
        showRatio(ratioOf(rounds, measure, "cpu")),
        showRatio(ratioOf(rounds, measure, "wall")),
        showMicroseconds(figureOf(rounds, "cpu").middle),
        showMicroseconds(figureOf(rounds, "wall").middle),
        ...(memory ? [figureOf(rounds, "rss").middle.toFixed(0), showRatio(ratioOf(rounds, measure, "rss"))] : []),
      ]),
    );
  return [
    `### ${workload?.name ?? key}`,
    "",
    ...table(memory ? [...heads, "peak RSS MB", "RSS ratio (quartiles)"] : heads, lines),
    ...absentList(series),
  ];
}

/** Who did not run at a workload, or not in all rounds, and why. */
function absentList(series: readonly Series[]): string[] {
  const lines = series.flatMap(({ entry, absent }) =>
    absent === undefined ? [] : [`- not run: ${entry.title}: ${absent.failed ? "**failed**, " : ""}${absent.reason}`],
  );
  return lines.length === 0 ? [] : [...lines, ""];
}
