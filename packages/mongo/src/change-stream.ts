import {
  abortedError,
  channels,
  databaseError,
  trace,
  type AnyDocument,
  type ChangeEvent,
  type ChangeStream,
  type WatchOptions,
} from "@db/core";
import { errorCodeKind } from "@db/document/engine";
import type { ChangeStream as ClientStream, Db } from "mongodb";
import type { CallFacts, Calls } from "./call.ts";
import { clientOptions } from "./call-options.ts";
import { EventReader, type ReadEvent } from "./change-stream-reader.ts";
import { values } from "./client-options.ts";
import { closedError } from "./client-holder.ts";
import { withinLimits } from "./limits.ts";
import { engine, toDatabaseError } from "./mongo-errors.ts";

/** Makes the client's stream; nothing is sent. */
type Open = (db: Db, options: AnyDocument) => ClientStream;

/**
 * A change stream over one of the client's, which goes on by itself after errors that it can resume after. Nothing is asked
 * before it is opened.
 */
export class MongoChangeStream<T extends object> implements ChangeStream<T> {
  readonly #calls: Calls;
  readonly #facts: CallFacts;
  readonly #options: WatchOptions;
  readonly #open: Open;
  readonly #end = Promise.withResolvers<undefined>();
  #reader: Promise<EventReader> | undefined;
  /** Calls come one after another. */
  #last: Promise<unknown> = Promise.resolve();
  #token: AnyDocument | undefined;
  #isOpen = false;
  #closed = false;
  #events = 0;

  constructor(calls: Calls, facts: CallFacts, options: WatchOptions, open: Open) {
    this.#calls = calls;
    this.#facts = facts;
    this.#options = options;
    this.#open = open;
    this.#end.promise.catch(() => {}); // calls tell of it
  }

  get resumeToken(): AnyDocument | undefined {
    return this.#token;
  }

  async open(): Promise<void> {
    await this.#guard(async () => void (await this.#opened()));
  }

  next(): Promise<ChangeEvent<T> | undefined> {
    return this.#inTurn(true);
  }

  tryNext(): Promise<ChangeEvent<T> | undefined> {
    return this.#inTurn(false);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChangeEvent<T>> {
    try {
      for (let event = await this.next(); event !== undefined; event = await this.next()) yield event;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#finish();
    await this.#last;
    const reader = await this.#reader?.catch(() => undefined);
    await reader?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #inTurn(wait: boolean): Promise<ChangeEvent<T> | undefined> {
    const run = this.#last.then(() =>
      this.#guard(async () => {
        const reader = await this.#opened();
        const read = await Promise.race([this.#read(reader, wait), this.#end.promise]);
        if (read === undefined) return undefined;
        this.#token = read.token;
        this.#events++;
        // Nothing comes behind it.
        if (read.event["operationType"] === "invalidate") await this.#finished(reader);
        return read.event as unknown as ChangeEvent<T>;
      }),
    );
    this.#last = run.catch(() => {});
    return run;
  }

  /** The next event; `undefined` when there is none in one wait of the server's, unless the call is to wait on. */
  async #read(reader: EventReader, wait: boolean): Promise<ReadEvent | undefined> {
    for (;;) {
      const read = await reader.read();
      if (read.kind === "event") return read;
      if (this.#closed) return undefined;
      this.#token = read.token;
      if (read.kind === "end") await this.#finished(reader);
      if (!wait || read.kind === "end") return undefined;
    }
  }

  #opened(): Promise<EventReader> {
    this.#reader ??= this.#begin();
    return this.#reader;
  }

  async #begin(): Promise<EventReader> {
    const { signal, timeout } = this.#options;
    if (this.#calls.transaction !== undefined) throw inTransaction();
    if (this.#calls.holder.closed) throw closedError();
    signal?.addEventListener("abort", this.#aborted, { once: true });
    this.#tell();
    const limits = this.#calls.limits({ ...(timeout === undefined ? {} : { timeout }) });
    return withinLimits(limits, async (bounds) => {
      const given = clientOptions("watch", this.#options);
      const reader = new EventReader(this.#open(await this.#calls.holder.db(), { ...given, ...values }));
      const late = (): void => void reader.close();
      bounds.signal?.addEventListener("abort", late, { once: true });
      try {
        this.#token = (await Promise.race([reader.open(), this.#end.promise])) ?? this.#token;
      } catch (error) {
        await reader.close();
        throw error;
      } finally {
        bounds.signal?.removeEventListener("abort", late);
      }
      this.#isOpen = true;
      return reader;
    });
  }

  /** Runs a call: it rejects when the signal has ended the stream, and gives nothing when it was closed. */
  async #guard<R>(run: () => Promise<R>): Promise<R | undefined> {
    this.#checkSignal();
    if (this.#closed) return undefined;
    try {
      return await run();
    } catch (error) {
      this.#checkSignal();
      if (this.#closed || (this.#calls.holder.closed && this.#isOpen)) {
        this.#finish();
        return undefined;
      }
      const failure = toDatabaseError(error, this.#calls.state(this.#facts));
      this.#finish(failure);
      throw failure;
    } finally {
      this.#checkSignal();
    }
  }

  #checkSignal(): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw abortedError(signal);
  }

  async #finished(reader: EventReader): Promise<void> {
    this.#finish();
    await reader.close();
  }

  readonly #aborted = (): void => void this.close().catch(() => {}); // calls tell of the signal

  #finish(failure?: Error): void {
    if (this.#closed) return;
    this.#closed = failure === undefined;
    this.#options.signal?.removeEventListener("abort", this.#aborted);
    if (failure === undefined) this.#end.resolve(undefined);
    else this.#end.reject(failure);
  }

  /** The event of the stream lasts from its opening to its end. */
  #tell(): void {
    if (!channels.operation.hasSubscribers) return;
    const event = this.#calls.event(this.#facts);
    trace(channels.operation, event, () =>
      this.#end.promise.finally(() => (event["db.response.returned_rows"] = this.#events)),
    ).catch(() => {});
  }
}

const notInTransaction = 263;

function inTransaction(): Error {
  return databaseError({
    kind: errorCodeKind(notInTransaction),
    engine,
    nativeCode: notInTransaction,
    message: "watch cannot run in a transaction",
  });
}
