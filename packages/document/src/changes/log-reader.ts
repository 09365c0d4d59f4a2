import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError, type ErrorKind } from "@db/core";
import type { ChangeLog, LogPosition, RecordedChange } from "./change-log.ts";

/** Errors of a connection that has gone: the next one may be there already. */
const passing: ReadonlySet<ErrorKind> = new Set(["connection-lost", "cannot-connect", "server-unavailable"]);

/** How long a reader tries to get a connection again, and the longest pause between two attempts, in milliseconds. */
const patience = 10_000;
const longestPause = 500;

/** Reads a log bit by bit. */
export class LogReader {
  readonly #log: ChangeLog;
  readonly #collection: string | undefined;
  readonly #limit: number;
  readonly #signal: AbortSignal;
  /** Changes that were read and not taken, the next one last. */
  #rest: RecordedChange[] = [];
  #position: LogPosition;

  constructor(
    log: ChangeLog,
    from: LogPosition,
    options: { readonly collection: string | undefined; readonly limit: number; readonly signal: AbortSignal },
  ) {
    this.#log = log;
    this.#position = from;
    this.#collection = options.collection;
    this.#limit = options.limit;
    this.#signal = options.signal;
  }

  /** Behind all that was taken, once nothing is left to take. */
  get position(): LogPosition {
    return this.#position;
  }

  /** The next change, left where it is; `undefined` when there is none yet. */
  async peek(): Promise<RecordedChange | undefined> {
    while (this.#rest.length === 0) {
      const page = await this.#persist(() =>
        this.#log.read(this.#position, this.#limit, this.#collection, { signal: this.#signal }),
      );
      this.#position = page.position;
      this.#rest = page.changes.toReversed();
      if (this.#rest.length === 0 && !page.more) return undefined;
    }
    return this.#rest.at(-1);
  }

  /** Goes on behind the change that {@link peek} gave. */
  take(): void {
    this.#rest.pop();
  }

  /** As {@link ChangeLog.lookUp}. */
  lookUp: ChangeLog["lookUp"] = (change) => this.#persist(() => this.#log.lookUp(change, { signal: this.#signal }));

  /** Asks again while connections fail: reading does not change anything. */
  async #persist<T>(ask: () => Promise<T>): Promise<T> {
    const last = performance.now() + patience;
    for (let pause = 20; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        return await ask();
      } catch (error) {
        if (!DatabaseError.is(error) || !passing.has(error.kind) || performance.now() > last) throw error;
        await sleep(pause, undefined, { signal: this.#signal });
      }
    }
  }
}
