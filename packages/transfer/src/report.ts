import { rename, writeFile } from "node:fs/promises";
import { EJSON } from "bson";
import type { SourceCollection } from "./plan/collections.ts";
import type { TransferPlan } from "./plan/plan.ts";
import { totalOf, type Counts, type RangeState } from "./state/range-state.ts";
import type { Verification } from "./verify/verification.ts";

/** What happened to one collection or view. */
export interface CollectionReport extends Counts {
  readonly name: string;
  readonly as: string;
  readonly kind: "collection" | "view";
  /** The indexes that were made. */
  readonly indexes: readonly string[];
}

/** What a transfer did. */
export interface TransferReport {
  readonly id: string;
  /** `planned` after a dry run. */
  readonly outcome: "done" | "planned";
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Milliseconds that this run took. */
  readonly elapsed: number;
  /** How many runs it took: one more than how often it was stopped. */
  readonly runs: number;
  /** What was found out before the copy; `undefined` in a run that went on behind it. */
  readonly plan: TransferPlan | undefined;
  readonly collections: readonly CollectionReport[];
  /** Changes of the source that were carried over. */
  readonly changes: number;
  readonly verification: Verification | undefined;
}

/** What the ranges have done, by collection. */
export function collectionReports(
  collections: readonly SourceCollection[],
  ranges: readonly RangeState[],
  withIndexes: boolean,
): CollectionReport[] {
  return collections.map(({ choice: { name }, as, view, indexes }) => ({
    name,
    as,
    kind: view ? "view" : "collection",
    ...totalOf(ranges.filter(({ collection }) => collection === name)),
    indexes: withIndexes ? indexes.map((index) => index["name"] as string) : [],
  }));
}

/** Writes the report, or why there is none, where a file is asked for. */
export async function reported(path: string | undefined, run: Promise<TransferReport>): Promise<TransferReport> {
  if (path === undefined) return run;
  const report = await run.catch(async (error: unknown) => {
    await writeReport(path, { outcome: "failed", error: errorFacts(error) });
    throw error;
  });
  await writeReport(path, report);
  return report;
}

function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { message: "something else than an error was thrown" };
  const facts = error as Error & { toJSON?(): object };
  return facts.toJSON?.() ?? { name: error.name };
}

/** Writes a report as JSON, types in MongoDB's relaxed extended form; the file is whole or not there. */
async function writeReport(path: string, report: object): Promise<void> {
  const whole = `${path}.${process.pid}.tmp`;
  await writeFile(whole, `${EJSON.stringify(report, undefined, 2, { relaxed: true })}\n`);
  await rename(whole, path);
}
