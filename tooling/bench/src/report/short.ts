import type { Comparison } from "../baseline.ts";
import type { Results } from "../results.ts";
import { row, showRatio, table } from "./cells.ts";

/** The report of the short form: ratios of ours alone, beside the record. */
export function shortReport(results: Results, comparisons: readonly Comparison[]): string {
  const slower = comparisons.filter(({ verdict }) => verdict === "slower" || verdict === "not run");
  const lines = comparisons.map(({ engine, workload, contestant, cpu, wall, recorded, verdict }) =>
    row([
      engine,
      workload,
      contestant,
      showRatio(cpu),
      recorded === undefined ? "-" : recorded.cpu.toFixed(2),
      verdict === "slower" || verdict === "not run" ? `**${verdict}**` : verdict,
      showRatio(wall),
    ]),
  );
  const heads = ["engine", "workload", "contestant", "CPU ratio (quartiles)", "recorded", "", "wall ratio (quartiles)"];
  const notRun = results.engines.flatMap(({ title, notRun: reason, workloads }) => [
    ...(reason === undefined ? [] : [`- not run: ${title}: ${reason}`]),
    ...workloads.flatMap(({ key, series }) =>
      series.flatMap(({ entry, absent }) =>
        absent === undefined ? [] : [`- not run: ${title}, ${key}, ${entry.title}: ${absent.reason}`],
      ),
    ),
  ]);
  return [
    "# Bench, short form",
    "",
    `${results.conditions.join("; ")}. Ratios to the raw client; the record is \`tooling/bench/baseline.json\`.`,
    "",
    slower.length === 0 ? "Nothing is slower than recorded." : `${slower.length} slower than recorded, or not run.`,
    "",
    ...table(heads, lines),
    ...notRun,
    "",
  ].join("\n");
}
