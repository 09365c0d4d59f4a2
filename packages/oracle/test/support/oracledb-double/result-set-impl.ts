import { impl, types } from "./internals.ts";
import { readValue, type ReadBuffer } from "./h2-types.ts";
import { DoubleLobImpl } from "./lob-impl.ts";
import { oracleFailure } from "./h2-errors.ts";

/** Where rows come from: H2, or a list. */
export interface RowSource {
  rows(count: number): Promise<readonly (readonly (string | null)[])[]>;
  discard(): void;
}

/** What a cursor needs of its connection. */
export interface CursorOwner {
  readonly readBuffer: ReadBuffer;
  /** Runs a round trip, which can be stopped. */
  roundTrip<T>(task: () => Promise<T>): Promise<T>;
}

/* eslint-disable */
/** A cursor on rows of H2's. */
export class DoubleResultSetImpl extends impl.ResultSetImpl {
  /** How many cursors are open; a test can ask. */
  static open = 0;
  readonly #source: RowSource;
  readonly #owner: CursorOwner;
  #closed = false;

  constructor(owner: CursorOwner, source: RowSource, options: any, metaData: any[]) {
    super();
    this.#owner = owner;
    this.#source = source;
    DoubleResultSetImpl.open++;
    (this as any)._setup(options, metaData);
  }

  async getRows(count: number): Promise<unknown[][]> {
    const columns = (this as any).metaData;
    const rows = await this.#owner.roundTrip(async () => {
      try {
        return await this.#source.rows(count);
      } catch (error) {
        throw oracleFailure(error);
      }
    });
    return rows.map((row) =>
      row.map((text, index) => {
        const { dbType, fetchType } = columns[index];
        const value = readValue(dbType, text, this.#owner.readBuffer);
        const locator = [types.DB_TYPE_CLOB, types.DB_TYPE_BLOB].includes(dbType) && fetchType === dbType;
        return locator && value !== null ? new DoubleLobImpl(this.#owner, dbType, value as string | Buffer) : value;
      }),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    DoubleResultSetImpl.open--;
    this.#source.discard();
  }
}
