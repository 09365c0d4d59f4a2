import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Prepared } from "./admin/prepare.ts";
import type { Engine, Entry } from "./engines.ts";
import type { RoundAnswer, RoundResult } from "./round.ts";
import type { Rounds } from "./statistics.ts";
import { workloads, type Workload } from "./workloads.ts";

const run = promisify(execFile);

/** All rounds of one contestant at one workload. */
export interface Series {
  readonly entry: Entry;
  readonly rounds: Rounds;
  /** Why there is none, or not all: it lacks the workload, could not be loaded, or gave something wrong. */
  readonly absent?: { readonly reason: string; readonly failed: boolean } | undefined;
}

/** How often and how much. */
export interface Effort {
  readonly rounds: number;
  readonly peerRounds: number;
  readonly scale: number;
}

/** Runs every contestant once a round, in turns, so that the machine's moods fall on all of them alike. */
export async function measure(
  engine: Engine,
  entries: readonly Entry[],
  key: string,
  place: string,
  prepared: Prepared,
  effort: Effort,
): Promise<Series[]> {
  const workload = workloads[key] as Workload;
  const rounds = Math.max(1, Math.round(effort.rounds * (workload.rounds ?? 1)));
  const peersEvery = Math.max(1, Math.floor(rounds / Math.min(effort.peerRounds, rounds)));
  const results = entries.map((): (RoundResult | undefined)[] => Array.from({ length: rounds }));
  const absent: Series["absent"][] = entries.map(() => undefined);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      // Another one begins each time.
      const index = (turn + round) % entries.length;
      const entry = entries[index] as Entry;
      const rests = entry.peer === true && (round % peersEvery !== 0 || round / peersEvery >= effort.peerRounds);
      if (absent[index] !== undefined || rests) continue;
      try {
        await prepared.reset(workload);
        const answer = await runRound(engine, entry, key, place, effort.scale);
        if ("lacks" in answer) {
          absent[index] = { reason: answer.lacks, failed: false };
          continue;
        }
        await prepared.verify(workload, answer.pieces, effort.scale);
        (results[index] as (RoundResult | undefined)[])[round] = answer;
      } catch (error) {
        absent[index] = { reason: explain(error), failed: true };
      }
    }
  }
  return entries.map((entry, index) => ({ entry, rounds: results[index] ?? [], absent: absent[index] }));
}

async function runRound(engine: Engine, entry: Entry, key: string, place: string, scale: number): Promise<RoundAnswer> {
  const folder = join(import.meta.dirname, entry.peer === true ? "../peers/contestants" : "contestants");
  const { stdout } = await run(
    process.execPath,
    [
      ...process.execArgv,
      "--disable-warning=ExperimentalWarning",
      join(import.meta.dirname, "round.ts"),
      join(folder, entry.file),
      key,
      engine.family,
      place,
      String(scale),
    ],
    { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 },
  );
  // What a library prints comes before.
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as RoundAnswer;
}

/** The line of what went wrong, out of all that a process that failed has said. */
function explain(error: unknown): string {
  const { stderr, killed, message } = error as { stderr?: string; killed?: boolean; message: string };
  if (killed === true) return "took longer than five minutes";
  const lines = (stderr ?? "").split("\n").map((line) => line.trim());
  const line =
    lines.find((text) => /^\w*Error\b/.test(text)) ?? lines.find((text) => text.includes("Error")) ?? message;
  // Some libraries put all of a statement into it.
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}
