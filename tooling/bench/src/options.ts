import { parseArgs } from "node:util";
import { engines } from "./engines.ts";
import { workloads } from "./workloads.ts";

/** What the command line asks for. */
export interface Options {
  readonly rounds: number;
  readonly peerRounds: number;
  readonly scale: number;
  readonly engines: readonly string[];
  readonly workloads: readonly string[];
  /** Names of contestants; empty for all. The measure takes part always. */
  readonly contestants: readonly string[];
  readonly short: boolean;
  readonly record: boolean;
  readonly weight: boolean;
  readonly help: boolean;
}

export const usage = `usage: npm run bench -- [options]
  --engine <name>       ${Object.keys(engines).join(", ")}; again for more; default: all
  --workload <name>     ${Object.keys(workloads).join(", ")}; again for more; default: all
  --contestant <name>   as the list below; again for more; default: all; the first of its engine takes part always
  --rounds <number>     default: 7, in the short form 5
  --peer-rounds <n>     rounds in which the other libraries take part; default: a third of the rounds
  --scale <factor>      of the work in a round; default: 1, in the short form 0.3
  --no-weight           leaves out what importing costs
  --short               ours and the raw clients alone, compared with the recorded baseline
  --record              writes what was measured into the baseline

${Object.entries(engines)
  .map(([key, { entries }]) => `  ${key}: ${entries.map(({ name }) => name).join(", ")}`)
  .join("\n")}`;

/** Reads the command line. @throws Error with the usage for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      "peer-rounds": { type: "string" },
      scale: { type: "string" },
      engine: { type: "string", multiple: true, default: [] },
      workload: { type: "string", multiple: true, default: [] },
      contestant: { type: "string", multiple: true, default: [] },
      short: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      weight: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  const names = Object.values(engines).flatMap(({ entries }) => entries.map(({ name }) => name));
  known("engine", values.engine, Object.keys(engines));
  known("workload", values.workload, Object.keys(workloads));
  known("contestant", values.contestant, names);
  const all = Object.keys(engines).filter(
    (key) => !values.short || engines[key]?.entries.some(({ short }) => short === true),
  );
  const rounds = count("rounds", values.rounds ?? (values.short ? "5" : "7"));
  return {
    rounds,
    peerRounds: Math.min(rounds, count("peer-rounds", values["peer-rounds"] ?? String(Math.ceil(rounds / 3)))),
    scale: factor("scale", values.scale ?? (values.short ? "0.3" : "1")),
    engines: values.engine.length > 0 ? values.engine : all,
    workloads: values.workload.length > 0 ? values.workload : Object.keys(workloads),
    contestants: values.contestant,
    short: values.short,
    record: values.record,
    weight: values.weight,
    help: values.help,
  };
}

function known(option: string, given: readonly string[], all: readonly string[]): void {
  for (const name of given) if (!all.includes(name)) throw new Error(`--${option}: no "${name}"\n\n${usage}`);
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} takes a whole number of at least 1`);
  return value;
}

function factor(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 10)) throw new Error(`--${option} takes a number above 0, up to 10`);
  return value;
}
