import type { Row } from "@db/core";
import type { Request } from "tedious";

/**
 * The rows of a request's first result in batches. While nobody asks for the next one the request is paused: nothing is
 * decoded, the socket fills, and so the server waits.
 */
export class RowBatches {
  readonly #batchSize: number;
  #request: Request | undefined;
  #rows: Row[] = [];
  #reader: PromiseWithResolvers<readonly Row[] | undefined> | undefined;
  #sets = 0;
  #discarding = false;
  #ended: { readonly error: unknown } | undefined;

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  attach(request: Request): void {
    this.#request = request;
    request.on("columnMetadata", () => void this.#sets++);
    request.on("row", (row: unknown) => {
      if (this.#sets > 1 || this.#discarding) return;
      if (this.#rows.push(row as Row) < this.#batchSize) return;
      request.pause();
      this.#deliver();
    });
  }

  /** Nothing more comes. */
  end(error: unknown): void {
    this.#ended = { error };
    this.#deliver();
  }

  /** The next batch, or nothing at the end. One call at a time. */
  next(): Promise<readonly Row[] | undefined> {
    this.#reader = Promise.withResolvers();
    const { promise } = this.#reader;
    if (this.#ended !== undefined) this.#deliver();
    else this.#request?.resume();
    return promise;
  }

  /** Drops what is still to come. Gives whether the end has been seen. */
  discard(): boolean {
    this.#discarding = true;
    this.#rows = [];
    this.#request?.resume();
    return this.#ended !== undefined;
  }

  /** Gives what there is to whoever asks: a batch, at the end perhaps a smaller one, or that there is no more. */
  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    const rows = this.#rows;
    this.#rows = [];
    if (this.#ended?.error !== undefined) reader.reject(this.#ended.error);
    else reader.resolve(rows.length > 0 ? rows : undefined);
  }
}
