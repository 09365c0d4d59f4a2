import type { ColumnInfo, ProcedureResult, Row } from "../driver/index.ts";
import type { Statement } from "../statement/index.ts";
import type { LimitOptions } from "./limits.ts";
import type { RowStream } from "./row-stream.ts";

/** Bounds of one statement, and where it may go. */
export interface QueryOptions extends LimitOptions {
  /**
   * `replica` lets a provably read-only statement go to a replica, which may lag; anything else goes to the primary all
   * the same. The database's `reads` unless told otherwise. Means nothing on a transaction or a session.
   */
  readonly reads?: "primary" | "replica" | undefined;
}

/** Bounds of a stream: `timeout` is the most time to wait for each batch. */
export interface RowStreamOptions extends QueryOptions {
  /** Rows read from the server at a time; 500 unless told otherwise. */
  readonly batchSize?: number | undefined;
}

/** What a statement did. */
export interface ExecuteResult<R extends object = Row> {
  readonly rows: R[];
  /** Rows inserted, updated or deleted; for a query, the rows it gave; 0 for DDL. */
  readonly affectedRows: number;
  readonly columns: readonly ColumnInfo[];
  /** The key made for the last inserted row, on engines that tell it without `returning`. */
  readonly insertId?: number | bigint | undefined;
  /** Of the rows an update found, those it changed, where the engine tells the two apart (MySQL, MariaDB). */
  readonly changedRows?: number | undefined;
}

/** Rows for a bulk insert: as arrays in the order of `columns`, or as objects by column name. */
export type BulkRows = Iterable<BulkRow> | AsyncIterable<BulkRow>;
/** One row of a bulk insert. */
export type BulkRow = readonly unknown[] | Readonly<Record<string, unknown>>;

/** How rows are inserted in bulk. */
export interface BulkInsertOptions extends LimitOptions {
  /** The columns to fill. Needed for rows that are arrays; for objects the keys of the first row serve. */
  readonly columns?: readonly string[] | undefined;
  /** Rows sent at a time; 1000 unless told otherwise. */
  readonly batchSize?: number | undefined;
}

/** A table's name: one part, or schema and table. Quoted by core. */
export type TableName = string | readonly string[];

/**
 * What statements can be run on: a database, a pinned session, a transaction. Everything rejects with a
 * `DatabaseError`; what is wrong with the call itself (kind `usage`, `closed`, `unsupported`) rejects before anything
 * is sent.
 */
export interface Queryable {
  /** Gives all rows of a statement. */
  query<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R[]>;
  /** Gives the only row. Rejects with `no-rows` or `too-many-rows`. */
  queryOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R>;
  /** Gives the only row, or `undefined` when there is none. Rejects with `too-many-rows`. */
  queryMaybeOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R | undefined>;
  /** Runs a statement and tells what it did. */
  execute<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<ExecuteResult<R>>;
  /** Gives rows one by one at constant memory. */
  stream<R extends object = Row>(statement: Statement<R>, options?: RowStreamOptions): RowStream<R>;
  /**
   * Inserts many rows by the engine's fastest path and gives their number. All or nothing: outside a transaction one is
   * begun for it.
   */
  bulkInsert(table: TableName, rows: BulkRows, options?: BulkInsertOptions): Promise<number>;
  /** Calls a stored procedure or function with parameters by position or by name. Needs the capability `procedures`. */
  call(
    name: TableName,
    parameters?: readonly unknown[] | Readonly<Record<string, unknown>>,
    options?: QueryOptions,
  ): Promise<ProcedureResult>;
}
