import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a conformance report that the capability matrix is made from. */
export interface RecordedConformance {
  readonly subject: string;
  readonly engine: string;
  readonly serverVersion: string;
  readonly capabilities: object;
  readonly tests: number;
  readonly failures: readonly string[];
}

/** Where the last run's results lie, one file a subject. */
export const conformanceFolder: string = join(import.meta.dirname, "../../../.cache/conformance");

/** Keeps what a conformance run has proven, for `npm run matrix`, which writes the README's capability matrix. */
export function recordConformance(report: RecordedConformance): void {
  mkdirSync(conformanceFolder, { recursive: true });
  const file = `${report.subject.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`;
  writeFileSync(join(conformanceFolder, file), `${JSON.stringify(report, undefined, 2)}\n`);
}
