import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { prepare } from "./prepare.ts";
import { reportWorkload, type Series } from "./report.ts";
import type { RoundResult } from "./round.ts";
import { workloads } from "./workloads.ts";

/** The contestants of each engine; the first is the measure. */
const contestants = {
  postgres: ["raw-postgres", "raw-postgres-named", "db-postgres"],
  sqlite: ["raw-sqlite", "db-sqlite"],
} as const;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    url: { type: "string" },
    engine: { type: "string", multiple: true },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number of at least 1");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "db-bench-"));
const url = values.url ?? process.env["DB_TEST_POSTGRES_URL"];
const places: Partial<Record<keyof typeof contestants, string>> = {
  sqlite: join(folder, "bench.db"),
  ...(url ? { postgres: url } : {}),
};

const sections: string[] = [];
try {
  for (const engine of ["postgres", "sqlite"] as const) {
    const place = places[engine];
    if (values.engine !== undefined && !values.engine.includes(engine)) continue;
    if (place === undefined) {
      sections.push(
        `## ${engine}\n\nnot run: no server (npm run servers -- exec postgres -- npm run bench, or --url)\n`,
      );
      continue;
    }
    const tidy = await prepare(engine, place);
    sections.push(`## ${engine}\n`);
    for (const [key, workload] of Object.entries(workloads)) {
      if (workload.repeat[engine] === 0) continue;
      const series = await measure(engine, key, place);
      sections.push(reportWorkload(workload.name, series));
      process.stderr.write(`${engine}: ${workload.name} done\n`);
    }
    await tidy();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const head = `# Bench\n\nNode ${process.version}, ${rounds} rounds, contestants interleaved, each round in a fresh process; ratios are taken within a round.\n`;
const report = [head, ...sections].join("\n");
const out = join(import.meta.dirname, "../../../.cache/bench");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "report.md"), report);
console.log(report);

/** Runs every contestant once a round, in turns, so that the machine's moods fall on all of them alike. */
async function measure(engine: keyof typeof contestants, workload: string, place: string): Promise<Series[]> {
  const names = contestants[engine];
  const results = names.map((): RoundResult[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      // Another one begins each time.
      const index = (turn + round) % names.length;
      const file = join(import.meta.dirname, "contestants", `${names[index]}.ts`);
      const { stdout } = await run(process.execPath, [
        "--disable-warning=ExperimentalWarning",
        join(import.meta.dirname, "round.ts"),
        file,
        workload,
        engine,
        place,
      ]);
      results[index]?.push(JSON.parse(stdout) as RoundResult);
    }
  }
  return names.map((contestant, index) => ({ contestant, rounds: results[index] ?? [] }));
}
