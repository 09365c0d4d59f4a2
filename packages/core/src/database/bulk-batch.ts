import type { BulkBatch, Row } from "../driver/index.ts";
import { usage } from "../errors/index.ts";
import { checkText, encodeValue, type ValueEncoder } from "../statement/values.ts";
import type { BulkRow } from "./queryable.ts";

/** Puts the cells of one row into an array; `position` counts the rows from 1, for messages. */
export type CellReader = (row: BulkRow, position: number, into: unknown[], at: number) => void;

/** Rows of an array, which stays as it is: taken apart as they are read. */
export class RowBatch implements BulkBatch {
  readonly length: number;
  readonly #rows: readonly BulkRow[];
  readonly #first: number;
  readonly #read: CellReader;

  constructor(rows: readonly BulkRow[], first: number, read: CellReader) {
    this.length = rows.length;
    this.#rows = rows;
    this.#first = first;
    this.#read = read;
  }

  read(row: number, into: unknown[], at: number): void {
    this.#read(this.#rows[row] as BulkRow, this.#first + row, into, at);
  }
}

/** Rows that were taken apart as they came: a source may use one object for all of them. */
export class CellBatch implements BulkBatch {
  readonly #rows: readonly (readonly unknown[])[];

  constructor(rows: readonly (readonly unknown[])[]) {
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  read(row: number, into: unknown[], at: number): void {
    const cells = this.#rows[row] as readonly unknown[];
    for (let index = 0; index < cells.length; index++) into[at + index] = cells[index];
  }
}

/** Makes the reader of rows with these columns. */
export function cellReader(columns: readonly string[], encoder: ValueEncoder | undefined): CellReader {
  const width = columns.length;
  const pick = memberReader(columns);
  return (row, position, into, at) => {
    if (typeof row !== "object" || row === null) throw usage(`row ${position} is no object and no array`);
    if (Array.isArray(row)) {
      if (row.length !== width) throw usage(`row ${position} has ${row.length} values for ${width} columns`);
      for (let index = 0; index < width; index++) into[at + index] = row[index];
    } else {
      pick(row as Row, into, at);
      // A column that is missing fails as undefined; a name we do not know would be lost without a word.
      let count = 0;
      // Counting costs less than a list of the names.
      for (const _ in row) count++;
      if (count !== width) refuseUnknown(row as Row, columns, position);
    }
    for (let index = at; index < at + width; index++) {
      const value = into[index];
      if (typeof value === "string") checkText(value, index - at + 1);
      else if (typeof value !== "number" && value !== null)
        into[index] = encodeCell(value, columns, index - at, position, encoder);
    }
  };
}

/** Reads the columns' members by their literal names, which costs a fraction of looking them up. */
function memberReader(columns: readonly string[]): (row: Row, into: unknown[], at: number) => void {
  const reads = columns.map((name, index) => `into[at + ${index}] = row[${JSON.stringify(name)}];`);
  return new Function("row", "into", "at", reads.join(" ")) as (row: Row, into: unknown[], at: number) => void;
}

function refuseUnknown(row: Row, columns: readonly string[], position: number): void {
  const extra = Object.keys(row).filter((name) => !columns.includes(name));
  if (extra.length > 0)
    throw usage(
      `row ${position} has columns that the first row has not: ${extra.join(", ")}`,
      "Name all columns in the options",
    );
}

function encodeCell(
  value: unknown,
  columns: readonly string[],
  index: number,
  position: number,
  encoder: ValueEncoder | undefined,
): unknown {
  if (value === undefined)
    throw usage(`row ${position} has no value for column "${columns[index]}"`, "Pass null for SQL NULL");
  return encodeValue(value, index + 1, encoder);
}
