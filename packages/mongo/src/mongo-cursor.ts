import { BatchCursor, channels, trace, usage, type DocumentCallOptions } from "@db/core";
import { exportDocument } from "@db/document/engine";
import type { AbstractCursor, Db } from "mongodb";
import type { CallFacts, Calls, ClientBounds } from "./call.ts";
import { closedError } from "./client-holder.ts";
import { withinLimits } from "./limits.ts";
import { toDatabaseError } from "./mongo-errors.ts";

type Open = (db: Db, bounds: ClientBounds) => AbstractCursor<Record<string, unknown>>;

/**
 * A cursor for programs over one of the client's; nothing is asked before the first document is. The time limit is that of
 * each wait for the server, and of what the server works for the cursor in all.
 */
export class MongoCursor<T> extends BatchCursor<T> {
  readonly #calls: Calls;
  readonly #facts: CallFacts;
  readonly #options: DocumentCallOptions;
  readonly #open: Open;
  /** Cuts the client's cursor; its reason is the error. */
  readonly #cut = new AbortController();
  readonly #end = Promise.withResolvers<void>();
  #rows = 0;
  #cursor: Promise<AbstractCursor<Record<string, unknown>>> | undefined;
  #closed = false;

  constructor(calls: Calls, facts: CallFacts, options: DocumentCallOptions, open: Open) {
    super();
    this.#calls = calls;
    this.#facts = facts;
    this.#options = options;
    this.#open = open;
  }

  protected async release(): Promise<void> {
    this.#closed = true;
    this.#end.resolve();
    const cursor = await this.#cursor?.catch(() => undefined);
    // One that was cut the client closes itself; a second close would take the session from under the first.
    if (!this.#cut.signal.aborted) await cursor?.close().catch(() => {}); // the server forgets it in time
  }

  protected async batch(): Promise<readonly T[]> {
    if (this.#closed && this.#cursor === undefined) throw usage("the cursor is closed");
    if (this.#closed) return [];
    try {
      const { transaction } = this.#calls;
      const batch = await (transaction === undefined ? this.#fetch() : transaction.turn(() => this.#fetch()));
      if (batch.length === 0) await this.close();
      this.#rows += batch.length;
      return batch;
    } catch (error) {
      const failure = toDatabaseError(error, this.#calls.state(this.#facts));
      this.#calls.transaction?.note(failure);
      this.#end.reject(failure);
      await this.close();
      throw failure;
    }
  }

  async #fetch(): Promise<T[]> {
    if (this.#calls.holder.closed) throw closedError();
    return withinLimits(this.#calls.limits(this.#options), async (bounds) => {
      bounds.signal?.addEventListener("abort", () => this.#cut.abort(bounds.signal?.reason), { once: true });
      this.#cursor ??= this.#begin(bounds);
      const cursor = await this.#cursor;
      if (!(await cursor.hasNext())) return [];
      return cursor.readBufferedDocuments().map((document) => exportDocument(document) as T);
    });
  }

  async #begin(bounds: ClientBounds): Promise<AbstractCursor<Record<string, unknown>>> {
    const { holder, transaction } = this.#calls;
    this.#tell();
    const cursor = this.#open(await holder.db(), {
      ...(bounds.signal === undefined ? {} : { ...bounds, signal: this.#cut.signal }),
      ...(transaction === undefined ? {} : { session: transaction.session }),
    });
    transaction?.keep(this);
    return cursor;
  }

  /** The event of the cursor lasts from its first batch to its end. */
  #tell(): void {
    this.#end.promise.catch(() => {});
    if (!channels.operation.hasSubscribers) return;
    const event = this.#calls.event(this.#facts);
    trace(channels.operation, event, () =>
      this.#end.promise.finally(() => (event["db.response.returned_rows"] = this.#rows)),
    ).catch(() => {}); // whoever reads is told
  }
}
