import {
  databaseError,
  quoteName,
  postgresDialect,
  unsupported,
  type BoundStatement,
  type BulkRequest,
  type CallOptions,
  type ProcedureRequest,
  type ProcedureResult,
  type Result,
  type Row,
  type ServerInfo,
  type Session,
  type SessionObserver,
  type StreamOptions,
  type TransactionSettings,
  type TransactionStatus,
} from "@db/core";
import { bulkCopy, CopyBatch } from "./bulk-copy.ts";
import { sendCancelRequest, type CancelTarget } from "./cancel-request.ts";
import { classifyPostgresError } from "./postgres-errors.ts";
import type { SessionOptions } from "./postgres-options.ts";
import { encodeValue } from "./postgres-values.ts";
import { PreparedStatements } from "./prepared-statements.ts";
import { PreparedQuery, StatementQuery, StreamQuery, TextQuery, type BaseQuery, type Outcome, type QueryContext } from "./queries.ts";
import { callRoutine } from "./routines.ts";
import type { WireClient } from "./wire.ts";

/** What a session is made from. */
export interface SessionSetup {
  readonly client: WireClient;
  readonly server: ServerInfo;
  readonly options: SessionOptions;
  readonly observer: SessionObserver;
  /** Where to ask for a stop; absent where nobody can. */
  readonly cancelTarget?: CancelTarget | undefined;
  /** Whether the server is embedded: it answers each message at once, and cannot wait for more of a COPY. */
  readonly embedded?: boolean | undefined;
  /** Text to run after a reset, for what the server cannot be told at connecting. */
  readonly afterReset?: string | undefined;
  /** Called when the session was closed. */
  readonly onClosed?: (() => Promise<void>) | undefined;
}

/** "DISCARD ALL" without the loss of prepared statements, and allowed among others. */
const resetText =
  "close all; set session authorization default; reset all; unlisten *; select pg_advisory_unlock_all(); discard temp; discard sequences";

/** How long a polite goodbye may take before the socket is destroyed, in milliseconds. */
const goodbye = 1000;

/** A statement that would wait for data; embedded, it would end the server. */
const copyFromStdin = /^\s*copy\b[^;]*\bfrom\s+stdin\b/i;

const statuses: Readonly<Record<"I" | "T" | "E", TransactionStatus>> = { I: "none", T: "open", E: "failed" };

/** One connection of pg's client, driven by queries of our own. */
export class PostgresSession implements Session {
  readonly server: ServerInfo;
  readonly cancel?: () => Promise<void>;
  readonly #setup: SessionSetup;
  readonly #client: WireClient;
  readonly #context: QueryContext;
  readonly #statements: PreparedStatements;
  #transaction: TransactionStatus = "none";
  #dirty = false;
  #running = false;
  #current: BaseQuery | undefined;
  #failing: BaseQuery | undefined;
  #closing: Promise<void> | undefined;

