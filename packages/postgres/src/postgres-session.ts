import {
  abortedError,
  databaseError,
  quoteName,
  postgresDialect,
  unsupported,
  usage,
  type BoundStatement,
  type BulkBatch,
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
import { BackendReader } from "./backend-reader.ts";
import { writeRows } from "./bulk-rows.ts";
import { sendCancelRequest, type CancelTarget } from "./cancel-request.ts";
import { CopyBatch } from "./copy-batch.ts";
import { CopyInQuery, CopyOutQuery } from "./copy-queries.ts";
import { receiveCopy, sendCopy, type CopyStopper } from "./copy-transfer.ts";
import { classifyPostgresError, markReadOnlyTarget } from "./postgres-errors.ts";
import type { SessionOptions } from "./postgres-options.ts";
import { encodeValue } from "./postgres-values.ts";
import { Outbox } from "./outbox.ts";
import { PreparedStatements, unnamed, type PreparedStatement } from "./prepared-statements.ts";
import {
  PreparedQuery,
  StatementQuery,
  StreamQuery,
  TextQuery,
  type BaseQuery,
  type Outcome,
  type QueryContext,
} from "./queries.ts";
import { callRoutine } from "./routines.ts";
import { headOf } from "./statement-head.ts";
import type { WireClient } from "./wire.ts";

/** What a session is made from. */
export interface SessionSetup {
  readonly client: WireClient;
  readonly server: ServerInfo;
  readonly options: SessionOptions;
  readonly observer: SessionObserver;
  /** What the server says of itself, kept up to date by the connection ("parameter status"). */
  readonly status: ReadonlyMap<string, string>;
  /** Whether a server that refuses writes will do. */
  readonly mayBeReadOnly?: boolean | undefined;
  /** Where to ask for a stop; absent where nobody can. */
  readonly cancelTarget?: CancelTarget | undefined;
  /** Whether the server is embedded: it answers each message at once, and cannot wait for more of a COPY. */
  readonly embedded?: boolean | undefined;
  /** Text to run after a reset, for what the server cannot be told at connecting. */
  readonly afterReset?: string | undefined;
  /** Called when the session was closed. */
  readonly onClosed?: (() => Promise<void>) | undefined;
}

/** "DISCARD ALL" without the loss of what this driver prepared, and allowed among others. */
const resetText =
  "close all; set session authorization default; reset all; unlisten *; select pg_advisory_unlock_all(); discard temp; discard sequences;" +
  " do $$ declare n text; begin for n in select name from pg_prepared_statements where from_sql loop execute 'deallocate ' || quote_ident(n); end loop; end $$";

/** How long a polite goodbye may take before the socket is destroyed, in milliseconds. */
const goodbye = 1000;

/** A statement that would wait for data, or give what is no row. */
const copiesToClient = /\b(?:from\s+stdin|to\s+stdout)\b/i;

/** A change of the schema, after which plans that were prepared may give another result. */
const schemaChanges: ReadonlySet<string> = new Set(["alter", "drop", "create"]);

/** The outcome of what is asked for nobody. */
const ignored: Outcome<unknown> = { resolve: () => undefined, reject: () => undefined };

/** The sessions by their clients, for what is done on a client that `native` lends. */
const sessions = new WeakMap<object, PostgresSession>();

/** The session that a client lent by `native` belongs to. @throws DatabaseError `usage` for any other client. */
export function sessionOf(client: unknown): PostgresSession {
  const session = typeof client === "object" && client !== null ? sessions.get(client) : undefined;
  if (session === undefined) throw usage("this needs a database, session or transaction of @db/postgres");
  return session;
}

const statuses: Readonly<Record<"I" | "T" | "E", TransactionStatus>> = { I: "none", T: "open", E: "failed" };

/** One connection of pg's client, driven by queries of our own. */
export class PostgresSession implements Session {
  readonly cancel?: () => Promise<void>;
  readonly prepareTransaction?: (name: string) => Promise<void>;
  #server: ServerInfo;
  readonly #setup: SessionSetup;
  readonly #client: WireClient;
  readonly #context: QueryContext;
  readonly #statements: PreparedStatements;
  #transaction: TransactionStatus = "none";
  #dirty = false;
  /** Queries that are not done. */
  #inFlight = 0;
  /** Those behind the one that the client has: it takes one at a time. */
  readonly #queue: BaseQuery[] = [];
  /** Whether one of them waits for its turn before it is sent. */
  #unsent = false;
  readonly #outbox: Outbox;
  /** The words that begin a transaction, until they are sent along with its first statement. */
  #beginning: string | undefined;
  /** The query that begins a transaction by itself. */
  #begins: BaseQuery | undefined;
  /** The query that came to its turn last. */
  #current: BaseQuery | undefined;
  /** The statement that the server answers now. */
  #answered: PreparedQuery | undefined;
  #failing: BaseQuery | undefined;
  #closing: Promise<void> | undefined;
  #gone = false;
  #copying = false;
  #readOnlyWanted = false;
  #refusedWrite: Error | undefined;

  constructor(setup: SessionSetup) {
    const { client, options } = setup;
    this.#setup = setup;
    this.#client = client;
    this.#server = setup.server;
    this.#outbox = new Outbox(client.connection.stream);
    this.#statements = new PreparedStatements(options.statementCacheSize, options.preparedStatements === "named");
    this.#context = {
      timestamps: options.timestamps,
      statements: this.#statements,
      started: (query) => {
        this.#current = query;
        this.#answered = query instanceof PreparedQuery ? query : undefined;
      },
      write: (bytes) => this.#outbox.write(bytes),
      flush: () => this.#outbox.flush(),
      repeats: (query, error) => this.#repeats(query, error),
      failing: (query) => (this.#failing = query),
    };
    const { cancelTarget } = setup;
    if (cancelTarget !== undefined)
      this.cancel = () => (this.#inFlight > 0 ? sendCancelRequest(cancelTarget) : Promise.resolve());
    if (setup.embedded !== true) this.prepareTransaction = (name) => this.#prepareTransaction(name);
    this.#listen();
    sessions.set(client, this);
  }

  get server(): ServerInfo {
    return this.#server;
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

  run({ compiled, values }: BoundStatement, call: CallOptions): Promise<Result> {
    if (compiled.effects.changesSession) this.#dirty = true;
    const prepared = this.#statements.get(compiled);
    if (prepared.name === "") {
      const refusal = refusedCopy(compiled.text);
      if (refusal !== undefined) return Promise.reject(refusal);
      if (schemaChanges.has(headOf(compiled.text))) this.#statements.forgetAll();
    }
    const encoded = values.map(encodeValue);
    return new Promise((resolve, reject) => {
      const query = new StatementQuery(this.#context, prepared, encoded, { resolve, reject });
      if (this.#beginning !== undefined) this.#beginWith(query);
      if (call.together === true) this.#outbox.gather();
      if (this.#inFlight > 0 && !this.#unsent) this.#unsent = !query.sendAhead();
      this.#submit(query);
    });
  }

  async *stream(
    { compiled, values }: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    if (compiled.effects.changesSession) this.#dirty = true;
    const refusal = refusedCopy(compiled.text);
    if (refusal !== undefined) throw refusal;
    const encoded = values.map(encodeValue);
    for (let again = true, given = false; ; again = false) {
      const query = new StreamQuery(this.#context, this.#statements.get(compiled), encoded, batchSize);
      this.#submit(query);
      try {
        for (let batch = await query.next(); batch !== undefined; batch = await query.next()) {
          given = true;
          yield batch;
        }
        return;
      } catch (error) {
        if (!this.#isStale(error, query.prepared) || !again || given || this.#transaction !== "none") throw error;
      } finally {
        await query.end();
      }
    }
  }

  /** Sent along with the first statement: a round trip less, and a transaction takes its snapshot no earlier anyway. */
  begin({ isolation, readOnly, deferrable }: TransactionSettings): void {
    const modes: string[] = [];
    if (isolation !== undefined) modes.push(`isolation level ${isolation.replace("-", " ")}`);
    if (readOnly !== undefined) modes.push(readOnly ? "read only" : "read write");
    if (deferrable !== undefined) modes.push(deferrable ? "deferrable" : "not deferrable");
    this.#readOnlyWanted = readOnly === true;
    this.#beginning = `begin ${modes.join(", ")}`;
    this.#transaction = "open";
  }

  /** A failed transaction answers `commit` with the tag of a rollback and no error. */
  async commit(): Promise<void> {
    if (this.#forgetBeginning()) return;
    const tag = await this.text("commit");
    if (tag === "COMMIT") return;
    throw databaseError({
      kind: "rolled-back",
      engine: this.server.flavour,
      transactionState: "ended",
      message: "the server rolled the transaction back instead of committing it",
    });
  }

  async rollback(): Promise<void> {
    if (!this.#forgetBeginning()) await this.text("rollback");
  }

  async reset(): Promise<void> {
    if (this.#current instanceof StreamQuery) await this.#current.end();
    if (this.#transaction !== "none") await this.rollback();
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
    const write = (batch: BulkBatch): Buffer => writeRows(batch, columns.length);
    if (this.#setup.embedded !== true) return this.#copyIn(text, rows, write, call);
    let count = 0;
    for await (const batch of rows) {
      call.signal?.throwIfAborted();
      count += await new Promise<number>((resolve, reject) =>
        this.#submit(new CopyBatch(this.#context, text, write(batch), { resolve, reject })),
      );
    }
    return count;
  }

  /** Sends a source to COPY FROM STDIN; gives the number of rows. Nothing else may run meanwhile. */
  async copyIn(text: string, source: AsyncIterable<Uint8Array | string>, call: CallOptions): Promise<number> {
    if (this.#setup.embedded === true) throw unsupported(this.server.flavour, "COPY FROM STDIN", "Use bulkInsert");
    return this.#copyIn(text, source, encodePiece, call);
  }

  /**
   * Gives the output of COPY TO STDOUT piece by piece. Left early inside a transaction, the transaction goes on: the copy
   * is undone to a savepoint. Nothing else may run meanwhile.
   */
  async *copyOut(
    text: string,
    { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout: number },
  ): AsyncGenerator<Buffer, void, undefined> {
    this.#startCopy();
    const inside = this.#transaction === "open";
    let undone = false;
    try {
      if (inside) await this.text("savepoint db_copy");
      const query = new CopyOutQuery(this.#context, text);
      this.#submit(query);
      undone = true;
      yield* receiveCopy(query, this.#stopper, signal, timeout);
      undone = false;
    } catch (error) {
      // The server's own refusal fails the transaction, as that of any other statement.
      undone = !isServersOwn(error);
      throw error;
    } finally {
      this.#copying = false;
      if (inside && !this.#gone) await this.#endSavepoint(undone);
    }
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
    const prepared = unnamed(text);
    return new Promise((resolve, reject) => {
      const outcome: Outcome<Result> = { resolve: (result) => resolve(result.rows), reject };
      this.#submit(new StatementQuery(this.#context, prepared, values.map(encodeValue), outcome));
    });
  }

  /** Asks a server that did not say so by itself (one before version 14, a pooler) for its role. */
  async askRole(): Promise<void> {
    const [row] = await this.rows(
      "select pg_is_in_recovery() as standby, current_setting('transaction_read_only') = 'on' as \"readOnly\"",
      [],
    );
    this.#server = {
      ...this.#server,
      role: row?.["standby"] === true ? "standby" : "primary",
      readOnly: row?.["readOnly"] === true,
    };
  }

  async #copyIn<T>(
    text: string,
    source: AsyncIterable<T>,
    encode: (piece: T) => Buffer,
    call: CallOptions,
  ): Promise<number> {
    if (call.signal?.aborted === true) throw abortedError(call.signal);
    this.#startCopy();
    try {
      const query = new CopyInQuery(this.#context, text);
      this.#submit(query);
      return await sendCopy(query, source, encode, this.#stopper, call);
    } finally {
      this.#copying = false;
    }
  }

  async #endSavepoint(undone: boolean): Promise<void> {
    if (undone && this.#transaction === "failed") await this.text("rollback to savepoint db_copy");
    if (this.#transaction === "open") await this.text("release savepoint db_copy");
  }

  async #prepareTransaction(name: string): Promise<void> {
    const tag = await this.text(`prepare transaction ${postgresDialect.quoteString(name)}`);
    if (tag === "PREPARE TRANSACTION") return;
    throw databaseError({
      kind: "rolled-back",
      engine: this.server.flavour,
      transactionState: "ended",
      message: "the server rolled the transaction back instead of preparing it",
    });
  }

  get #stopper(): CopyStopper {
    return { cancel: this.cancel, cut: () => void this.#client.connection.stream.destroy() };
  }

  #startCopy(): void {
    if (this.#inFlight > 0 || this.#copying)
      throw usage(
        "a copy needs the connection to itself, and something runs on it",
        "Await what runs first, or copy on the database itself, which takes another connection",
      );
    this.#copying = true;
  }

  /** Whether an error says that the server no longer has what was prepared, which is then forgotten. */
  #isStale(error: unknown, prepared: PreparedStatement): boolean {
    if (classifyPostgresError(error).kind !== "stale-statement") return false;
    this.#statements.forget(prepared);
    return true;
  }

  /**
   * Inside a transaction the error has ended everything; outside, and at a transaction's beginning, nothing has happened
   * yet.
   */
  #repeats({ prepared, values, outcome, repeated, began }: StatementQuery, error: unknown): boolean {
    if (repeated || prepared.compiled === undefined || !this.#isStale(error, prepared)) return false;
    if (this.#transaction !== "none" && began === undefined) return false;
    const query = new StatementQuery(this.#context, this.#statements.get(prepared.compiled), values, outcome);
    query.repeated = true;
    if (began !== undefined) {
      if (this.#transaction !== "none") this.#submit(new TextQuery(this.#context, "rollback", ignored));
      query.beginWith(began);
    }
    if (this.#inFlight > 0) this.#unsent = true;
    this.#submit(query);
    return true;
  }

  /** What waits for a transaction that could not be begun must not run without it. */
  #refuseQueue(error: unknown): void {
    for (const query of this.#queue.splice(0)) {
      this.#inFlight--;
      query.refuse(error);
    }
  }

  #submit(query: BaseQuery): void {
    if (this.#beginning !== undefined) this.#sendBeginning();
    // A client that is gone refuses at once.
    if (this.#gone || this.#inFlight++ === 0) this.#client.query(query);
    else this.#queue.push(query);
  }

  #beginWith(query: StatementQuery): void {
    query.beginWith(this.#beginning as string);
    this.#beginning = undefined;
  }

  /** Begins the transaction by itself, before what cannot be sent along with it. */
  #sendBeginning(): void {
    const text = this.#beginning;
    if (text === undefined) return;
    this.#beginning = undefined;
    const query = new TextQuery(this.#context, text, ignored);
    this.#begins = query;
    this.#submit(query);
  }

  /** Ends a transaction of which the server has not heard. */
  #forgetBeginning(): boolean {
    if (this.#beginning === undefined) return false;
    this.#beginning = undefined;
    this.#readOnlyWanted = false;
    this.#transaction = "none";
    return true;
  }

  #listen(): void {
    const { client, observer } = this.#setup;
    const { connection } = client;
    BackendReader.attach(connection, () => this.#answered);
    // Before the client's own listener, which lets the next one begin.
    connection.prependListener("readyForQuery", () => (this.#answered = undefined));
    // These come after the client's own listeners, which were there first.
    connection.on("readyForQuery", ({ status }) => {
      this.#transaction = statuses[status];
      // What has changed on the server is told just before it is ready, after the error.
      if (this.#refusedWrite !== undefined && this.#lostItsRole()) markReadOnlyTarget(this.#refusedWrite);
      this.#refusedWrite = undefined;
      if (status === "I") this.#readOnlyWanted = false;
      this.#inFlight = Math.max(0, this.#inFlight - 1);
      if (this.#begins !== undefined && this.#failing === this.#begins) this.#refuseQueue(this.#begins.error);
      this.#begins = undefined;
      const next = this.#queue.shift();
      if (next !== undefined) this.#client.query(next);
      else this.#unsent = false;
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
    connection.on("errorMessage", (error) => {
      if (error.code === "25006") this.#refusedWrite = error;
    });
    client.on("error", (error: Error) => this.#lost(error));
    client.on("end", () => this.#lost(new Error("Connection terminated unexpectedly")));
    client.on("notice", ({ message }: { message?: string | undefined }) => observer.onNotice?.(message ?? ""));
    client.on(
      "notification",
      ({
        channel,
        payload,
        processId,
      }: {
        channel: string;
        payload?: string | undefined;
        processId?: number | undefined;
      }) => observer.onNotification?.({ channel, payload: payload ?? "", sender: processId }),
    );
  }

  #lost(error: Error): void {
    this.#inFlight = 0;
    const failing = this.#failing;
    this.#failing = undefined;
    failing?.handleReadyForQuery();
    for (const query of this.#queue.splice(0)) query.handleError(error, this.#client.connection);
    // The client tells a broken connection up to three times.
    const told = this.#gone || this.#closing !== undefined;
    this.#gone = true;
    if (told) return;
    this.#setup.observer.onLost(error);
  }

  /** Whether the server refuses writes that nobody here has forbidden it. */
  #lostItsRole(): boolean {
    const { status, mayBeReadOnly } = this.#setup;
    if (this.#readOnlyWanted || mayBeReadOnly === true) return false;
    if (status.get("in_hot_standby") === "on" || this.#server.role === "standby") return true;
    return status.get("default_transaction_read_only") === "on" && !this.#dirty;
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

function refusedCopy(text: string): Error | undefined {
  if (headOf(text) !== "copy" || !copiesToClient.test(text)) return undefined;
  return usage(
    "COPY from or to the client is not run as a statement",
    "Use bulkInsert, or copyIn and copyOut of @db/postgres",
  );
}

function encodePiece(piece: Uint8Array | string): Buffer {
  if (typeof piece === "string") return Buffer.from(piece);
  if (ArrayBuffer.isView(piece)) return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  throw usage(`copyIn takes pieces of bytes or text, got ${typeof piece}`);
}

/** Whether the server refused something, other than because we asked it to stop. */
function isServersOwn(error: unknown): boolean {
  const { sqlState, code } = error as { sqlState?: string; code?: string };
  return (sqlState ?? code) !== undefined;
}
