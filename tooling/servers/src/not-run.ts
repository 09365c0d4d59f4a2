import { mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";

/** One thing that was not tested, and why. */
export interface NotRun {
  /** What was not run: an engine's title, or a feature that needs a kind of server. */
  readonly subject: string;
  readonly reason: string;
}

/** The folder results are gathered in: `DB_TEST_RESULTS`; undefined when nobody gathers them. */
function resultsFolder(): string | undefined {
  const results = process.env["DB_TEST_RESULTS"];
  return results ? join(results, "not-run") : undefined;
}

/** Notes for the closing report that something was not run. The same subject is noted once. */
export function recordNotRun(entry: NotRun): void {
  const folder = resultsFolder();
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const name = entry.subject.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(entry));
}

/** What was not run, in the order of subjects. */
export function readNotRun(results: string): readonly NotRun[] {
  const folder = join(results, "not-run");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as NotRun);
}
