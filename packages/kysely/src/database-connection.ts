import {
  databaseError,
  sql,
  type ManualTransaction,
  type Queryable,
  type QueryOptions,
  type TransactionOptions,
} from "@db/core";
import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { runCompiled } from "./run-compiled.ts";
import { markRolledBack } from "./rolled-back.ts";

/** Where a connection's statements and transactions go when none is under way: a database, or a session of it. */
export interface Home extends Queryable {
  begin(options?: TransactionOptions): Promise<ManualTransaction>;
}

/** A level of a transaction: the transaction itself, or a savepoint by the caller's name. */
interface Level {
  readonly name: string | undefined;
  readonly transaction: ManualTransaction;
}

/**
 * What Kysely takes for a connection. Over a database it is none: each statement goes where core routes it, and only a
 * transaction has a session, for as long as it lasts. Over a session it is that session.
 */
export class RelationalConnection implements DatabaseConnection {
  readonly #home: Home;
  /** Where statements outside a transaction may go. */
  readonly #options: QueryOptions | undefined;
  readonly #levels: Level[] = [];
  /** Where statements go now: the innermost level, or home. */
  #at: Queryable;
  /** Stops the statement that runs, once Kysely has said that it may want to. */
  #stop: AbortController | undefined;

  constructor(home: Home, options?: QueryOptions) {
    this.#home = home;
    this.#at = home;
    this.#options = options;
  }

  executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    return this.#stop === undefined
      ? runCompiled(this.#at, compiled, this.#options)
      : this.#runUntilStopped(compiled, this.#stop);
  }

  async *streamQuery<R>(
    compiled: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    const signal = options?.signal;
    const statement = sql.native(compiled.sql, compiled.parameters);
    const stream = this.#at.stream(statement, { ...this.#options, batchSize: chunkSize, signal });
    try {
      for await (const rows of stream.batches()) yield { rows: rows as R[] };
    } catch (error) {
      // Kysely has told its reader, and would write what comes after to the console.
      if (signal?.aborted !== true) throw error;
    }
  }

  /** Lets the next statement be stopped. */
  protected prepareStop(): void {
    this.#stop = new AbortController();
  }

  /** Stops the statement that runs, if one does that may be stopped. */
  protected stop(): void {
    this.#stop?.abort();
  }

  /** Once it was stopped Kysely has told its caller so and waits only for the end: then an error is nobody's. */
  async #runUntilStopped<R>(compiled: CompiledQuery, stop: AbortController): Promise<QueryResult<R>> {
    try {
      return await runCompiled(this.#at, compiled, { ...this.#options, signal: stop.signal });
    } catch (error) {
      if (stop.signal.aborted) return { rows: [] };
      throw error;
    } finally {
      this.#stop = undefined;
    }
  }

  async begin(options: TransactionOptions | undefined): Promise<void> {
    this.#enter(undefined, await this.#home.begin(options));
  }

  /** Commits. A failure means that core has ended the transaction. */
  async commit(): Promise<void> {
    const [outermost] = this.#levels;
    if (outermost === undefined) throw noTransaction();
    try {
      // Core commits from the inside out, where SQL lets a commit end savepoints by itself.
      for (let level = this.#levels.at(-1); level !== undefined && level !== outermost; level = this.#leave())
        await level.transaction.commit();
      await outermost.transaction.commit();
    } catch (error) {
      await outermost.transaction[Symbol.asyncDispose]();
      throw markRolledBack(error);
    } finally {
      this.#leaveAll();
    }
  }

  /** Rolls back what is under way; nothing after a commit that failed, which has done it. */
  async rollback(): Promise<void> {
    const [outermost] = this.#levels;
    this.#leaveAll();
    await outermost?.transaction[Symbol.asyncDispose]();
  }

  async savepoint(name: string): Promise<void> {
    const around = this.#levels.at(-1);
    if (around === undefined) throw noTransaction();
    this.#enter(name, await around.transaction.begin());
  }

  /** Undoes what was done since; as in SQL, the savepoint stays. */
  async rollbackToSavepoint(name: string): Promise<void> {
    await this.#unwind(name, (transaction) => transaction.rollback());
    await this.savepoint(name);
  }

  /** Keeps what was done since, and forgets the savepoint and those after it. */
  async releaseSavepoint(name: string): Promise<void> {
    await this.#unwind(name, (transaction) => transaction.commit());
  }

  async #unwind(name: string, end: (transaction: ManualTransaction) => Promise<void>): Promise<void> {
    const index = this.#levels.findLastIndex((level) => level.name === name);
    if (index < 0) {
      throw databaseError({
        kind: "transaction-state",
        message: `there is no savepoint \`${name}\` in the transaction`,
      });
    }
    while (this.#levels.length > index) {
      const { transaction } = this.#levels.at(-1)!;
      this.#leave();
      await end(transaction);
    }
  }

  #enter(name: string | undefined, transaction: ManualTransaction): void {
    this.#levels.push({ name, transaction });
    this.#at = transaction;
  }

  /** Leaves the innermost level, and gives the one around it. */
  #leave(): Level | undefined {
    this.#levels.pop();
    const around = this.#levels.at(-1);
    this.#at = around?.transaction ?? this.#home;
    return around;
  }

  #leaveAll(): void {
    this.#levels.length = 0;
    this.#at = this.#home;
  }
}

/** A connection of an engine that can stop a running statement. Kysely looks whether these members are there. */
export class CancellableConnection extends RelationalConnection {
  collectSessionInfo(): Promise<void> {
    this.prepareStop();
    return Promise.resolve();
  }

  cancelQuery(): Promise<void> {
    this.stop();
    return Promise.resolve();
  }
}

function noTransaction(): Error {
  return databaseError({ kind: "transaction-state", message: "no transaction is under way on this connection" });
}
