import { DatabaseError } from "@db/core";
import type { ClientSession } from "mongodb";
import { closedError } from "./client-holder.ts";
import type { Limits } from "./limits.ts";

/** What calls of one transaction share: its session, which takes one call at a time. */
export class TransactionScope {
  readonly session: ClientSession;
  readonly limits: Limits;
  readonly #cursors = new Set<{ close(): Promise<void> }>();
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;
  /** What the server ended the transaction with, whatever the work made of it. */
  failure: DatabaseError | undefined;

  constructor(session: ClientSession, limits: Limits) {
    this.session = session;
    this.limits = limits;
  }

  /** Runs a call when those before it have ended: the server refuses two at once. Rejects with `closed` after the end. */
  turn<T>(call: () => Promise<T>): Promise<T> {
    if (this.#ended) return Promise.reject(closedError());
    const result = this.#last.then(call);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Keeps the first error by which the server ended the transaction: nothing is left to commit. */
  note(error: unknown): void {
    if (DatabaseError.is(error) && error.transactionState === "ended") this.failure ??= error;
  }

  /** Keeps a cursor, so that it is closed with the transaction. */
  keep(cursor: { close(): Promise<void> }): void {
    this.#cursors.add(cursor);
  }

  /** No call comes after it; waits for those under way, and closes the cursors. Never rejects. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last;
    for (const cursor of this.#cursors) await cursor.close().catch(() => {});
  }
}
