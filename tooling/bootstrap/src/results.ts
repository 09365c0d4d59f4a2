import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Counts of tests, as the closing line gives them. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What we read of the file that `jest --json --outputFile` writes. */
interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Skipped by `it.skip` and the like. A todo is not among them: "not run" is reported apart. */
  readonly numPendingTests: number;
  /** Files that failed before their first test: each counts as one failure. */
  readonly numRuntimeErrorTestSuites: number;
}

/** Adds up all of Jest's result files in a folder. */
export function countTests(folder: string): Counts {
  const results = readdirSync(folder)
    .filter((name) => name.endsWith(".jest.json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as JestResults);
  const sum = (pick: (result: JestResults) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    passed: sum((result) => result.numPassedTests),
    failed: sum((result) => result.numFailedTests + result.numRuntimeErrorTestSuites),
    skipped: sum((result) => result.numPendingTests),
  };
}

/** The plain closing line: `12 passed, 0 failed`, and `, 1 skipped` when there is something to say. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
