import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineResult } from "./results.ts";
import { ratioOf, type Spread } from "./statistics.ts";

/** Recorded medians of ratios: by engine, workload and contestant. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Ratios>>>>>>;

interface Ratios {
  readonly cpu: number;
  readonly wall: number;
}

/** One ratio of ours beside what is recorded. */
export interface Comparison {
  readonly engine: string;
  readonly workload: string;
  readonly contestant: string;
  readonly cpu: Spread;
  readonly wall: Spread;
  readonly recorded?: Ratios | undefined;
  readonly verdict: "slower" | "faster" | "as recorded" | "not recorded" | "not run";
}

/** The part that a ratio may differ by; the quartile nearer to the record has to be beyond it. */
const tolerance = 0.1;

const file = join(import.meta.dirname, "../baseline.json");

export function readBaseline(): Baseline {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Baseline) : {};
}

export function writeBaseline(baseline: Baseline): void {
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

/**
 * Ours beside the record, by CPU, the steadier figure. A ratio is slower when three of four rounds were more than a tenth
 * above the record; what is recorded and was not measured now, though its engine and workload were, is not run.
 */
export function compare(engines: readonly EngineResult[], baseline: Baseline): Comparison[] {
  return engines.flatMap(({ key: engine, workloads }) =>
    workloads.flatMap(({ key: workload, series }) =>
      series
        .filter(({ entry }) => entry.ours === true)
        .map(({ entry, rounds }): Comparison => {
          const measure = series[0]?.rounds ?? [];
          const cpu = ratioOf(rounds, measure, "cpu");
          const recorded = baseline[engine]?.[workload]?.[entry.name];
          return {
            engine,
            workload,
            contestant: entry.name,
            cpu,
            wall: ratioOf(rounds, measure, "wall"),
            recorded,
            verdict: judge(cpu, recorded),
          };
        }),
    ),
  );
}

function judge(cpu: Spread, recorded: Ratios | undefined): Comparison["verdict"] {
  if (Number.isNaN(cpu.middle)) return "not run";
  if (recorded === undefined) return "not recorded";
  if (cpu.low > recorded.cpu * (1 + tolerance)) return "slower";
  if (cpu.high < recorded.cpu * (1 - tolerance)) return "faster";
  return "as recorded";
}

/** The record with what was measured now in place of what it had for the same contestants. */
export function record(comparisons: readonly Comparison[], baseline: Baseline): Baseline {
  const next: Record<string, Record<string, Record<string, Ratios>>> = structuredClone(baseline) as never;
  for (const { engine, workload, contestant, cpu, wall } of comparisons) {
    if (Number.isNaN(cpu.middle)) continue;
    const ofEngine = (next[engine] ??= {});
    const ofWorkload = (ofEngine[workload] ??= {});
    ofWorkload[contestant] = { cpu: round(cpu.middle), wall: round(wall.middle) };
  }
  return next;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
