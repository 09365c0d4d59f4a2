import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compare, readBaseline, record, writeBaseline } from "./baseline.ts";
import { benchEngine } from "./bench-engine.ts";
import { engines, type Engine } from "./engines.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { chartOf } from "./report/chart.ts";
import { reportOf } from "./report/markdown.ts";
import { shortReport } from "./report/short.ts";
import type { EngineResult, Results } from "./results.ts";
import { missingServers, runWithServers } from "./servers.ts";
import { weigh, type Weights } from "./weight.ts";

const out = join(import.meta.dirname, "../../../.cache/bench");

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error && process.env["DEBUG"] === undefined ? error.message : error);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const servers = missingServers(options.engines);
  if (servers.length > 0) return runWithServers(servers, args);

  const folder = mkdtempSync(join(tmpdir(), "db-bench-"));
  const measured: EngineResult[] = [];
  const weights: Weights[] = [];
  try {
    for (const key of options.engines) {
      const engine = engines[key] as Engine;
      measured.push(await benchEngine(key, engine, folder, options));
      const weight = options.weight && !options.short ? await weigh(key, engine.title, options.rounds) : undefined;
      if (weight !== undefined) weights.push(weight);
      // After each engine, so that a long run that is stopped has not been in vain.
      write({ conditions: conditionsOf(options), engines: measured, weights }, options);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const comparisons = compare(measured, readBaseline());
  if (options.record) writeBaseline(record(comparisons, readBaseline()));
  console.log(write({ conditions: conditionsOf(options), engines: measured, weights }, options));
  const failed = measured.some(({ workloads }) =>
    workloads.some(({ series }) => series.some(({ absent }) => absent?.failed === true)),
  );
  return failed ? 1 : 0;
}

function conditionsOf({ rounds, peerRounds, scale, short }: Options): string[] {
  return [
    `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    `${rounds} rounds${short ? "" : ` (the other libraries ${peerRounds})`}, interleaved, each in a fresh process`,
    ...(scale === 1 ? [] : [`work scaled by ${scale}`]),
    ...(process.execArgv.includes("--conditions=@db/source")
      ? ["our packages from source, not as they are built"]
      : []),
  ];
}

/** Writes the files, and gives the report. */
function write(results: Results, options: Options): string {
  const report = options.short ? shortReport(results, compare(results.engines, readBaseline())) : reportOf(results);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, options.short ? "short.md" : "report.md"), report);
  writeFileSync(join(out, options.short ? "short.json" : "results.json"), JSON.stringify(results));
  if (!options.short) {
    for (const engine of results.engines)
      if (engine.workloads.length > 0) writeFileSync(join(out, `chart-${engine.key}.svg`), chartOf(engine));
  }
  return report;
}
