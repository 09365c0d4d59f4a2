import { usage, type DocumentDatabase } from "@db/core";
import type { RunOptions } from "./options.ts";
import { reported, type TransferReport } from "./report.ts";
import { TransferRun, type Control } from "./transfer.ts";

/** The options of {@link startTransfer}. */
export interface StartOptions extends RunOptions {
  /**
   * Whether changes of the source are followed: from before the first document is read until {@link Transfer.cutOver}. Documents that
   * changed are read again and put into the target.
   */
  readonly capture?: boolean;
}

/** A transfer that runs. */
export interface Transfer {
  /** The report when it is done; rejects as {@link transfer} does. */
  readonly finished: Promise<TransferReport>;
  /** Resolves when all is copied and no change is left; with `capture` that is when to stop writing to the source. */
  readonly caughtUp: Promise<void>;
  /**
   * Ends following. Call it when nobody writes to the source any more: what was committed before is carried over, then the
   * target is verified. Gives `finished`. Without `capture` nothing is to be ended.
   */
  cutOver(): Promise<TransferReport>;
}

/** Begins or resumes a transfer, and gives what it can be told while it runs. See {@link transfer}. */
export function startTransfer(
  source: DocumentDatabase,
  target: DocumentDatabase,
  options: StartOptions = {},
): Transfer {
  const { capture = false, ...rest } = options;
  if (capture && rest.dryRun === true) throw usage("a dry run follows no changes");
  let caughtUp: () => void = () => {};
  const whenCaughtUp = new Promise<void>((resolve) => (caughtUp = resolve));
  const control: Control = { capture, cutOver: false, caughtUp };
  const run = new TransferRun(source, target, rest, control);
  const finished = reported(rest.reportFile, rest.dryRun === true ? run.plan() : run.run());
  // Whoever waits for one alone is told by it.
  const told = Promise.race([whenCaughtUp, finished.then(() => {})]);
  told.catch(() => {});
  finished.catch(() => {});
  return {
    finished,
    caughtUp: told,
    cutOver() {
      control.cutOver = true;
      return finished;
    },
  };
}

/**
 * Copies collections, indexes and views from one document database to another, and verifies them. Where it was stopped before, by
 * whatever, a call with the same `id` and options goes on: each chunk and its checkpoint are one transaction of the target, so
 * nothing is lost and nothing is there twice. A transfer that is done gives its report anew and does nothing.
 *
 * The source is read as it is at the time: without `capture` (see {@link startTransfer}) nobody should write to it meanwhile.
 * Rejects with kind `usage` for wrong options and for collections that have documents already, with the refused document's
 * error where the policy is `fail`, and as the databases' calls do. A verification that finds differences does not
 * reject: see the report. Neither database is closed.
 */
export async function transfer(
  source: DocumentDatabase,
  target: DocumentDatabase,
  options: RunOptions = {},
): Promise<TransferReport> {
  if (Object.hasOwn(options, "capture"))
    throw usage("a transfer that follows changes is ended by a call", "use startTransfer");
  return startTransfer(source, target, options).finished;
}
