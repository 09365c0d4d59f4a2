import { setImmediate as nextTurn } from "node:timers/promises";
import {
  databaseError,
  quoteName,
  usage,
  type BoundStatement,
  type BulkBatch,
  type BulkRequest,
  type CallOptions,
  type Dialect,
  type Result,
  type Row,
  type ServerInfo,
  type Session,
  type StreamOptions,
  type TransactionSettings,
  type TransactionStatus,
} from "@db/core";
import type Database from "better-sqlite3";
import { isBusy, whileBusy } from "./busy.ts";
import type { RowReader } from "./row-reader.ts";
import { configure, fileIdentity, FirstState, hasAttached, openClient } from "./sqlite-client.ts";
import { notePreparing } from "./sqlite-errors.ts";
import type { ParsedSqliteOptions } from "./sqlite-options.ts";
import { StatementCache, type SchemaEpoch } from "./sqlite-statements.ts";
import { toSqlite } from "./sqlite-values.ts";

/** How long a stream or a bulk insert may keep the event loop to itself, in milliseconds. */
const slice = 10;

/** Rows of one statement of a bulk insert; more make it no faster. */
const rowsTogether = 50;

/** One connection of better-sqlite3. The client is synchronous; what is asynchronous here is the wait for locks. */
export class SqliteSession implements Session {
  readonly server: ServerInfo;
  readonly #options: ParsedSqliteOptions;
  readonly #dialect: Dialect;
  readonly #epoch: SchemaEpoch;
  #client: Database.Database;
  #statements: StatementCache;
  #first: FirstState | undefined;
  #file: string | undefined;
  #dirty = false;
  /** Whether a transaction was begun and not ended by us; SQLite may have ended it meanwhile. */
  #begun = false;
  /** Whether a transaction is open. */
  #inTransaction = false;
  /** The statements that begin and end transactions, prepared. */
  readonly #controls = new Map<string, Database.Statement>();
  #restricted = false;
  /** Whether somebody had the client's own connection. */
  #lent = false;
  #closed = false;
  #streaming: RowReader | undefined;

  constructor(client: Database.Database, options: ParsedSqliteOptions, dialect: Dialect, epoch: SchemaEpoch) {
    this.#client = client;
    this.#options = options;
    this.#dialect = dialect;
    this.#epoch = epoch;
    this.#statements = this.#newCache();
    // A connection to a file is opened anew instead.
    this.#first = options.memory ? new FirstState(client) : undefined;
    this.#file = fileIdentity(options);
    const versionText = String(client.prepare("select sqlite_version()").pluck().get());
    this.server = {
      versionText,
      version: versionText.split(".").map(Number),
      flavour: "sqlite",
      database: options.file,
      readOnly: options.mode === "read-only" || options.reader,
      role: "unknown",
    };
  }

  get native(): Database.Database {
    this.#lent = true;
    this.#statements.doubtful = true;
    return this.#client;
  }

