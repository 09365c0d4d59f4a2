import type { RelationalDatabase } from "@db/core";
import {
  DefaultQueryExecutor,
  type AbortableOperationOptions,
  type AbortableQueryOptions,
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type DialectAdapter,
  type KyselyPlugin,
  type QueryCompiler,
  type QueryResult,
  type UnknownRow,
} from "kysely";
import type { DatabaseDriver } from "./database-driver.ts";
import { runCompiled } from "./run-compiled.ts";

/** What the executors of one Kysely share. */
export interface ExecutorParts {
  readonly database: RelationalDatabase;
  readonly driver: DatabaseDriver;
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
}

/**
 * Runs a plain query on the database itself, without the promises of lending a connection, and leaves everything else
 * (signals, connections, transactions) to Kysely.
 */
export class DatabaseExecutor extends DefaultQueryExecutor {
  readonly #parts: ExecutorParts;
  readonly #plugins: KyselyPlugin[];
  /** The same over connections that have no session, for what core stops or streams by itself. */
  #unpinned: DefaultQueryExecutor | undefined;

  constructor(parts: ExecutorParts, plugins: KyselyPlugin[]) {
    super(parts.compiler, parts.adapter, new Lender(parts.driver), plugins);
    this.#parts = parts;
    this.#plugins = plugins;
  }

  override executeQuery<R>(compiled: CompiledQuery, options?: AbortableQueryOptions): Promise<QueryResult<R>> {
    if (options?.signal === undefined)
      return this.#plugins.length === 0 ? this.#run(compiled) : this.#transformed(compiled);
    // A statement that must not be sent any more, but goes on once it was, needs its session before it is sent.
    return options.inflightQueryAbortStrategy === "cancel query"
      ? this.#overDatabase.executeQuery(compiled, options)
      : super.executeQuery(compiled, options);
  }

  override stream<R>(
    compiled: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    return this.#overDatabase.stream(compiled, chunkSize, options);
  }

  #run<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { database, driver } = this.#parts;
    try {
      driver.requireUse();
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return runCompiled(database, compiled, driver.queryOptions);
  }

  async #transformed<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { queryId } = compiled;
    let result = await this.#run<UnknownRow>(compiled);
    for (const plugin of this.#plugins) result = await plugin.transformResult(Object.freeze({ queryId, result }));
    return result as QueryResult<R>;
  }

  get #overDatabase(): DefaultQueryExecutor {
    const { compiler, adapter, driver } = this.#parts;
    return (this.#unpinned ??= new DefaultQueryExecutor(
      compiler,
      adapter,
      new UnpinnedProvider(driver),
      this.#plugins,
    ));
  }

  override withPlugins(plugins: readonly KyselyPlugin[]): DatabaseExecutor {
    return new DatabaseExecutor(this.#parts, [...this.#plugins, ...plugins]);
  }

  override withPlugin(plugin: KyselyPlugin): DatabaseExecutor {
    return new DatabaseExecutor(this.#parts, [...this.#plugins, plugin]);
  }

  override withPluginAtFront(plugin: KyselyPlugin): DatabaseExecutor {
    return new DatabaseExecutor(this.#parts, [plugin, ...this.#plugins]);
  }

  override withoutPlugins(): DatabaseExecutor {
    return new DatabaseExecutor(this.#parts, []);
  }
}

type Consumer<T> = (connection: DatabaseConnection) => Promise<T>;

/** Lends connections for transactions, `connection()`, and calls with a signal. */
class Lender implements ConnectionProvider {
  readonly #driver: DatabaseDriver;

  constructor(driver: DatabaseDriver) {
    this.#driver = driver;
  }

  async provideConnection<T>(consumer: Consumer<T>, options?: AbortableOperationOptions): Promise<T> {
    const connection = await this.#lend(options);
    try {
      return await consumer(connection);
    } finally {
      await this.#driver.releaseConnection(connection);
    }
  }

  /** Rejects with the signal's reason where the signal ended the wait, as Kysely does. */
  async #lend(options: AbortableOperationOptions | undefined): Promise<DatabaseConnection> {
    if (options === undefined) return this.#driver.connection();
    options.signal?.throwIfAborted();
    try {
      return await this.#driver.session(options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error;
    }
  }
}

/** Lends connections that have no session. */
class UnpinnedProvider implements ConnectionProvider {
  readonly #driver: DatabaseDriver;

  constructor(driver: DatabaseDriver) {
    this.#driver = driver;
  }

  async provideConnection<T>(consumer: Consumer<T>): Promise<T> {
    return consumer(this.#driver.connection());
  }
}
