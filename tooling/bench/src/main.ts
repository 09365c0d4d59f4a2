import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "./admin/prepare.ts";
import { engines, type Engine, type Entry } from "./engines.ts";
import { measure, type Series } from "./measure.ts";
import { readOptions } from "./options.ts";
import { installPeers, prepareRedis } from "./peers.ts";
import { workloadTable } from "./report/markdown.ts";
import { missingServers, runWithServers, urlOf } from "./servers.ts";
import { workloads } from "./workloads.ts";

const args = process.argv.slice(2);
const options = readOptions(args);
const servers = missingServers(options.engines);
if (servers.length > 0) process.exit(await runWithServers(servers, args));

const folder = mkdtempSync(join(tmpdir(), "db-bench-"));
const out = join(import.meta.dirname, "../../../.cache/bench");
const sections: string[] = [];
let failed = false;
let peers: Promise<string | undefined> | undefined;
try {
  for (const key of options.engines) await benchEngine(key, engines[key] as Engine);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const head = `# Bench\n\nNode ${process.version}, ${options.rounds} rounds, contestants interleaved, each round in a fresh process; ratios are taken within a round.\n`;
const report = [head, ...sections].join("\n");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "report.md"), report);
console.log(report);
if (failed) process.exitCode = 1;

async function benchEngine(key: string, engine: Engine): Promise<void> {
  const place = engine.server === undefined ? join(folder, "bench.db") : urlOf(engine.server);
  sections.push(`## ${engine.title}\n`);
  if (place === undefined) {
    sections.push(`not run: no ${engine.title} server\n`);
    return;
  }
  const keys = options.workloads.filter((name) => workloads[name]?.repeat[engine.family] !== undefined);
  const events = keys.includes("stream") ? Math.ceil((workloads["stream"]?.size ?? 0) * options.scale) : 1;
  // The client for Redis is one of the other libraries' for as long as we have none.
  if (engine.family === "redis" && (await peersAbsent()) !== undefined) {
    sections.push(`not run: ${await peersAbsent()}\n`);
    return;
  }
  const prepared = engine.family === "redis" ? await prepareRedis(place) : await prepare(engine.family, place, events);
  try {
    for (const name of keys) {
      const workload = workloads[name];
      if (workload === undefined) continue;
      const entries = takingPart(engine, name);
      const reason = entries.some(({ peer }) => peer === true) ? await peersAbsent() : undefined;
      const present = entries.filter(({ peer }) => peer !== true || reason === undefined);
      const series: Series[] = await measure(engine, present, name, place, prepared, options);
      for (const entry of entries)
        if (reason !== undefined && entry.peer === true)
          series.push({ entry, rounds: [], absent: { reason, failed: true } });
      failed ||= series.some(({ absent }) => absent?.failed === true);
      sections.push(workloadTable(workload, series));
      process.stderr.write(`${key}: ${workload.name} done\n`);
    }
  } finally {
    await prepared.tidy();
  }
}

/** Why there are no other libraries; they are installed when they are first asked for. */
function peersAbsent(): Promise<string | undefined> {
  return (peers ??= installPeers());
}

/** Whoever was asked for, and the measure. */
function takingPart({ entries }: Engine, workload: string): readonly Entry[] {
  return entries.filter(({ name, short, only }, index) => {
    if (index === 0) return true;
    if (only !== undefined && !only.includes(workload)) return false;
    if (options.short && short !== true) return false;
    return options.contestants.length === 0 || options.contestants.includes(name);
  });
}
