import { join } from "node:path";
import { prepare } from "./admin/prepare.ts";
import type { Engine, Entry } from "./engines.ts";
import { measure, type Series } from "./measure.ts";
import type { Options } from "./options.ts";
import { installPeers, prepareRedis } from "./peers.ts";
import type { EngineResult } from "./results.ts";
import { urlOf, versionOf } from "./servers.ts";
import { workloads } from "./workloads.ts";

let peers: Promise<string | undefined> | undefined;

/** Why there are no other libraries; they are installed when they are first asked for. */
function peersAbsent(): Promise<string | undefined> {
  return (peers ??= installPeers());
}

/** Runs the workloads that were asked for on one engine. A file, where the engine needs one, goes into `folder`. */
export async function benchEngine(
  key: string,
  engine: Engine,
  folder: string,
  options: Options,
): Promise<EngineResult> {
  const { title, family, server } = engine;
  const keys = options.workloads.filter((name) => workloads[name]?.repeat[family] !== undefined);
  const base = { key, title, family, version: server === undefined ? undefined : versionOf(server) };
  const place = server === undefined ? join(folder, "bench.db") : urlOf(server);
  if (place === undefined) return { ...base, workloads: [], notRun: `no ${title} server` };
  if (keys.length === 0) return { ...base, workloads: [], notRun: "none of the workloads is one of its own" };
  const measured: { key: string; series: Series[] }[] = [];
  const taking = keys.map((name) => ({ name, entries: takingPart(engine, name, options) }));
  if (taking.every(({ entries }) => entries.length === 0)) {
    return { ...base, workloads: [], notRun: "none of its contestants was asked for" };
  }
  // The clients for Redis are other libraries for as long as we have none of our own.
  const needsPeers = taking.some(({ entries }) => entries.some(({ peer }) => peer === true));
  const absent = needsPeers ? await peersAbsent() : undefined;
  if (family === "redis" && absent !== undefined) return { ...base, workloads: [], notRun: absent };

  const events = keys.includes("stream") ? Math.ceil((workloads["stream"]?.size ?? 0) * options.scale) : 1;
  const prepared = family === "redis" ? await prepareRedis(place) : await prepare(family, place, events);
  try {
    for (const { name, entries } of taking) {
      const present = entries.filter(({ peer }) => peer !== true || absent === undefined);
      const series = await measure(engine, present, name, place, prepared, options);
      if (absent !== undefined) {
        for (const entry of entries)
          if (entry.peer === true) series.push({ entry, rounds: [], absent: { reason: absent, failed: true } });
      }
      measured.push({ key: name, series });
      process.stderr.write(`${title}: ${workloads[name]?.name ?? name} done\n`);
    }
  } finally {
    await prepared.tidy();
  }
  return { ...base, workloads: measured };
}

/** Whoever was asked for, and the measure. */
function takingPart({ entries }: Engine, workload: string, options: Options): readonly Entry[] {
  return entries.filter(({ name, short, only }, index) => {
    if (only !== undefined && !only.includes(workload)) return false;
    if (options.short && short !== true) return false;
    return index === 0 || options.contestants.length === 0 || options.contestants.includes(name);
  });
}
