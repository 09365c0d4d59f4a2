import type { Contestant } from "./contestant.ts";
import { workloads } from "./workloads.ts";

/** What one round of one contestant cost, per piece of work, in microseconds. */
export interface RoundResult {
  readonly wall: number;
  readonly cpu: number;
}

// A process of its own for each round, so that no contestant profits from what another has warmed or littered.
const [, , file = "", workloadKey = "", engine = "", place = ""] = process.argv;
const { contestant } = (await import(file)) as { contestant: Contestant };
const workload = workloads[workloadKey];
if (workload === undefined) throw new Error(`no workload "${workloadKey}"`);
const repeat = workload.repeat[engine as "postgres" | "sqlite"];

await contestant.open(place);
await work(Math.ceil(repeat / 4));
const cpuBefore = process.cpuUsage();
const wallBefore = performance.now();
await work(repeat);
const wall = ((performance.now() - wallBefore) * 1000) / repeat;
const { user, system } = process.cpuUsage(cpuBefore);
await contestant.close();
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / repeat } satisfies RoundResult));

async function work(count: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await workload?.run(contestant, index);
  };
  await Promise.all(Array.from({ length: workload?.width ?? 1 }, lane));
}
