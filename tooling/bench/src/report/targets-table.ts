import type { EngineResult } from "../results.ts";
import { ratioOf } from "../statistics.ts";
import { byWall, streamMemoryTarget, targets } from "../targets.ts";
import { workloads } from "../workloads.ts";
import { row, showRatio, table } from "./cells.ts";

/** Ours against the targets; nothing where nothing of ours with a target was measured. */
export function targetsTable(engines: readonly EngineResult[]): string[] {
  const lines = engines.flatMap(linesOf);
  if (lines.length === 0) return [];
  const heads = ["engine", "workload", "contestant", "CPU ratio (quartiles)", "target", "", "wall ratio (quartiles)"];
  return ["## Ours against the targets", "", ...table(heads, lines)];
}

function linesOf({ title, family, workloads: measured }: EngineResult): string[] {
  return measured.flatMap(({ key, series }) => {
    const target = targets[family]?.[key];
    const measure = series[0]?.rounds ?? [];
    if (target === undefined) return [];
    return series
      .filter(({ entry }) => entry.ours === true)
      .flatMap(({ entry, rounds, absent }) => {
        const name = workloads[key]?.name ?? key;
        if (absent !== undefined)
          return [row([title, name, entry.title, "not run", target.toFixed(2), "**missed**", ""])];
        const cpu = ratioOf(rounds, measure, "cpu");
        const wall = ratioOf(rounds, measure, "wall");
        const judged = byWall.has(key) ? wall : cpu;
        const line = [title, name, entry.title, showRatio(cpu), target.toFixed(2), verdict(judged.middle, target)];
        const lines = [row([...line, showRatio(wall)])];
        if (key === "stream") {
          const memory = ratioOf(rounds, measure, "rss");
          const met = verdict(memory.middle, streamMemoryTarget);
          lines.push(
            row([title, "its peak memory", entry.title, showRatio(memory), streamMemoryTarget.toFixed(2), met, ""]),
          );
        }
        return lines;
      });
  });
}

/** By the median as it is shown. */
function verdict(ratio: number, target: number): string {
  return Number(ratio.toFixed(2)) <= target ? "met" : "**missed**";
}
