import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, testFiles, type Level, type TestedPackage } from "./packages.ts";
import { indent, runCaptured, type StepResult } from "./steps.ts";

/** The folder that results are gathered in; emptied at the start of a run. */
export const results: string = join(root, ".cache/test-results");

/**
 * Runs the tests of one package at one level, by the package's own script, and keeps Jest's counts in the results
 * folder. Undefined when the package has no such tests.
 */
export async function runJest(tested: TestedPackage, level: Level): Promise<StepResult | undefined> {
  const script = `test:${level}`;
  if (tested.scripts[script] === undefined || testFiles(tested, level).length === 0) return undefined;
  const title = `${tested.name} ${level} tests`;
  const file = join(results, `${tested.folder.replaceAll("/", "-")}.${level}.jest.json`);
  const started = performance.now();
  const command = [process.execPath, "--run", script, "--", "--json", `--outputFile=${file}`] as const;
  const { code, output } = await runCaptured([...command], join(root, tested.folder), { DB_TEST_RESULTS: results });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  // A run that ended before Jest could count has failed, whatever its exit code.
  const ok = code === 0 && existsSync(file);
  console.log(`${ok ? "ok    " : "FAILED"} ${title} (${seconds} s)`);
  if (!ok) console.log(indent(output));
  return { title, ok };
}
