import type { Catalogue, CatalogueFilter } from "../catalogue/index.ts";
import { parseDuration } from "../config/index.ts";
import type { Dialect, Feature } from "../dialects/index.ts";
import type { CallOptions, Capabilities, ProcedureResult, Result, Row, ServerInfo } from "../driver/index.ts";
import { databaseError, DatabaseError, unsupported, usage } from "../errors/index.ts";
import { channels, trace } from "../events/index.ts";
import type { AcquireOptions, Lease } from "../pool/index.ts";
import { sql, StatementCompiler, type BoundStatement, type Statement } from "../statement/index.ts";
import { AmbientTransactions } from "../transaction/ambient.ts";
import type { ManualTransaction, Transaction, TransactionOptions } from "../transaction/index.ts";
import { TransactionManager, type TransactionManagerHost } from "../transaction/transaction-manager.ts";
import { BaseQueryable } from "./base-queryable.ts";
import { bulkInsert } from "./bulk-insert.ts";
import type { DatabaseDefinition } from "./definition.ts";
import { EndpointPool } from "./endpoint-pool.ts";
import { callLimits, noLimits, type LimitOptions } from "./limits.ts";
import type { ManagedSession } from "./managed-session.ts";
import { NotificationListener } from "./notification-listener.ts";
import { PinnedSession } from "./pinned-session.ts";
import type { BulkInsertOptions, BulkRows, Queryable, QueryOptions, RowStreamOptions, TableName } from "./queryable.ts";
import type {
  CloseOptions,
  DatabaseSession,
  EndpointControl,
  ListenOptions,
  NotificationHandler,
  RelationalDatabase,
  Subscription,
} from "./relational-database.ts";
import { Router } from "./router.ts";
import type { ResultShape } from "./result-shapes.ts";
import { RowStream } from "./row-stream.ts";
import { defaultStreamBatch, type QueryableContext } from "./session-queryable.ts";

/** The one implementation of {@link RelationalDatabase}, over any driver. */
export class SqlDatabase extends BaseQueryable implements RelationalDatabase {
  readonly name: string;
  readonly engine: string;
  readonly #definition: DatabaseDefinition;
  readonly #endpoints: readonly EndpointPool[];
  readonly #router: Router;
  readonly #shared: QueryableContext;
  readonly #ambient = new AmbientTransactions();
  readonly #host: TransactionManagerHost;
  readonly #transactions: TransactionManager;
  readonly #listener: NotificationListener;
  #closing: Promise<void> | undefined;