  constructor(setup: SessionSetup) {
    const { client, options } = setup;
    this.#setup = setup;
    this.#client = client;
    this.server = setup.server;
    this.#statements = new PreparedStatements(options.statementCacheSize, options.preparedStatements === "named");
    this.#context = {
      timestamps: options.timestamps,
      statements: this.#statements,
      failing: (query) => (this.#failing = query),
    };
    const { cancelTarget } = setup;
    if (cancelTarget !== undefined) this.cancel = () => (this.#running ? sendCancelRequest(cancelTarget) : Promise.resolve());
    this.#listen();
  }

  get native(): WireClient {
    return this.#client;
  }

  get transaction(): TransactionStatus {
    return this.#transaction;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  run({ compiled, values }: BoundStatement, _call: CallOptions): Promise<Result> {
    if (compiled.effects.changesSession) this.#dirty = true;
    if (this.#setup.embedded === true && copyFromStdin.test(compiled.text)) {
      return Promise.reject(unsupported(this.server.flavour, "COPY FROM STDIN as a statement", "Use bulkInsert"));
    }
    const encoded = values.map(encodeValue);
    return new Promise((resolve, reject) => {
      const submit = (outcome: Outcome<Result>): void => this.#submit(new StatementQuery(this.#context, this.#statements.get(compiled), encoded, outcome));
      submit({
        resolve,
        reject: (error) => {
          if (classifyPostgresError(error).kind !== "stale-statement") {
            reject(error);
            return;
          }
          this.#statements.forget(compiled);
          // Inside a transaction the error has ended everything; outside, nothing has happened yet.
          if (this.#transaction === "none") submit({ resolve, reject });
          else reject(error);
        },
      });
    });
  }

  async *stream({ compiled, values }: BoundStatement, { batchSize }: StreamOptions): AsyncGenerator<readonly Row[], void, undefined> {
    if (compiled.effects.changesSession) this.#dirty = true;
    const query = new StreamQuery(this.#context, this.#statements.get(compiled), values.map(encodeValue), batchSize);
    this.#submit(query);
    try {
      for (let batch = await query.next(); batch !== undefined; batch = await query.next()) yield batch;
    } catch (error) {
      if (classifyPostgresError(error).kind === "stale-statement") this.#statements.forget(compiled);
      throw error;
    } finally {
      await query.end();
    }
  }

  async begin({ isolation, readOnly, deferrable }: TransactionSettings): Promise<void> {
    const modes: string[] = [];
    if (isolation !== undefined) modes.push(`isolation level ${isolation.replace("-", " ")}`);
    if (readOnly !== undefined) modes.push(readOnly ? "read only" : "read write");
    if (deferrable !== undefined) modes.push(deferrable ? "deferrable" : "not deferrable");
    await this.text(`begin ${modes.join(", ")}`);
  }

  /** A failed transaction answers `commit` with the tag of a rollback and no error. */
  async commit(): Promise<void> {
    const tag = await this.text("commit");
    if (tag === "COMMIT") return;
    throw databaseError({ kind: "rolled-back", engine: this.server.flavour, transactionState: "ended", message: "the server rolled the transaction back instead of committing it" });
  }

  async rollback(): Promise<void> {
    await this.text("rollback");
  }

  async prepareTransaction(name: string): Promise<void> {
    const tag = await this.text(`prepare transaction ${postgresDialect.quoteString(name)}`);
    if (tag === "PREPARE TRANSACTION") return;
    throw databaseError({ kind: "rolled-back", engine: this.server.flavour, transactionState: "ended", message: "the server rolled the transaction back instead of preparing it" });
  }

  async reset(): Promise<void> {
    if (this.#current instanceof StreamQuery) await this.#current.end();
    if (this.#transaction !== "none") await this.text("rollback");
    const { afterReset } = this.#setup;
    await this.text(afterReset === undefined ? resetText : `${resetText}; ${afterReset}`);
    this.#dirty = false;
  }

  async ping(): Promise<void> {
    await this.text("");
  }

  async replicationLag(): Promise<number> {
    const rows = await this.rows(
      "select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0" +
        " else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000 end as lag",
      [],
    );
    return Number(rows[0]?.["lag"] ?? Infinity);
  }

  async bulkInsert({ table, columns, rows }: BulkRequest, call: CallOptions): Promise<number> {
    const names = columns.map((column) => postgresDialect.quoteIdentifier(column)).join(", ");
    const text = `copy ${quoteName(postgresDialect, table)} (${names}) from stdin`;
    if (this.#setup.embedded !== true) return bulkCopy(this, text, rows, call);
    let count = 0;
    for await (const batch of rows) {
      call.signal?.throwIfAborted();
      count += await new Promise<number>((resolve, reject) => this.#submit(new CopyBatch(this.#context, text, batch, { resolve, reject })));
    }
    return count;
  }

  call(request: ProcedureRequest, _call: CallOptions): Promise<ProcedureResult> {
    return callRoutine(this, request);
  }

  async listen(channel: string): Promise<void> {
    this.#dirty = true;
    await this.text(`listen ${postgresDialect.quoteIdentifier(channel)}`);
  }

  async unlisten(channel: string): Promise<void> {
    await this.text(`unlisten ${postgresDialect.quoteIdentifier(channel)}`);
  }

  close(force = false): Promise<void> {
    if (force) this.#client.connection.stream.destroy();
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Runs text without parameters; gives the tag of its last command. For what the driver itself writes. */
  text(text: string): Promise<string> {
    return new Promise((resolve, reject) => this.#submit(new TextQuery(this.#context, text, { resolve, reject })));
  }

  /** Runs an unnamed statement of the driver's own and gives its rows. */
  rows(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const prepared = { name: "", text, parsed: false, shape: undefined };
    return new Promise((resolve, reject) => {
      const outcome: Outcome<Result> = { resolve: (result) => resolve(result.rows), reject };
      this.#submit(new StatementQuery(this.#context, prepared, values.map(encodeValue), outcome));
    });
  }

  /** Notes that something of the client's own runs, so that a request to stop is sent. */
  markRunning(): void {
    this.#running = true;
  }

  #submit(query: BaseQuery): void {
    this.#running = true;
    this.#current = query;
    this.#client.query(query);
  }

  #listen(): void {
    const { client, observer } = this.#setup;
    const { connection } = client;
    // These come after the client's own listeners, which were there first.
    connection.on("readyForQuery", ({ status }) => {
      this.#transaction = statuses[status];
      this.#running = false;
      const failing = this.#failing;
      this.#failing = undefined;
      failing?.handleReadyForQuery();
    });
    connection.on("parseComplete", () => {
      if (this.#current instanceof PreparedQuery) this.#current.handleParsed();
    });
    connection.on("noData", () => {
      if (this.#current instanceof PreparedQuery) this.#current.handleNoData();
    });
    client.on("error", (error: Error) => this.#lost(error));
    client.on("end", () => this.#lost(new Error("Connection terminated unexpectedly")));
    client.on("notice", ({ message }: { message?: string | undefined }) => observer.onNotice?.(message ?? ""));
    client.on("notification", ({ channel, payload, processId }: { channel: string; payload?: string | undefined; processId?: number | undefined }) =>
      observer.onNotification?.({ channel, payload: payload ?? "", sender: processId }),
    );
  }

  #lost(error: Error): void {
    this.#running = false;
    const failing = this.#failing;
    this.#failing = undefined;
    failing?.handleReadyForQuery();
    if (this.#closing === undefined) this.#setup.observer.onLost(error);
  }

  async #close(): Promise<void> {
    const { stream } = this.#client.connection;
    if (!stream.destroyed) {
      const impatience = setTimeout(() => stream.destroy(), goodbye);
      await this.#client.end().catch(() => undefined);
      clearTimeout(impatience);
    }
    stream.destroy();
    await this.#setup.onClosed?.();
  }
}
