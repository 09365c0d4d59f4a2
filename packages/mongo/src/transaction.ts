import { setTimeout as sleep } from "node:timers/promises";
import {
  channels,
  databaseError,
  isRetryable,
  trace,
  type DatabaseError,
  type DocumentCallOptions,
  type TransactionEvent,
} from "@db/core";
import type { ClientHolder } from "./client-holder.ts";
import { exceeded, limitsOf, withinLimits, type Limits } from "./limits.ts";
import { engine, toDatabaseError } from "./mongo-errors.ts";
import { TransactionScope } from "./transaction-scope.ts";

type Work<R> = (scope: TransactionScope) => Promise<R>;
type Outcome = NonNullable<TransactionEvent["outcome"]>;

const inTransaction = { writes: true, transaction: true } as const;

/**
 * Runs work in a transaction of its own session: committed when it resolves, rolled back when it rejects. It is repeated
 * as often as the option `retry` allows, and only after an error whose `retry` says that the whole may be repeated.
 * Rejects with what the work rejects with; with `rolled-back` when the server had ended the transaction before the
 * commit, and with `outcome-unknown` when nobody can tell whether it was committed.
 */
export async function runTransaction<R>(holder: ClientHolder, options: DocumentCallOptions, work: Work<R>): Promise<R> {
  const { attempts, delay, maxDelay, jitter } = holder.options.retry;
  const limits = limitsOf(options, 0);
  for (let attempt = 1; ; attempt++) {
    try {
      return await told(holder, attempt, (outcome) => runOnce(holder, limits, work, outcome));
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error) || limits.signal?.aborted === true) throw error;
      const wait = Math.min(maxDelay, delay * 2 ** (attempt - 1)) * (1 - Math.random() * jitter);
      if (limits.deadline !== undefined && performance.now() + wait >= limits.deadline) throw error;
      await sleep(wait);
    }
  }
}

function told<R>(
  holder: ClientHolder,
  attempt: number,
  run: (outcome: (outcome: Outcome) => void) => Promise<R>,
): Promise<R> {
  if (!channels.transaction.hasSubscribers) return run(() => {});
  const event: TransactionEvent = { ...holder.event, attempt };
  return trace(channels.transaction, event, () => run((outcome) => (event.outcome = outcome)));
}

async function runOnce<R>(
  holder: ClientHolder,
  limits: Limits,
  work: Work<R>,
  tell: (outcome: Outcome) => void,
): Promise<R> {
  const late = exceeded(limits);
  if (late !== undefined) throw late;
  const session = (await holder.client()).startSession();
  const scope = new TransactionScope(session, limits);
  try {
    session.startTransaction();
    const result = await finished(scope, limits, work);
    await commit(scope, limits);
    tell("committed");
    return result;
  } catch (error) {
    const unknown = (error as Partial<DatabaseError> | null)?.kind === "outcome-unknown";
    tell(unknown ? "unknown" : "rolled-back");
    // The client keeps what goes wrong here to itself: the server ends what nobody commits.
    if (session.inTransaction()) await session.abortTransaction();
    throw error;
  } finally {
    if (exceeded(limits) !== undefined) await holder.stopSession(session);
    await session.endSession();
  }
}

/** The work's result, when nothing of it is under way any more and there is time left to commit. */
async function finished<R>(scope: TransactionScope, limits: Limits, work: Work<R>): Promise<R> {
  let result: R;
  try {
    result = await work(scope);
  } finally {
    await scope.end();
  }
  const late = exceeded(limits);
  if (late !== undefined) throw late;
  return result;
}

const noSuchTransaction = 251;

async function commit({ session, failure }: TransactionScope, limits: Limits): Promise<void> {
  if (failure !== undefined)
    throw databaseError({ kind: "rolled-back", engine, transactionState: "ended", cause: failure });
  try {
    // The client sends it again by itself when the first answer is lost: the server knows it by its number.
    await withinLimits(limits, () => session.commitTransaction());
  } catch (cause) {
    const error = toDatabaseError(cause, inTransaction);
    if (error.nativeCode === noSuchTransaction)
      throw databaseError({
        kind: "rolled-back",
        engine,
        nativeCode: noSuchTransaction,
        transactionState: "ended",
        cause,
      });
    if (error.kind === "timeout" || error.kind === "aborted" || error.family === "connection")
      throw databaseError({ kind: "outcome-unknown", engine, transactionState: "ended", cause });
    throw error;
  }
}
