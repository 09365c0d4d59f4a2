import type { Contestant, Family } from "./contestant.ts";
import { workloads } from "./workloads.ts";

/** What one round of one contestant cost. */
export interface RoundResult {
  /** Per piece of work, in microseconds. */
  readonly wall: number;
  /** CPU of the process, all its threads, per piece of work, in microseconds. */
  readonly cpu: number;
  /** The most memory the process had at a time, everything in it, in megabytes. */
  readonly rss: number;
  /** Pieces done, the warm-up's included. */
  readonly pieces: number;
}

/** What the process says on the last line it prints. */
export type RoundAnswer = RoundResult | { readonly lacks: string };

/**
 * How long a round warms up and works at the most, in milliseconds. Servers run for days: what the compiler does in the
 * first half of a second would be most of what is measured.
 */
const warmUpLimit = 500;
const workLimit = 600;

// A process of its own for each round, so that no contestant profits from what another has warmed or littered.
const [, , file = "", key = "", family = "", place = "", scale = "1"] = process.argv;
const workload = workloads[key];
if (workload === undefined) throw new Error(`no workload "${key}"`);
const { contestant } = (await import(file)) as { contestant: Contestant };

let answer: RoundAnswer;
if (contestant[workload.member] === undefined) {
  answer = { lacks: contestant.lacks?.[workload.member] ?? "not written" };
} else {
  await contestant.open(place);
  answer = await measure(contestant as Required<Contestant>);
  await contestant.close();
}
process.stdout.write(`\n${JSON.stringify(answer)}\n`);

async function measure(subject: Required<Contestant>): Promise<RoundResult> {
  const planned = workload?.repeat[family as Family] ?? 0;
  // What is one long piece is scaled in its size, everything else in its number.
  const single = planned === 1;
  const repeat = single ? 1 : Math.max(1, Math.round(planned * Number(scale)));
  const size = Math.round((workload?.size ?? 0) * (single ? Number(scale) : 1));
  const warmUp = await work(subject, 0, single ? 1 : repeat, single ? Math.ceil(size / 4) : size, warmUpLimit);

  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  const count = await work(subject, warmUp, repeat, size, workLimit);
  const wall = ((performance.now() - wallBefore) * 1000) / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  const rss = process.resourceUsage().maxRSS / 1024;
  return { wall, cpu: (user + system) / count, rss, pieces: warmUp + count };
}

/**
 * Does so many pieces, beginning with one; fewer when that takes longer than `limit` milliseconds, so that who is slow
 * does not hold up the others. Gives the number of pieces done.
 */
async function work(
  subject: Required<Contestant>,
  from: number,
  count: number,
  size: number,
  limit: number,
): Promise<number> {
  const end = performance.now() + limit;
  // Looking at the clock is not free for pieces of microseconds.
  const every = count < 500 ? 1 : 16;
  let to = from + count;
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < to) {
      const index = next++;
      workload?.check((await workload.work(subject, index, size)) as never, index, size);
      if (index % every === 0 && performance.now() > end) to = next;
    }
  };
  await Promise.all(Array.from({ length: workload?.width ?? 1 }, lane));
  return next - from;
}
