import type { Row } from "@db/core";
import type { CommandContext } from "./base-command.ts";
import type { KnownStatement } from "./prepared-statements.ts";
import type { Completion } from "./read-packet.ts";
import { ResultCommand } from "./result-command.ts";

/**
 * Reads a result in batches: while nobody asks for the next one the socket is paused, and so the server waits. What is
 * held beyond a batch is what had arrived with it.
 */
export class StreamCommand extends ResultCommand {
  readonly #batchSize: number;
  #rows: Row[] = [];
  #from = 0;
  #reader: { resolve(batch: readonly Row[] | undefined): void; reject(error: unknown): void } | undefined;
  #ended = false;
  #failure: { readonly of: unknown } | undefined;
  #first = true;
  #discarding = false;
  #stopped = false;
  #whenEnded: (() => void) | undefined;

  constructor(context: CommandContext, statement: KnownStatement, values: readonly unknown[], batchSize: number) {
    super(context, statement, values);
    this.#batchSize = batchSize;
  }

  /** The next batch, or nothing at the end. One call at a time. */
  next(): Promise<readonly Row[] | undefined> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#deliver();
    });
  }

  /** Drops what is still to come. Gives whether the end has been seen. */
  discard(): boolean {
    this.#discarding = true;
    this.#rows = [];
    this.#from = 0;
    this.#resume();
    return this.#ended;
  }

  /** Resolves when the connection is free again. */
  whenEnded(): Promise<void> {
    return this.#ended ? Promise.resolve() : new Promise((resolve) => (this.#whenEnded = resolve));
  }

  protected opened(): void {}

  protected row(buffer: Buffer, start: number): void {
    if (this.#first && !this.#discarding) this.#rows.push(this.shape.decode(buffer, start));
  }

  protected completed(_completion: Completion | undefined): void {
    // Of several results the first with rows is the stream's.
    if (this.#rows.length > 0) this.#first = false;
  }

  protected override paused(): void {
    if (this.#discarding) return;
    if (this.#reader !== undefined && this.#held >= this.#batchSize) this.#deliver();
    if (this.#reader === undefined && this.#held >= this.#batchSize && !this.#stopped && !this.#ended) {
      this.#stopped = true;
      this.context.connection.stream.pause();
    }
  }

  protected succeed(): void {
    this.#end();
  }

  protected fail(error: unknown): void {
    this.#failure = { of: error };
    this.#end();
  }

  get #held(): number {
    return this.#rows.length - this.#from;
  }

  #end(): void {
    this.#ended = true;
    this.#resume();
    this.#deliver();
    this.#whenEnded?.();
  }

  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    const held = this.#held;
    if (held >= this.#batchSize || (held > 0 && this.#ended && this.#failure === undefined)) {
      this.#reader = undefined;
      reader.resolve(this.#take(Math.min(held, this.#batchSize)));
    } else if (this.#ended) {
      this.#reader = undefined;
      if (this.#failure === undefined) reader.resolve(undefined);
      else reader.reject(this.#failure.of);
    } else this.#resume();
  }

  #take(count: number): readonly Row[] {
    if (this.#from === 0 && count === this.#rows.length) {
      const all = this.#rows;
      this.#rows = [];
      return all;
    }
    const batch = this.#rows.slice(this.#from, this.#from + count);
    this.#from += count;
    if (this.#from === this.#rows.length) {
      this.#rows = [];
      this.#from = 0;
    }
    return batch;
  }

  #resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.context.connection.stream.resume();
  }
}
