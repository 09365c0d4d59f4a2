import {
  abortedError,
  DatabaseError,
  databaseError,
  type ChangeEvent,
  type ChangeStream,
  type WatchOptions,
} from "@db/core";
import { namedError } from "../commands/run-command.ts";
import { exportDocument } from "../values/import-value.ts";
import type { Document } from "../values/types.ts";
import { Bell } from "./bell.ts";
import { changeEvent, invalidateEvent } from "./change-event.ts";
import type { RecordedChange } from "./change-log.ts";
import { shapeEvent } from "./change-pipeline.ts";
import { openChanges, type ChangeSource, type OpenChanges } from "./open-changes.ts";

/** A change stream over the log of a store. */
export class StoredChangeStream<T extends object> implements ChangeStream<T> {
  readonly #source: ChangeSource;
  readonly #pipeline: readonly unknown[];
  readonly #options: WatchOptions;
  readonly #bell = new Bell();
  /** Ends what waits for the engine. */
  readonly #stop = new AbortController();
  #opened: Promise<OpenChanges> | undefined;
  /** Calls come one after another. */
  #last: Promise<unknown> = Promise.resolve();
  #token: Document | undefined;
  /** The change that ended the stream, until its `invalidate` has been given. */
  #ending: RecordedChange | undefined;
  #closed = false;

  constructor(source: ChangeSource, pipeline: readonly unknown[], options: WatchOptions) {
    this.#source = source;
    this.#pipeline = pipeline;
    this.#options = options;
  }

  get resumeToken(): Document | undefined {
    return this.#token;
  }

  async open(): Promise<void> {
    await this.#guard(async () => void (await this.#changes()));
  }

  next(): Promise<ChangeEvent<T> | undefined> {
    return this.#inTurn(Infinity);
  }

  tryNext(): Promise<ChangeEvent<T> | undefined> {
    return this.#inTurn(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChangeEvent<T>> {
    try {
      for (let event = await this.next(); event !== undefined; event = await this.next()) yield event;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#end();
    await this.#last;
    // One that could not be opened has told so already.
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.unsubscribe();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The event after those given, waited for `least` milliseconds or as long as the server waits, whichever is more. */
  #inTurn(least: number): Promise<ChangeEvent<T> | undefined> {
    const run = this.#last.then(() =>
      this.#guard(async () => {
        const changes = await this.#changes();
        const wait = changes.settings.maxAwaitTimeMS;
        const event = await this.#await(changes, performance.now() + Math.max(least, wait));
        if (this.#closed) await changes.unsubscribe();
        return event === undefined ? undefined : (exportDocument(event) as unknown as ChangeEvent<T>);
      }),
    );
    this.#last = run.catch(() => {});
    return run;
  }

  /** Opens the stream once. */
  #changes(): Promise<OpenChanges> {
    this.#opened ??= this.#begin();
    return this.#opened;
  }

  async #begin(): Promise<OpenChanges> {
    this.#source.hold(this);
    this.#options.signal?.addEventListener("abort", this.#aborted, { once: true });
    const hooks = { wake: () => this.#bell.ring(), signal: this.#stop.signal };
    try {
      const opened = await openChanges(this.#source, this.#pipeline, this.#options, hooks);
      this.#token = opened.token;
      return opened;
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  async #await(changes: OpenChanges, until: number): Promise<Document | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      if (this.#ending !== undefined) return this.#invalidate(changes, this.#ending);
      this.#bell.hush();
      const change = await changes.reader.peek();
      if (change === undefined) {
        this.#token = changes.tokenBehind();
        const left = Math.min(until - performance.now(), changes.settings.maxAwaitTimeMS);
        if (left <= 0) return undefined;
        await this.#bell.wait(left);
        continue;
      }
      const event = await changeEvent(change, changes.context);
      const shaped = event === undefined ? undefined : await shapeEvent(changes.stages, event);
      changes.reader.take();
      if (changes.ends(change)) this.#ending = change;
      if (event !== undefined) this.#token = event["_id"] as Document;
      if (shaped !== undefined) return shaped;
    }
  }

  /** The event behind the one that ended the collection; the stream is over, whether the pipeline lets it through or not. */
  async #invalidate({ stages }: OpenChanges, change: RecordedChange): Promise<Document | undefined> {
    const event = invalidateEvent(change);
    const shaped = await shapeEvent(stages, event);
    this.#token = event["_id"] as Document;
    this.#end();
    return shaped;
  }

  /** Runs a call: it rejects when the signal has ended the stream, and gives nothing when the stream was closed. */
  async #guard<R>(run: () => Promise<R>): Promise<R | undefined> {
    this.#checkSignal();
    if (this.#closed) return undefined;
    try {
      return await run();
    } catch (error) {
      this.#checkSignal();
      if (this.#closed) return undefined;
      throw DatabaseError.is(error) ? namedError(error, this.#source.engine) : error;
    } finally {
      this.#checkSignal();
    }
  }

  #checkSignal(): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw abortedError(signal);
  }

  readonly #aborted = (): void => void this.close().catch(() => {}); // calls tell of the signal

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#stop.abort(
      databaseError({ kind: "closed", engine: this.#source.engine, message: "the change stream is closed" }),
    );
    this.#bell.ring();
  }

  #release(): void {
    this.#options.signal?.removeEventListener("abort", this.#aborted);
    this.#source.forget(this);
  }
}
