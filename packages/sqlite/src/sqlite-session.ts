import { setImmediate as nextTurn } from "node:timers/promises";
import {
  quoteName,
  usage,
  type BoundStatement,
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
import { whileBusy } from "./busy.ts";
import { configure, openClient } from "./sqlite-client.ts";
import type { ParsedSqliteOptions } from "./sqlite-options.ts";
import { StatementCache, type SchemaEpoch } from "./sqlite-statements.ts";
import { toSqlite } from "./sqlite-values.ts";

/** How long a stream may keep the event loop to itself, in milliseconds. */
const slice = 10;

/** One connection of better-sqlite3. The client is synchronous; what is asynchronous here is the wait for locks. */
export class SqliteSession implements Session {
  readonly server: ServerInfo;
  readonly #options: ParsedSqliteOptions;
  readonly #dialect: Dialect;
  readonly #epoch: SchemaEpoch;
  #client: Database.Database;
  #statements: StatementCache;
  #dirty = false;
  #restricted = false;
  #streaming: Iterator<Row> | undefined;

  constructor(client: Database.Database, options: ParsedSqliteOptions, dialect: Dialect, epoch: SchemaEpoch) {
    this.#client = client;
    this.#options = options;
    this.#dialect = dialect;
    this.#epoch = epoch;
    this.#statements = this.#newCache();
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
    return this.#client;
  }

  get transaction(): TransactionStatus {
    return this.#client.open && this.#client.inTransaction ? "open" : "none";
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  run({ compiled, values }: BoundStatement, call: CallOptions): Promise<Result> {
    return whileBusy(() => this.#run(compiled, values), this.#options.busyTimeout, call);
  }

  #run(compiled: BoundStatement["compiled"], values: readonly unknown[]): Result {
    const statement = this.#statements.get(compiled);
    if (compiled.effects.changesSession) this.#dirty = true;
    const bound = values.length === 0 ? values : values.map(toSqlite);
    if (statement.reader) {
      const rows = statement.all(bound);
      return { rows, affectedRows: rows.length, columns: statement.columns };
    }
    const { changes, lastInsertRowid } = statement.run(bound);
    if (statement.definesSchema) this.#epoch.value++;
    const id = Number(lastInsertRowid);
    return { rows: [], affectedRows: Number(changes), columns: [], insertId: Number.isSafeInteger(id) ? id : BigInt(lastInsertRowid) };
  }

  async *stream({ compiled, values }: BoundStatement, { batchSize, ...call }: StreamOptions): AsyncGenerator<readonly Row[], void, undefined> {
    const statement = this.#statements.get(compiled);
    if (!statement.reader) {
      await this.run({ compiled, values }, call);
      return;
    }
    // The first step takes the read lock, so it is the one that may find the database busy.
    const { rows, first } = await whileBusy(() => {
      const rows = statement.iterate(values.map(toSqlite));
      return { rows, first: rows.next() };
    }, this.#options.busyTimeout, call);
    this.#streaming = rows;
    try {
      let turn = performance.now();
      for (let next = first; next.done !== true; ) {
        const batch: Row[] = [];
        for (; next.done !== true && batch.length < batchSize; next = rows.next()) batch.push(next.value);
        if (call.signal?.aborted === true) throw call.signal.reason;
        yield statement.decode(batch);
        if (performance.now() - turn > slice) {
          await nextTurn();
          turn = performance.now();
        }
      }
    } finally {
      this.#streaming = undefined;
      rows.return?.();
    }
  }

  /** The write lock is taken at once unless it is declined: so another process cannot make the transaction stale. */
  async begin({ readOnly, immediate }: TransactionSettings): Promise<void> {
    if (readOnly === true) {
      if (immediate === true) throw usage("a read-only transaction cannot take the write lock");
      this.#client.pragma("query_only = on");
      this.#restricted = true;
    }
    const text = readOnly === true || immediate === false ? "begin deferred" : "begin immediate";
    try {
      await this.#exec(text);
    } catch (error) {
      this.#lift();
      throw error;
    }
  }

  async commit(): Promise<void> {
    await this.#exec("commit");
    this.#lift();
  }

  async rollback(): Promise<void> {
    await this.#exec("rollback");
    this.#lift();
  }

  /** A file is opened anew, which undoes everything; a database in memory would be lost, so its changes are undone. */
  reset(): Promise<void> {
    try {
      this.#streaming?.return?.();
      this.#statements.clear();
      if (this.transaction === "open") this.#client.exec("rollback");
      if (this.#options.memory) this.#undo();
      else this.#reopen();
      this.#dirty = false;
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  ping(): Promise<void> {
    try {
      this.#client.pragma("schema_version");
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  close(): Promise<void> {
    this.#streaming?.return?.();
    this.#statements.clear();
    this.#client.close();
    return Promise.resolve();
  }

  /** One prepared insert; core has begun a transaction. */
  async bulkInsert({ table, columns, rows }: BulkRequest, call: CallOptions): Promise<number> {
    const names = columns.map((column) => this.#dialect.quoteIdentifier(column)).join(", ");
    const places = columns.map(() => "?").join(", ");
    const insert = this.#client.prepare(`insert into ${quoteName(this.#dialect, table)} (${names}) values (${places})`);
    let count = 0;
    let turn = performance.now();
    for await (const batch of rows) {
      call.signal?.throwIfAborted();
      for (const row of batch) insert.run(...row.map(toSqlite));
      count += batch.length;
      if (performance.now() - turn <= slice) continue;
      await nextTurn();
      turn = performance.now();
    }
    return count;
  }

  #exec(text: string): Promise<void> {
    return whileBusy(() => void this.#client.exec(text), this.#options.busyTimeout, {});
  }

  /** Ends the restriction of a read-only transaction. */
  #lift(): void {
    if (!this.#restricted) return;
    this.#restricted = false;
    this.#client.pragma(`query_only = ${this.#options.reader ? "on" : "off"}`);
  }

  #newCache(): StatementCache {
    return new StatementCache(this.#client, this.#options.statementCacheSize, this.#options.timestamps, this.#epoch);
  }

  #reopen(): void {
    this.#client.close();
    this.#client = openClient(this.#options);
    this.#statements = this.#newCache();
  }

  #undo(): void {
    const client = this.#client;
    const temporary = client.prepare("select type, name from sqlite_temp_schema where sql is not null").all() as { type: string; name: string }[];
    for (const { type, name } of temporary) client.exec(`drop ${type} if exists temp.${this.#dialect.quoteIdentifier(name)}`);
    for (const { name } of client.pragma("database_list") as { name: string }[]) {
      if (name !== "main" && name !== "temp") client.exec(`detach ${this.#dialect.quoteIdentifier(name)}`);
    }
    client.exec("pragma case_sensitive_like = off; pragma recursive_triggers = off; pragma defer_foreign_keys = off; pragma ignore_check_constraints = off");
    configure(client, this.#options);
  }
}
