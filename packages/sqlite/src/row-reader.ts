import { usage, type Row } from "@db/core";
import type { RawRows, RowDecoder } from "./row-decoder.ts";

/** One way through the rows of a statement. */
export type RowIterator = Iterator<unknown[], unknown>;

/** How a statement's rows are read. */
export interface RowSource {
  /** Begins an iteration: with every integer as `bigint`, or as a number where that is faster and may round. */
  iterate(exact: boolean): RowIterator;
  /** What the rows of the iteration that has begun look like. */
  decoder(): RowDecoder;
  /** Whether it may be read quickly: then a second reading does no harm. */
  readonly quick: boolean;
}

/**
 * Reads the rows of a statement in batches. Integers are read as numbers, which costs less, until one may have been
 * rounded: then the statement is read again exactly, up to the same row, while the first reading still holds the
 * snapshot of the database.
 */
export class RowReader {
  readonly #source: RowSource;
  readonly #decoder: RowDecoder;
  #rows: RowIterator;
  #next: IteratorResult<unknown[], unknown>;
  #quick: boolean;
  /** Rows that were given. */
  #given = 0;

  /** Takes the first step, which takes the read lock. Throws what the client throws. */
  constructor(source: RowSource) {
    this.#source = source;
    this.#quick = source.quick;
    this.#rows = source.iterate(!this.#quick);
    this.#next = this.#rows.next();
    this.#decoder = source.decoder();
  }

  /** Whether there are no more rows. */
  get done(): boolean {
    return this.#next.done === true;
  }

  /** The next rows, so many at most. */
  read(count: number): Row[] {
    const batch: RawRows = [];
    let next = this.#next;
    for (; next.done !== true && batch.length < count; next = this.#rows.next()) batch.push(next.value);
    this.#next = next;
    const rows = this.#quick ? (this.#decoder.quick(batch) ?? this.#readAgain(batch)) : this.#decoder.exact(batch);
    this.#given += rows.length;
    return rows;
  }

  close(): void {
    this.#rows.return?.();
  }

  #readAgain(quick: RawRows): Row[] {
    const first = this.#rows;
    const rows = this.#source.iterate(true);
    this.#rows = rows;
    this.#quick = false;
    const batch: RawRows = [];
    try {
      for (let index = 0; index < this.#given; index++) rows.next();
      for (let next = rows.next(); next.done !== true; next = rows.next()) {
        if (batch.length === quick.length) {
          this.#next = next;
          break;
        }
        batch.push(next.value);
      }
    } finally {
      first.return?.();
    }
    if (!areTheSame(quick, batch))
      throw usage(
        "the statement gives other rows each time it is read, and integers beyond 2^53, which need a second reading",
        "Read it with query, or cast these integers to text",
      );
    return this.#decoder.exact(batch);
  }
}

/** Whether rows read exactly are those that were read quickly, as far as these were not decoded yet. */
function areTheSame(quick: RawRows, exact: RawRows): boolean {
  return (
    quick.length === exact.length &&
    quick.every((row, index) => !Array.isArray(row) || row.every((cell, at) => isTheSame(cell, exact[index]?.[at])))
  );
}

function isTheSame(quick: unknown, exact: unknown): boolean {
  if (typeof exact === "bigint") return Number(exact) === quick;
  return quick === exact || (Buffer.isBuffer(quick) && Buffer.isBuffer(exact) && quick.equals(exact));
}
