import type { CallOptions, ProcedureResult, Row, ServerInfo } from "../driver/index.ts";
import { unsupported } from "../errors/index.ts";
import type { Statement, StatementCompiler } from "../statement/index.ts";
import { BaseQueryable } from "./base-queryable.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { callLimits, noLimits, type LimitOptions } from "./limits.ts";
import type { ManagedSession } from "./managed-session.ts";
import type { BulkInsertOptions, BulkRows, QueryOptions, RowStreamOptions, TableName } from "./queryable.ts";
import type { ResultShape } from "./result-shapes.ts";
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
export abstract class SessionQueryable extends BaseQueryable {
  protected readonly managed: ManagedSession;
  protected readonly shared: QueryableContext;

  constructor(managed: ManagedSession, shared: QueryableContext) {
    super();
    this.managed = managed;
    this.shared = shared;
  }

  /** Throws when it may not be used (any more). */
  protected abstract check(): void;
  /** The limits of whatever surrounds the call. */
  protected get surrounding(): CallOptions {
    return noLimits;
  }

  stream<R extends object = Row>(statement: Statement<R>, options?: RowStreamOptions): RowStream<R> {
    return new RowStream<R>(() => {
      const limits = this.limits(options);
      const wait = limits.deadline === undefined ? 0 : Math.max(1, limits.deadline - performance.now());
      return this.managed.stream(
        this.shared.compiler.compile(statement),
        { signal: limits.signal, batchSize: options?.batchSize ?? defaultStreamBatch },
        wait,
      );
    });
  }

  async bulkInsert(table: TableName, rows: BulkRows, options?: BulkInsertOptions): Promise<number> {
    const limits = this.limits(options);
    return bulkInsert(this.managed, this.shared.compiler, table, rows, options, limits, () => this.check());
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

  /** What the session's server said of itself. */
  get server(): ServerInfo {
    return this.managed.session.server;
  }

  get engine(): string {
    return this.managed.context.driver.engine;
  }

  /** Checks that it may be used, and gives the call's limits. */
  protected limits(options: LimitOptions | undefined): CallOptions {
    this.check();
    return callLimits(options, this.shared.timeout, this.surrounding);
  }

  protected run<T>(statement: Statement<object>, options: QueryOptions | undefined, shape: ResultShape<T>): Promise<T> {
    try {
      const limits = this.limits(options);
      return this.managed.run(this.shared.compiler.compile(statement), limits, shape);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }
}
