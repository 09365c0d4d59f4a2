import type { ProcedureResult, Result, Row } from "../driver/index.ts";
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
import { atMostOne, exactlyOne, rowsOf } from "./result-shapes.ts";
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
  /** Runs a statement wherever it belongs. */
  protected abstract run(statement: Statement<object>, options: QueryOptions | undefined): Promise<Result>;

  async query<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R[]> {
    return rowsOf<R>(await this.run(statement, options));
  }

  async queryOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R> {
    return exactlyOne(rowsOf<R>(await this.run(statement, options)), this.engine);
  }

  async queryMaybeOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R | undefined> {
    return atMostOne(rowsOf<R>(await this.run(statement, options)), this.engine);
  }

  async execute<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<ExecuteResult<R>> {
    return (await this.run(statement, options)) as unknown as ExecuteResult<R>;
  }
}
