import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { spreadOf, type Spread } from "./statistics.ts";
import type { Weight } from "./weigh.ts";

const run = promisify(execFile);

/** What importing a client alone costs, and core with our driver. */
export interface Weights {
  readonly title: string;
  readonly client: Readonly<Record<keyof Weight, Spread>>;
  readonly ours: Readonly<Record<keyof Weight, Spread>>;
  /** Ours less the client's, in the same round. */
  readonly more: Readonly<Record<keyof Weight, Spread>>;
  /** Why it was not measured. */
  readonly failed?: string | undefined;
}

/** What is compared on an engine. */
const subjects: Readonly<Record<string, { readonly client: readonly string[]; readonly ours: readonly string[] }>> = {
  postgres: { client: ["pg"], ours: ["@db/core", "@db/postgres"] },
  mysql: { client: ["mysql2/promise"], ours: ["@db/core", "@db/mysql"] },
  sqlite: { client: ["better-sqlite3"], ours: ["@db/core", "@db/sqlite"] },
};

const figures = ["wall", "cpu", "rss"] as const;

/** Weighs in turns, in fresh processes; nothing for an engine that has no such pair. */
export async function weigh(engine: string, title: string, rounds: number): Promise<Weights | undefined> {
  const subject = subjects[engine];
  if (subject === undefined) return undefined;
  const client: Weight[] = [];
  const ours: Weight[] = [];
  let failed: string | undefined;
  try {
    for (let round = 0; round < rounds; round++) {
      const turns = [
        async () => client.push(await weighOnce(subject.client)),
        async () => ours.push(await weighOnce(subject.ours)),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    }
  } catch (error) {
    failed =
      error instanceof Error
        ? (error.message.split("\n").find((line) => line.includes("Error")) ?? error.message)
        : String(error);
  }
  return {
    title,
    client: summary(client),
    ours: summary(ours),
    more: summary(ours.map((weight, round) => less(weight, client[round]))),
    failed,
  };
}

async function weighOnce(modules: readonly string[]): Promise<Weight> {
  const file = join(import.meta.dirname, "weigh.ts");
  const { stdout } = await run(process.execPath, [...process.execArgv, file, ...modules]);
  return JSON.parse(stdout) as Weight;
}

function less(weight: Weight, other: Weight | undefined): Weight {
  const base = other ?? { wall: Number.NaN, cpu: Number.NaN, rss: Number.NaN };
  return { wall: weight.wall - base.wall, cpu: weight.cpu - base.cpu, rss: weight.rss - base.rss };
}

function summary(weights: readonly Weight[]): Readonly<Record<keyof Weight, Spread>> {
  const [wall, cpu, rss] = figures.map((figure) => spreadOf(weights.map((weight) => weight[figure])));
  return { wall, cpu, rss } as Record<keyof Weight, Spread>;
}
