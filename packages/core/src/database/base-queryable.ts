import type { ProcedureResult, Row } from "../driver/index.ts";
import type { Statement } from "../statement/index.ts";
import type {
  BulkInsertOptions,
  BulkRows,
  ExecuteResult,
  Queryable,
  QueryOptions,
  RowStreamOptions,
  TableName,
} from "./queryable.ts";
import { atMostOne, exactlyOne, rowsOf, wholeResult, type ResultShape } from "./result-shapes.ts";
import type { RowStream } from "./row-stream.ts";

/** The shapes in which a result is given, over the one way to get it. */
export abstract class BaseQueryable implements Queryable {
  abstract get engine(): string;
  abstract stream<R extends object = Row>(statement: Statement<R>, options?: RowStreamOptions): RowStream<R>;
  abstract bulkInsert(table: TableName, rows: BulkRows, options?: BulkInsertOptions): Promise<number>;
  abstract call(
    name: TableName,
    parameters?: readonly unknown[] | Readonly<Record<string, unknown>>,
    options?: QueryOptions,
  ): Promise<ProcedureResult>;
  /** Runs a statement wherever it belongs and shapes its result. Rejects, never throws. */
  protected abstract run<T>(
    statement: Statement<object>,
    options: QueryOptions | undefined,
    shape: ResultShape<T>,
  ): Promise<T>;

  // None of these is `async`: that would be a promise more for each call.

  query<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R[]> {
    return this.run<R[]>(statement, options, rowsOf);
  }

  queryOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R> {
    return this.run<R>(statement, options, exactlyOne);
  }

  queryMaybeOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R | undefined> {
    return this.run<R | undefined>(statement, options, atMostOne);
  }

  execute<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<ExecuteResult<R>> {
    return this.run<ExecuteResult<R>>(statement, options, wholeResult);
  }
}
