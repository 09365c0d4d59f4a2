import type { Row } from "@db/core";
import type { CommandContext } from "./base-command.ts";
import type { KnownStatement } from "./prepared-statements.ts";
import type { Completion } from "./read-packet.ts";
import { ResultCommand } from "./result-command.ts";

/**
 * Reads a result in batches: while nobody asks for the next one nothing is decoded and the socket is paused, and so the
 * server waits.
 */
export class StreamCommand extends ResultCommand {
  readonly #batchSize: number;
  /** The batch that is being filled. */
  #rows: Row[] = [];
  #reader: { resolve(batch: readonly Row[] | undefined): void; reject(error: unknown): void } | undefined;
  #ended = false;
  #failure: { readonly of: unknown } | undefined;
  /** Whether this is the result that is wanted, and whether it has had a row. */
  #first = true;
  #any = false;
  #discarding = false;
  #whenEnded: (() => void) | undefined;

  constructor(context: CommandContext, statement: KnownStatement, values: readonly unknown[], batchSize: number) {
    super(context, statement, values);
    this.#batchSize = batchSize;
  }

  /** The next batch, or nothing at the end. One call at a time. */
  next(): Promise<readonly Row[] | undefined> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      if (this.#ended) this.#deliver();
      else this.context.reader.release();
    });
  }

  /** Drops what is still to come. Gives whether the end has been seen. */
  discard(): boolean {
    this.#discarding = true;
    this.#rows = [];
    this.context.reader.release();
    return this.#ended;
  }

  /** Resolves when the connection is free again. */
  whenEnded(): Promise<void> {
    return this.#ended ? Promise.resolve() : new Promise((resolve) => (this.#whenEnded = resolve));
  }

  protected opened(): void {}

  protected row(buffer: Buffer, start: number): boolean {
    if (!this.#first || this.#discarding) return true;
    this.#any = true;
    if (this.#rows.push(this.shape.decode(buffer, start)) < this.#batchSize) return true;
    this.context.reader.hold();
    this.#deliver();
    return false;
  }

  protected completed(_completion: Completion | undefined): void {
    // Of several results the first with rows is the stream's.
    if (this.#any) this.#first = false;
  }

  protected succeed(): void {
    this.#end();
  }

  protected fail(error: unknown): void {
    this.#failure = { of: error };
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#deliver();
    this.#whenEnded?.();
  }

  /** Gives what there is to whoever asks: a batch, at the end perhaps a smaller one, or that there is no more. */
  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    const rows = this.#rows;
    this.#rows = [];
    if (this.#failure !== undefined) reader.reject(this.#failure.of);
    else reader.resolve(rows.length > 0 ? rows : undefined);
  }
}
