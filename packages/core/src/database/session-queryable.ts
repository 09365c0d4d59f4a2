import type { CallOptions, ProcedureResult, Result, Row } from "../driver/index.ts";
import { unsupported } from "../errors/index.ts";
import type { Statement, StatementCompiler } from "../statement/index.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { callLimits, type LimitOptions } from "./limits.ts";
import type { ManagedSession } from "./managed-session.ts";
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
import { RowStream } from "./row-stream.ts";

/** What the queryables of one database share. */
export interface QueryableContext {
  readonly compiler: StatementCompiler;
  /** Milliseconds each call may take where it says nothing itself; 0 for no limit. */
  readonly timeout: number;
}

/** Rows per batch of a stream where the caller says nothing. */
export const defaultStreamBatch = 500;

/** Runs statements on one session: the part that a pinned session and a transaction have in common. */
export abstract class SessionQueryable implements Queryable {
  protected readonly managed: ManagedSession;
  protected readonly shared: QueryableContext;

  constructor(managed: ManagedSession, shared: QueryableContext) {
    this.managed = managed;
    this.shared = shared;
  }

  /** Throws when it may not be used (any more). */
  protected abstract check(): void;
  /** The instant at which whatever surrounds the call ends. */
  protected get deadline(): number | undefined {
    return undefined;
  }

  async query<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R[]> {
    return rowsOf<R>(await this.#run(statement, options));
  }

  async queryOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R> {
    return exactlyOne(rowsOf<R>(await this.#run(statement, options)), this.engine);
  }

  async queryMaybeOne<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<R | undefined> {
    return atMostOne(rowsOf<R>(await this.#run(statement, options)), this.engine);
  }

  async execute<R extends object = Row>(statement: Statement<R>, options?: QueryOptions): Promise<ExecuteResult<R>> {
    return (await this.#run(statement, options)) as unknown as ExecuteResult<R>;
  }

  stream<R extends object = Row>(statement: Statement<R>, options?: RowStreamOptions): RowStream<R> {
    return new RowStream<R>(() => {
      this.check();
      const { deadline } = this;
      const limits = callLimits(options, this.shared.timeout);
      const wait = limits.deadline === undefined ? 0 : limits.deadline - performance.now();
      const left =
        deadline === undefined ? wait : Math.min(wait > 0 ? wait : Infinity, Math.max(1, deadline - performance.now()));
      return this.managed.stream(
        this.shared.compiler.compile(statement),
        { signal: limits.signal, batchSize: options?.batchSize ?? defaultStreamBatch },
        left,
      );
    });
  }

  async bulkInsert(table: TableName, rows: BulkRows, options?: BulkInsertOptions): Promise<number> {
    return bulkInsert(this.managed, this.shared.compiler, table, rows, options, this.limits(options));
  }

  async call(
    name: TableName,
    parameters: readonly unknown[] | Readonly<Record<string, unknown>> = [],
    options?: QueryOptions,
  ): Promise<ProcedureResult> {
    const limits = this.limits(options);
    if (!this.managed.context.driver.capabilities.procedures) throw unsupported(this.engine, "stored procedures");
    return this.managed.call({ name, parameters }, limits);
  }

  protected get engine(): string {
    return this.managed.context.driver.engine;
  }

  /** Checks that it may be used, and gives the call's limits. */
  protected limits(options: LimitOptions | undefined): CallOptions {
    this.check();
    return callLimits(options, this.shared.timeout, this.deadline);
  }

  async #run(statement: Statement<object>, options: QueryOptions | undefined): Promise<Result> {
    const limits = this.limits(options);
    return this.managed.run(this.shared.compiler.compile(statement), limits);
  }
}
