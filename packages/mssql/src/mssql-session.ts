import {
  databaseError,
  usage,
  type BoundStatement,
  type BulkRequest,
  type CallOptions,
  type IsolationLevel,
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
import type { Connection, Request } from "tedious";
import { bulkInsert } from "./bulk-insert.ts";
import type { ExactConnection } from "./exact-connection.ts";
import { ConnectionClosed, classifyMssqlError, mainError, needsUntypedNulls } from "./mssql-errors.ts";
import type { ParsedMssqlOptions } from "./mssql-options.ts";
import { typeOf, withNulls } from "./mssql-values.ts";
import { Collector, resultOf, send, type Answer, type Call } from "./requests.ts";
import { callRoutine } from "./routines.ts";
import { infoQuery, serverInfo } from "./server-info.ts";
import { Signatures } from "./signatures.ts";
import { RowBatches } from "./stream-rows.ts";

/** What a session is made from. */
export interface SessionSetup {
  readonly connection: ExactConnection;
  readonly options: ParsedMssqlOptions;
  readonly observer: SessionObserver;
}

/** "Transaction Manager Request", TM_BEGIN_XACT (TDS 2.2.6.9). */
const levels: Readonly<Record<IsolationLevel, number>> = {
  "read-uncommitted": 1,
  "read-committed": 2,
  "repeatable-read": 3,
  serializable: 4,
  snapshot: 5,
};

/** "Changed database context" and "Changed language setting": told at every beginning and reset, and no news. */
const contexts: ReadonlySet<number> = new Set([5701, 5703]);

/** One connection of tedious. It runs one request at a time; core sees to it that none is made while another runs. */
export class MssqlSession implements Session {
  readonly connection: ExactConnection;
  /** What it knows of routines. */
  readonly signatures: Signatures = new Signatures(this);
  readonly #observer: SessionObserver;
  #server: ServerInfo;
  /** Whether core has begun a transaction and not ended it. */
  #begun = false;
  /** Whether the transaction can only be rolled back: `xact_state()` is -1. */
  #doomed = false;
  /** Whether the last transaction left a level of isolation of its own to the session. */
  #levelLeft = false;
  #dirty = false;
  #stream: RowBatches | undefined;
  /** Resolves when the request under way has ended. */
  #running: PromiseWithResolvers<void> | undefined;
  #closing: Promise<void> | undefined;
  #gone = false;

  constructor({ connection, options, observer }: SessionSetup) {
    this.connection = connection;
    this.#observer = observer;
    const { host, port, instance } = options;
    this.#server = serverInfo({}, instance === undefined ? { host, port } : { host });
    connection.on("error", (error: Error) => this.#lost(error));
    connection.on("end", () => this.#lost(new ConnectionClosed()));
    connection.on("infoMessage", ({ message, number }: { message: string; number: number }) => {
      if (!contexts.has(number)) this.#observer.onNotice?.(message);
    });
  }

  get server(): ServerInfo {
    return this.#server;
  }

  get native(): Connection {
    return this.connection;
  }

  get transaction(): TransactionStatus {
    if (!this.connection.inTransaction) return "none";
    return this.#doomed ? "failed" : "open";
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  async run(statement: BoundStatement, _call: CallOptions): Promise<Result> {
    await this.#prepare(statement);
    const call = callOf(statement);
    const collector = new Collector();
    try {
      return resultOf(await this.#collect(call, collector));
    } catch (error) {
      if (collector.begun || !statement.values.includes(null) || !needsUntypedNulls(error)) throw error;
      // It was refused before any of it was done.
      return resultOf(await this.perform(withoutNulls(statement)));
    }
  }

  async *stream(
    statement: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    await this.#prepare(statement);
    const batches = new RowBatches(batchSize);
    this.#stream = batches;
    const ended = this.#begin(callOf(statement), (request) => batches.attach(request));
    ended.then(
      () => batches.end(undefined),
      (error: unknown) => batches.end(error),
    );
    try {
      for (let batch = await batches.next(); batch !== undefined; batch = await batches.next()) yield batch;
    } finally {
      // A change is not stopped in the middle because nobody reads what it gives.
      await this.#endStream(batches, statement.compiled.effects.readOnly);
    }
  }

  async begin({ isolation }: TransactionSettings): Promise<void> {
    await this.#restoreLevel(isolation);
    await this.#control((done) =>
      this.connection.beginTransaction(done, "", isolation === undefined ? undefined : levels[isolation]),
    );
    this.#begun = true;
    this.#levelLeft = isolation !== undefined && isolation !== "read-committed";
  }

  async commit(): Promise<void> {
    this.#begun = false;
    await this.#control((done) => this.connection.commitTransaction(done));
  }

  async rollback(): Promise<void> {
    this.#begun = false;
    await this.#control((done) => this.connection.rollbackTransaction(done));
  }

  /** By an attention, which the server answers before it takes anything else. */
  async cancel(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.connection.cancel();
    await running.promise;
  }

  /** "sp_reset_connection": settings, temporary tables, locks and an open transaction of the session are gone. */
  async reset(): Promise<void> {
    if (this.#stream !== undefined) await this.#endStream(this.#stream, true);
    // The request that resets would name the transaction, which is gone by then.
    if (this.connection.inTransaction) await this.rollback();
    this.#begun = false;
    await this.#control((done) => this.connection.reset(done));
    this.#levelLeft = false;
    this.#dirty = false;
  }

  async ping(): Promise<void> {
    await this.perform({ text: "select 1 as one", kind: "batch", parameters: [] });
  }

  bulkInsert(request: BulkRequest, call: CallOptions): Promise<number> {
    return bulkInsert(this, request, call);
  }

  async call(request: ProcedureRequest, _call: CallOptions): Promise<ProcedureResult> {
    // It may change anything of the session.
    this.#dirty = true;
    await this.#restoreLevel();
    return callRoutine(this, request);
  }

  close(force = false): Promise<void> {
    this.#closing ??= this.#close();
    if (force) this.connection.socket?.destroy();
    return this.#closing;
  }

  /** Whether the connection is there. */
  get alive(): boolean {
    return !this.#gone && this.#closing === undefined;
  }

  /** Asks the server which one it is. */
  async learn(): Promise<void> {
    const [row = {}] = await this.rows(infoQuery);
    const { host, port } = this.#server;
    this.#server = serverInfo(row, { host, port });
  }

  /** Runs text without parameters that gives no rows. For what the driver itself writes. */
  async text(text: string): Promise<void> {
    await this.perform({ text, kind: "batch", parameters: [] });
  }

  /** Runs a statement of the driver's own and gives its rows. */
  async rows(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const { sets } = await this.perform(statementCall(text, values));
    return sets[0]?.rows ?? [];
  }

  /** Makes a request and gives all of its answer. */
  async perform(call: Call): Promise<Answer> {
    return this.#collect(call, new Collector());
  }

  /** Runs what tedious does by a callback as the request under way; rejects with what the callback is told. */
  submit(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    if (this.#running !== undefined) return Promise.reject(usage("another call of this session is running"));
    const running = Promise.withResolvers<void>();
    this.#running = running;
    return new Promise((resolve, reject) => {
      const settle = (error?: Error | null): void => {
        if (this.#running !== running) return;
        this.#running = undefined;
        running.resolve();
        const failure = this.#judge(error ?? undefined);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      try {
        start(settle);
      } catch (error) {
        settle(error as Error);
      }
    });
  }

  async #collect(call: Call, collector: Collector): Promise<Answer> {
    await this.#begin(call, (request) => collector.attach(request));
    return collector.answer();
  }

  #begin(call: Call, attach: (request: Request) => void): Promise<void> {
    return this.submit((done) => attach(send(this.connection, call, done)));
  }

  #control(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return this.submit(start);
  }

  async #prepare({ compiled }: BoundStatement): Promise<void> {
    if (compiled.effects.changesSession) this.#dirty = true;
    await this.#restoreLevel();
  }

  /** A transaction's level of isolation stays with the session; here it ends with the transaction. */
  async #restoreLevel(wanted?: IsolationLevel): Promise<void> {
    if (!this.#levelLeft || this.connection.inTransaction) return;
    this.#levelLeft = false;
    if (wanted === undefined) await this.text("set transaction isolation level read committed");
  }

  /** The error of a request, or of a success that ended the transaction. */
  #judge(error: Error | undefined): Error | undefined {
    const { inTransaction } = this.connection;
    if (!inTransaction) this.#doomed = false;
    if (error !== undefined) {
      const main = mainError(error);
      if (inTransaction && classifyMssqlError(main).kind === "transaction-failed") this.#doomed = true;
      if (!inTransaction) this.#begun = false;
      return main;
    }
    if (!this.#begun || inTransaction) return undefined;
    this.#begun = false;
    return databaseError({
      kind: "transaction-state",
      engine: "mssql",
      transactionState: "ended",
      message: "the statement was done, and the transaction was ended by it",
      hint: "End transactions outside of procedures",
    });
  }

  /** Reads what is left of a stream; the server is asked to stop first where that may be. */
  async #endStream(batches: RowBatches, mayStop: boolean): Promise<void> {
    if (this.#stream === batches) this.#stream = undefined;
    const running = this.#running;
    if (batches.discard() || running === undefined) return;
    if (mayStop) this.connection.cancel();
    await running.promise;
  }

  #lost(error: Error): void {
    if (this.#gone || this.#closing !== undefined) return;
    this.#gone = true;
    this.#observer.onLost(error);
  }

  async #close(): Promise<void> {
    const { connection } = this;
    const { socket } = connection;
    if (socket === undefined || socket.destroyed) {
      connection.close();
      return;
    }
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    connection.close();
    await closed;
  }
}

/** Text without parameters goes as a batch: what it sets and makes then lasts beyond it. */
function statementCall(text: string, values: readonly unknown[]): Call {
  if (values.length === 0) return { text, kind: "batch", parameters: [] };
  return {
    text,
    kind: "statement",
    parameters: values.map((value, index) => ({ name: `p${index + 1}`, type: typeOf(value), value })),
  };
}

function callOf({ compiled, values }: BoundStatement): Call {
  return statementCall(compiled.text, values);
}

function withoutNulls({ compiled, values }: BoundStatement): Call {
  const call = statementCall(withNulls(compiled.text, values), values);
  return { ...call, parameters: call.parameters.filter(({ value }) => value !== null) };
}