  constructor(definition: DatabaseDefinition) {
    super();
    const { driver, settings } = definition;
    this.#definition = definition;
    this.name = settings.name;
    this.engine = driver.engine;
    const pooled = definition.endpoints.map((endpoint) => ({
      endpoint: new EndpointPool(driver, endpoint, {
        database: settings.name,
        pool: settings.pool,
        connectTimeout: settings.connectTimeout,
      }),
      weight: endpoint.weight,
      maxLag: endpoint.maxLag,
    }));
    this.#endpoints = pooled.map(({ endpoint }) => endpoint);
    this.#router = new Router(
      this.#endpoints,
      pooled.filter(({ endpoint }) => endpoint.role === "replica"),
      settings.reads,
    );
    this.#shared = {
      compiler: new StatementCompiler(driver.dialect, driver.encode?.bind(driver)),
      timeout: settings.timeout,
    };
    this.#host = {
      endpoint: this.#router.primary,
      shared: this.#shared,
      retry: { ...settings.retry, verify: undefined },
      ambient: this.#ambient,
      acquire: (call) => this.#router.primary.pool.tryAcquire() ?? this.#acquire(this.#router.primary, call),
    };
    this.#transactions = new TransactionManager(this.#host);
    this.#listener = new NotificationListener(this.#router.primary, settings.pool.backoff);
  }

  get dialect(): Dialect {
    return this.#definition.driver.dialect;
  }

  get capabilities(): Capabilities {
    const { capabilities } = this.#definition.driver;
    const refined = this.#router.primary.server?.capabilities;
    return refined === undefined ? capabilities : { ...capabilities, ...refined };
  }

  get endpoints(): readonly EndpointControl[] {
    return this.#endpoints.map((endpoint) => ({
      name: endpoint.name,
      role: endpoint.role,
      stats: () => endpoint.pool.stats(),
      resize: (change) => endpoint.resize(change),
      suspend: () => endpoint.pool.suspend(),
      resume: () => endpoint.pool.resume(),
      evict: () => endpoint.pool.evict(),
    }));
  }

  async open(): Promise<this> {
    this.#requireOpen();
    await this.#router.primary.pool.fill();
    await this.server();
    return this;
  }

  stream<R extends object = Row>(statement: Statement<R>, options?: RowStreamOptions): RowStream<R> {
    const current = this.#ambient.current;
    return current === undefined
      ? new RowStream<R>(() => this.#stream(statement, options))
      : current.stream(statement, options);
  }

  async bulkInsert(table: TableName, rows: BulkRows, options?: BulkInsertOptions): Promise<number> {
    const current = this.#ambient.current;
    if (current !== undefined) return current.bulkInsert(table, rows, options);
    return this.#onPrimary(options, (managed, limits) =>
      bulkInsert(managed, this.#shared.compiler, table, rows, options, limits),
    );
  }

  async call(
    name: TableName,
    parameters: readonly unknown[] | Readonly<Record<string, unknown>> = [],
    options?: QueryOptions,
  ): Promise<ProcedureResult> {
    if (!this.capabilities.procedures) throw unsupported(this.engine, "stored procedures");
    const current = this.#ambient.current;
    if (current !== undefined) return current.call(name, parameters, options);
    return this.#onPrimary(options, (managed, limits) => managed.call({ name, parameters }, limits));
  }

  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    try {
      this.#requireOpen();
      return this.#transactions.run(run, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  async begin(options?: TransactionOptions): Promise<ManualTransaction> {
    this.#requireOpen();
    return this.#transactions.begin(options);
  }

  async session<T>(run: (session: DatabaseSession) => Promise<T>, options?: LimitOptions): Promise<T> {
    return this.#onPrimary(options, async (managed) => {
      const pinned = new PinnedSession(managed, this.#host);
      try {
        return await run(pinned);
      } finally {
        await pinned.end();
      }
    });
  }

  async native<T>(use: (client: unknown) => Promise<T>, options?: LimitOptions): Promise<T> {
    return this.session((session) => session.native(use), options);
  }

  async listen(channel: string, handler: NotificationHandler, options?: ListenOptions): Promise<Subscription> {
    this.#requireOpen();
    if (!this.capabilities.notifications) throw unsupported(this.engine, "notifications");
    return this.#listener.listen(channel, handler, options);
  }

  async schema(filter: CatalogueFilter = {}): Promise<Catalogue> {
    const { readCatalogue } = this.dialect;
    if (readCatalogue === undefined) throw unsupported(this.engine, "reading the catalogue");
    const { version } = await this.server();
    const read = (from: Queryable): Promise<Catalogue> =>
      readCatalogue({ version, query: (text, parameters) => from.query(sql.native(text, parameters)) }, filter);
    const current = this.#ambient.current;
    return current === undefined ? this.session(read) : read(current);
  }

  async server(options?: LimitOptions): Promise<ServerInfo> {
    return this.#ambient.current?.server ?? this.#onPrimary(options, ({ session }) => Promise.resolve(session.server));
  }

  supports(feature: Feature): boolean {
    return this.dialect.supports(feature, this.#router.primary.server?.version);
  }

  async ping(options?: LimitOptions): Promise<void> {
    await this.#onPrimary(options, (managed, limits) => managed.ping(limits));
  }

  close(options?: CloseOptions): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    const { drainTimeout } = this.#definition.settings;
    const timeout = options?.timeout === undefined ? drainTimeout : parseDuration(options.timeout);
    if (timeout === undefined)
      return Promise.reject(usage("timeout is not a duration", 'Give milliseconds, or text such as "5s"'));
    this.#closing = this.#close(timeout);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(timeout: number): Promise<void> {
    await Promise.all([this.#listener.close(), ...this.#endpoints.map(({ pool }) => pool.close(timeout))]);
  }

  protected run<T>(statement: Statement<object>, options: QueryOptions | undefined, shape: ResultShape<T>): Promise<T> {
    try {
      const current = this.#ambient.current;
      if (current !== undefined)
        return current.execute(statement, options).then((result) => shape(result as unknown as Result, this.engine));
      this.#requireOpen();
      const bound = this.#shared.compiler.compile(statement);
      const limits = callLimits(options, this.#shared.timeout);
      const endpoint = this.#router.only(bound.compiled, options?.reads);
      if (endpoint === undefined) return this.#readFromReplicas((managed) => managed.run(bound, limits, shape), limits);
      const lease = endpoint.pool.tryAcquire();
      return lease === undefined
        ? this.#runWhenFree(endpoint, bound, limits, shape)
        : lease.resource.run(bound, limits, shape, lease);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /**
   * Waits for a session. Where the client can pipeline, what is provably read-only, known to be quick and has no limits
   * of its own shares the one that comes next: then many statements are one write. A cancelled statement, a lock or a
   * long report would hold up those behind it, so none of these shares.
   */
  async #runWhenFree<T>(
    endpoint: EndpointPool,
    bound: BoundStatement,
    limits: CallOptions,
    shape: ResultShape<T>,
  ): Promise<T> {
    const { compiled } = bound;
    const mayShare = limits === noLimits && endpoint.capabilities.pipelining && compiled.effects.readOnly;
    const share = mayShare && endpoint.pace.quick(compiled);
    const lease = await this.#acquire(endpoint, share ? sharing : limits);
    const began = performance.now();
    const result = await lease.resource.run(bound, limits, shape, lease);
    if (mayShare) endpoint.pace.note(compiled, performance.now() - began);
    return result;
  }

  /** Tries one endpoint after the other: a read that found no answer at one may be asked of the next. */
  async #readFromReplicas<T>(use: (managed: ManagedSession) => Promise<T>, limits: CallOptions): Promise<T> {
    const candidates = this.#router.candidates();
    for (let index = 0; ; index++) {
      try {
        return await this.#lend(candidates[index] as EndpointPool, limits, use);
      } catch (error) {
        if (!isUnreachable(error) || index === candidates.length - 1) throw error;
      }
    }
  }

  async *#stream(
    statement: Statement<object>,
    options: RowStreamOptions | undefined,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    this.#requireOpen();
    const bound = this.#shared.compiler.compile(statement);
    const limits = callLimits(options, this.#shared.timeout);
    const timeout = limits.deadline === undefined ? 0 : limits.deadline - performance.now();
    const endpoint = this.#router.only(bound.compiled, options?.reads);
    const lease = await (endpoint === undefined ? this.#acquireReplica(limits) : this.#acquire(endpoint, limits));
    try {
      const batchSize = options?.batchSize ?? defaultStreamBatch;
      yield* lease.resource.stream(bound, { signal: limits.signal, batchSize }, timeout);
    } finally {
      lease.release();
    }
  }

  /** A session of the first replica that has one; once rows have come, nothing is asked of another. */
  async #acquireReplica(limits: CallOptions): Promise<Lease<ManagedSession>> {
    const candidates = this.#router.candidates();
    for (let index = 0; ; index++) {
      try {
        return await this.#acquire(candidates[index] as EndpointPool, limits);
      } catch (error) {
        if (!isUnreachable(error) || index === candidates.length - 1) throw error;
      }
    }
  }

  async #onPrimary<T>(
    options: LimitOptions | undefined,
    use: (managed: ManagedSession, limits: CallOptions) => Promise<T>,
  ): Promise<T> {
    const limits = callLimits(options, this.#shared.timeout);
    // Inside an ambient transaction this is a second session beside the transaction's own.
    if (this.#ambient.current !== undefined) this.#transactions.refuseToWaitForItself();
    return this.#lend(this.#router.primary, limits, (managed) => use(managed, limits));
  }

  async #lend<T>(
    endpoint: EndpointPool,
    limits: CallOptions,
    use: (managed: ManagedSession) => Promise<T>,
  ): Promise<T> {
    const lease = await this.#acquire(endpoint, limits);
    try {
      return await use(lease.resource);
    } finally {
      lease.release();
    }
  }

  #acquire(endpoint: EndpointPool, limits: AcquireOptions): Promise<Lease<ManagedSession>> {
    this.#requireOpen();
    if (!channels.acquire.hasSubscribers) return endpoint.pool.acquire(limits);
    return trace(channels.acquire, { ...endpoint.event }, () => endpoint.pool.acquire(limits));
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) {
      throw databaseError({ kind: "closed", engine: this.engine, message: `the database "${this.name}" is closed` });
    }
  }
}

/** What a call asks the pool for that would share a session. */
const sharing: AcquireOptions = Object.freeze({ share: true });

function isUnreachable(error: unknown): boolean {
  return DatabaseError.is(error) && error.family === "connection" && error.retry === "reconnect";
}