  /** The client is asked only where it may know better: when somebody else had it, and after an error. */
  get transaction(): TransactionStatus {
    if (this.#lent) this.#inTransaction = this.#client.open && this.#client.inTransaction;
    return this.#inTransaction ? "open" : "none";
  }

  get dirty(): boolean {
    // SQLite rolled a read-only transaction back by itself: what kept it from writing is still on.
    return this.#dirty || (this.#restricted && this.transaction === "none");
  }

  run({ compiled, values }: BoundStatement, call: CallOptions): Result | Promise<Result> {
    return whileBusy(() => this.#run(compiled, values), this.#options.busyTimeout, call);
  }

  #run(compiled: BoundStatement["compiled"], values: readonly unknown[]): Result {
    try {
      const statement = this.#statements.get(compiled);
      if (compiled.effects.changesSession) this.#soil();
      const encoded = values.length === 0 ? values : values.map(toSqlite);
      if (statement.reader) {
        const { rows, columns } = statement.all(encoded);
        return { rows, affectedRows: rows.length, columns };
      }
      const { changes, lastInsertRowid } = statement.run(encoded);
      if (statement.governs) this.#governed();
      const affectedRows = Number(changes);
      return {
        rows: [],
        affectedRows,
        columns: [],
        insertId: statement.inserts && affectedRows > 0 ? keyOf(lastInsertRowid) : undefined,
      };
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** A savepoint begins a transaction where there is none; a table may have come, gone, or be another by the same name. */
  #governed(): void {
    this.#epoch.value++;
    this.#inTransaction = this.#client.inTransaction;
  }

  async *stream(
    { compiled, values }: BoundStatement,
    { batchSize, ...call }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    // The first step takes the read lock, so it is the one that may find the database busy.
    const opened = await whileBusy(() => this.#open(compiled, values), this.#options.busyTimeout, call);
    if (opened === undefined) {
      await this.run({ compiled, values }, call);
      return;
    }
    this.#streaming = opened;
    try {
      let turn = performance.now();
      while (!opened.done) {
        const batch = opened.read(batchSize);
        if (call.signal?.aborted === true) throw stopped();
        yield batch;
        if (performance.now() - turn > slice) {
          await nextTurn();
          turn = performance.now();
        }
        // An iterator that was closed under us says that it is done.
        if (this.#streaming !== opened)
          throw databaseError({
            kind: "connection-lost",
            engine: "sqlite",
            message: "the connection was closed while rows were read",
          });
      }
    } catch (error) {
      throw this.#noted(error);
    } finally {
      if (this.#streaming === opened) this.#streaming = undefined;
      opened.close();
    }
  }

  #open(compiled: BoundStatement["compiled"], values: readonly unknown[]): RowReader | undefined {
    try {
      const statement = this.#statements.get(compiled);
      if (!statement.reader) return undefined;
      if (compiled.effects.changesSession) this.#soil();
      return statement.rows(values.map(toSqlite));
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** The write lock is taken at once unless it is declined: so another connection cannot make the transaction stale. */
  begin({ readOnly, immediate }: TransactionSettings, call: CallOptions): void | Promise<void> {
    if (readOnly === true) {
      if (immediate === true) throw usage("a read-only transaction cannot take the write lock");
      this.#client.pragma("query_only = on");
      this.#restricted = true;
    }
    const text = readOnly === true || immediate === false ? "begin deferred" : "begin immediate";
    return this.#control(text, call, true);
  }

  commit(): void | Promise<void> {
    return this.#control("commit", {}, false);
  }

  rollback(): void | Promise<void> {
    // What the transaction changed of the schema is undone with it.
    this.#epoch.value++;
    return this.#control("rollback", {}, false);
  }

  /** A file is opened anew, which undoes everything; a database in memory would be lost, so its changes are undone. */
  reset(): Promise<void> {
    try {
      this.#endStream();
      this.#statements.clear();
      this.#epoch.value++;
      if (this.#client.inTransaction) this.#client.exec("rollback");
      this.#begun = false;
      this.#inTransaction = false;
      this.#lent = false;
      this.#restricted = false;
      if (this.#first === undefined) this.#reopen();
      else {
        configure(this.#client, this.#options);
        this.#first.restore();
        this.#statements.doubtful = hasAttached(this.#client);
      }
      this.#dirty = false;
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** A file that is locked is alive; one that was deleted or replaced is another database. */
  ping(): Promise<void> {
    try {
      if (this.#file !== undefined && fileIdentity(this.#options) !== this.#file) {
        throw databaseError({
          kind: "connection-lost",
          engine: "sqlite",
          message: "the database's file was deleted or replaced",
        });
      }
      this.#client.pragma("schema_version");
      return Promise.resolve();
    } catch (error) {
      return isBusy(error) ? Promise.resolve() : Promise.reject(error as Error);
    }
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    try {
      this.#endStream();
      this.#statements.clear();
      this.#client.close();
    } catch {
      // A statement runs at this moment, on the stack below: the connection goes with the garbage.
    }
    return Promise.resolve();
  }

  /** Prepared inserts of many rows, then of one for the rest; core has begun a transaction. */
  async bulkInsert({ table, columns, rows }: BulkRequest, call: CallOptions): Promise<number> {
    const names = columns.map((column) => this.#dialect.quoteIdentifier(column)).join(", ");
    const places = `(${columns.map(() => "?").join(", ")})`;
    const head = `insert into ${quoteName(this.#dialect, table)} (${names}) values `;
    const together = Math.max(1, Math.min(rowsTogether, Math.floor(this.#dialect.maxParameters / columns.length)));
    try {
      const one = await whileBusy(() => this.#prepare(head + places), this.#options.busyTimeout, call);
      let many: Database.Statement | undefined;
      let count = 0;
      let turn = performance.now();
      for await (const batch of rows) {
        for (let at = 0, size = 0; at < batch.length; at += size) {
          size = batch.length - at >= together ? together : 1;
          if (size > 1) many ??= this.#prepare(head + Array<string>(together).fill(places).join(", "));
          const insert = size > 1 && many !== undefined ? many : one;
          const values = bound(batch, at, size, columns.length);
          // The first rows take the write lock, if the transaction has not got it yet.
          if (count === 0) await whileBusy(() => insert.run(values), this.#options.busyTimeout, call);
          else insert.run(values);
          count += size;
          if (performance.now() - turn <= slice) continue;
          await nextTurn();
          checkLimits(call);
          turn = performance.now();
        }
        checkLimits(call);
      }
      return count;
    } catch (error) {
      throw this.#noted(error);
    }
  }

  #prepare(text: string): Database.Statement {
    try {
      return this.#client.prepare(text);
    } catch (error) {
      notePreparing(error);
      throw error;
    }
  }

  /** The same error; if it ended the transaction, what that changed of the schema is undone. */
  #noted(error: unknown): unknown {
    if (!this.#begun) return error;
    this.#inTransaction = this.#client.open && this.#client.inTransaction;
    if (!this.#inTransaction) this.#epoch.value++;
    return error;
  }

  /** Begins or ends a transaction; `begun` says what is the case when it succeeds. */
  #control(text: string, call: CallOptions, begun: boolean): void | Promise<void> {
    try {
      const waiting = whileBusy(() => this.#runControl(text, begun), this.#options.busyTimeout, call);
      return waiting?.catch((error: unknown) => this.#controlFailed(error));
    } catch (error) {
      return this.#controlFailed(error);
    }
  }

  #runControl(text: string, begun: boolean): void {
    let statement = this.#controls.get(text);
    if (statement === undefined) {
      statement = this.#client.prepare(text);
      this.#controls.set(text, statement);
    }
    statement.run();
    this.#begun = begun;
    this.#inTransaction = begun;
    if (!begun) this.#lift();
  }

  #controlFailed(error: unknown): never {
    const noted = this.#noted(error);
    if (!this.#begun) this.#lift();
    throw noted;
  }

  /** Ends the restriction of a read-only transaction. */
  #lift(): void {
    if (!this.#restricted) return;
    this.#restricted = false;
    this.#client.pragma(`query_only = ${this.#options.reader ? "on" : "off"}`);
  }

  #endStream(): void {
    const rows = this.#streaming;
    this.#streaming = undefined;
    rows?.close();
  }

  /** Notes that what the session's names mean may not be what it was. */
  #soil(): void {
    this.#dirty = true;
    this.#statements.doubtful = true;
  }

  #newCache(): StatementCache {
    const { statementCacheSize, timestamps } = this.#options;
    const cache = new StatementCache(this.#client, statementCacheSize, timestamps, this.#epoch);
    // What `onConnect` has attached is not watched.
    cache.doubtful = hasAttached(this.#client);
    return cache;
  }

  #reopen(): void {
    this.#client.close();
    this.#client = openClient(this.#options);
    this.#controls.clear();
    this.#statements = this.#newCache();
    this.#file = fileIdentity(this.#options);
  }
}

/** The values of some rows of a batch, one after the other. */
function bound(batch: BulkBatch, from: number, count: number, width: number): unknown[] {
  const values = new Array<unknown>(count * width);
  for (let row = 0; row < count; row++) batch.read(from + row, values, row * width);
  for (let index = 0; index < values.length; index++) values[index] = toSqlite(values[index]);
  return values;
}

function keyOf(rowid: number | bigint): number | bigint {
  const number = Number(rowid);
  return Number.isSafeInteger(number) ? number : rowid;
}

/** Told to core, which knows whether it was the signal or the time limit. */
function stopped(): Error {
  return databaseError({ kind: "cancelled", engine: "sqlite" });
}

function checkLimits({ signal, deadline }: CallOptions): void {
  if (signal?.aborted === true || (deadline !== undefined && performance.now() >= deadline)) throw stopped();
}
