import type { Row } from "../driver/index.ts";
import { usage } from "../errors/index.ts";

/** Where a stream's batches come from: opened at the first read, and closed by its generator's `return`. */
export type BatchSource = () => AsyncGenerator<readonly Row[], void, undefined>;

/**
 * Rows one by one, read from the server in batches and never faster than they are consumed. Leaving a `for await` early
 * closes the cursor on the server and gives the connection back. A stream is read once; nothing is sent before the
 * first read.
 */
export class RowStream<R extends object = Row> implements AsyncIterable<R> {
  readonly #source: BatchSource;
  #started = false;

  /** @internal */
  constructor(source: BatchSource) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): AsyncIterator<R, undefined, undefined> {
    return new RowIterator<R>(this.#start());
  }

  /** The same rows batch by batch, which costs less per row. */
  batches(): AsyncGenerator<readonly R[], void, undefined> {
    return this.#start() as AsyncGenerator<readonly R[], void, undefined>;
  }

  #start(): AsyncGenerator<readonly Row[], void, undefined> {
    if (this.#started) throw usage("a stream can be read once", "Run the statement again for a second reading");
    this.#started = true;
    return this.#source();
  }
}

/** Hands out the rows of a batch without asking the generator, which would cost a promise chain per row. */
class RowIterator<R extends object> implements AsyncIterator<R, undefined, undefined> {
  readonly #batches: AsyncGenerator<readonly Row[], void, undefined>;
  #batch: readonly Row[] = [];
  #index = 0;
  #reading: Promise<unknown> | undefined;

  constructor(batches: AsyncGenerator<readonly Row[], void, undefined>) {
    this.#batches = batches;
  }

  next(): Promise<IteratorResult<R, undefined>> {
    // Who asks again without waiting gets what comes after, not another batch over this one.
    if (this.#reading !== undefined) {
      const again = (): Promise<IteratorResult<R, undefined>> => this.next();
      return this.#reading.then(again, again);
    }
    if (this.#index < this.#batch.length) {
      return Promise.resolve({ value: this.#batch[this.#index++] as R, done: false });
    }
    const reading = this.#nextBatch().finally(() => (this.#reading = undefined));
    this.#reading = reading;
    return reading;
  }

  async #nextBatch(): Promise<IteratorResult<R, undefined>> {
    for (;;) {
      const { value, done } = await this.#batches.next();
      if (done === true) return { value: undefined, done: true };
      if (value.length === 0) continue;
      this.#batch = value;
      this.#index = 1;
      return { value: value[0] as R, done: false };
    }
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    this.#batch = [];
    this.#index = 0;
    await this.#batches.return();
    return { value: undefined, done: true };
  }
}
