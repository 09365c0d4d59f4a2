import {
  databaseError,
  usage,
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
import { BreakRequest } from "./break-request.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { ConnectionEnd } from "./connection-end.ts";
import { fetchHandler, type ReadSettings } from "./column-decoders.ts";
import { fetchSize, readCursor } from "./cursors.ts";
import { ExactMoments } from "./exact-moments.ts";
import { bindUnit, bindUnits, type BindMode } from "./oracle-binds.ts";
import type { OpenedClient } from "./oracle-client.ts";
import type { ParsedOracleOptions } from "./oracle-options.ts";
import { columnInfo, columnNames, toRows } from "./oracle-rows.ts";
import { changedRows, completeChange, type CompletedChange } from "./returning.ts";
import { callRoutine } from "./routines.ts";
import { infoQuery, serverInfo, type ServerFacts } from "./server-info.ts";
import { forgetStatement, nlsSettings, settingsStatement } from "./session-settings.ts";
import { planOf, type StatementPlan } from "./statement-plan.ts";
import { beginning, endedByBlock, stateError } from "./transaction-text.ts";
import type {
  BindUnit,
  ClientConnection,
  ClientResult,
  ClientResultSet,
  ColumnMetadata,
  ExecuteOptions,
} from "./wire.ts";

/** What a session is made from. */
export interface SessionSetup extends OpenedClient {
  readonly options: ParsedOracleOptions;
  readonly observer: SessionObserver;
}

/** How long the libraries of thick mode may overrun a limit that core has given up on, in milliseconds. */
const overrun = 2000;

/** The sessions by their clients, for what is done on a client that `native` lends. */
const sessions = new WeakMap<object, OracleSession>();

/** The session that a client lent by `native` belongs to. @throws DatabaseError `usage` for any other client. */
export function sessionOf(client: unknown): OracleSession {
  const session = typeof client === "object" && client !== null ? sessions.get(client) : undefined;
  if (session === undefined) throw usage("this needs a database or session of @db/oracle");
  session.takeBack();
  return session;
}

/** One standalone connection of oracledb. */
export class OracleSession implements Session {
  readonly connection: ClientConnection;
  readonly options: ParsedOracleOptions;
  readonly reading: ReadSettings;
  readonly binding: BindMode;
  readonly #end: ConnectionEnd;
  readonly #breaks: BreakRequest;
  readonly #moments: ExactMoments;
  readonly #fetch: NonNullable<ExecuteOptions["fetchTypeHandler"]>;
  /** Completed changes by their plans; forgotten when a table may have changed. */
  #completed = new WeakMap<StatementPlan, CompletedChange>();
  #server: ServerInfo;
  /** What `reset` sets anew. */
  #settings: Readonly<Record<string, string>> = {};
  #begun = false;
  #readOnly = false;
  #dirty = false;
  #lasting = false;
  #lent = 0;
  #cursor: ClientResultSet | undefined;

  constructor(setup: SessionSetup) {
    const { connection, options, observer } = setup;
    const { thin } = connection;
    this.connection = connection;
    this.options = options;
    this.reading = { timestamps: options.timestamps, thin };
    this.binding = { thin };
    this.#fetch = fetchHandler(this.reading);
    this.#moments = new ExactMoments(connection);
    this.#breaks = new BreakRequest(connection, () => void this.close(true));
    this.#server = serverInfo(connection.oracleServerVersionString, [null, null, null, null], {});
    this.#end = new ConnectionEnd(setup, this.#breaks, observer);
    sessions.set(connection, this);
  }

  get server(): ServerInfo {
    return this.#server;
  }

  get native(): ClientConnection {
    this.#lent++;
    return this.connection;
  }

  /** The client was lent to a function of this package, which leaves nothing behind. */
  takeBack(): void {
    this.#lent--;
  }

  get transaction(): TransactionStatus {
    return this.#begun ? "open" : "none";
  }

  get dirty(): boolean {
    return this.#dirty || this.#lent > 0;
  }

  async run({ compiled, values }: BoundStatement, call: CallOptions): Promise<Result> {
    return this.#run(this.#admit(planOf(compiled), compiled.effects.changesSession), values, call);
  }

  async *stream(
    { compiled, values }: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    const plan = this.#admit(planOf(compiled), compiled.effects.changesSession);
    if (plan.kind !== "query") {
      const { rows } = await this.#run(plan, values, {});
      for (let from = 0; from < rows.length; from += batchSize) yield rows.slice(from, from + batchSize);
      return;
    }
    const { resultSet } = await this.#execute(plan.text, plan.kind, bindUnits(plan, values, this), {
      resultSet: true,
      prefetchRows: batchSize,
      fetchArraySize: batchSize,
    });
    if (resultSet === undefined) return;
    this.#cursor = resultSet;
    try {
      const names = this.#names(resultSet.metaData);
      for (;;) {
        const lists = await this.client(() => resultSet.getRows(batchSize));
        if (lists.length > 0) yield toRows(names, lists);
        if (lists.length < batchSize) return;
      }
    } finally {
      await this.#closeCursor();
    }
  }

  /** Without settings nothing is sent: Oracle begins a transaction by its first change. */
  async begin(settings: TransactionSettings): Promise<void> {
    if (this.#begun) throw stateError("a transaction is open on this connection already");
    const text = beginning(settings);
    this.#begun = true;
    this.#readOnly = settings.readOnly === true;
    if (text === undefined) return;
    try {
      await this.statement(text);
    } catch (error) {
      this.#begun = false;
      throw error;
    }
  }

  async commit(): Promise<void> {
    this.#begun = false;
    await this.client(() => this.connection.commit());
  }

  async rollback(): Promise<void> {
    this.#begun = false;
    await this.client(() => this.connection.rollback());
  }

  cancel(): Promise<void> {
    return this.#breaks.send();
  }

  /**
   * Sets settings anew and has packages forget. Rejects for what nothing undoes (a role, a lock, a parameter that is not
   * one of language, the client itself lent out): the connection is closed then.
   */
  async reset(): Promise<void> {
    await this.#closeCursor();
    this.#begun = false;
    if (this.connection.transactionInProgress) await this.client(() => this.connection.rollback());
    if (this.#lasting || this.#lent > 0)
      throw databaseError({ kind: "usage", engine: "oracle", message: "what was changed on this connection stays" });
    await this.statement(settingsStatement(this.#settings));
    await this.statement(forgetStatement);
    this.connection.module = this.options.applicationName ?? "";
    this.connection.action = "";
    this.connection.clientInfo = "";
    this.#completed = new WeakMap();
    this.#dirty = false;
  }

  async ping(): Promise<void> {
    await this.client(() => this.connection.ping());
  }

  bulkInsert(request: BulkRequest, call: CallOptions): Promise<number> {
    return bulkInsert(this, request, call);
  }

  call(request: ProcedureRequest, _call: CallOptions): Promise<ProcedureResult> {
    // A routine may do anything to the session.
    this.#dirty = true;
    return callRoutine(this, request);
  }

  close(force = false): Promise<void> {
    return this.#end.close(force);
  }

  /** Gives the session its settings and asks the server about itself. */
  async greet(): Promise<void> {
    const { parameters, host, port, connectString } = this.options;
    await this.statement(settingsStatement(parameters));
    const { rows = [] } = await this.client(() => this.connection.execute(infoQuery, [], { keepInStmtCache: false }));
    const facts = (rows[0] ?? [null, null, null, null]) as ServerFacts;
    const [, , schema, nls] = facts;
    this.#settings = {
      ...parameters,
      ...nlsSettings(nls ?? ""),
      ...(schema === null ? {} : { current_schema: `"${schema}"` }),
    };
    const place = connectString === undefined ? { host, port } : {};
    this.#server = serverInfo(this.connection.oracleServerVersionString, facts, place);
  }

  /** Begins a branch of a global transaction, which this session's statements belong to until `ended`. */
  begunGlobally(): void {
    if (this.#begun) throw stateError("a transaction is open on this connection already");
    this.#begun = true;
  }

  /** The branch is the session's no more. */
  endedGlobally(): void {
    this.#begun = false;
  }

  /** Runs a statement of the driver's own that takes no values and is no query. */
  async statement(text: string): Promise<void> {
    await this.client(() => this.connection.execute(text, [], { keepInStmtCache: false }));
  }

  /** Runs a block of PL/SQL with binds of the driver's own, as a statement of the caller's is run. */
  block(text: string, binds: readonly BindUnit[]): Promise<ClientResult> {
    return this.#execute(text, "block", binds, { resultSet: true });
  }

  /** Runs a query of the driver's own; the columns are called as the server calls them. */
  async rows(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const binds = values.map((value) => bindUnit(value, false, this.binding));
    const { rows = [], metaData = [] } = await this.#execute(text, "query", binds, {});
    return toRows(
      metaData.map(({ name }) => name),
      rows,
    );
  }

  /** Reads a cursor to its end. */
  read(cursor: ClientResultSet): Promise<readonly Row[]> {
    return this.client(() => readCursor(cursor, this.options.columnNames));
  }

  /** Whether the connection is there. */
  get alive(): boolean {
    return this.#end.alive;
  }

  /** One call of the client: dates are exact in it, and it can be stopped. */
  async client<T>(task: () => Promise<T>, { deadline }: CallOptions = {}): Promise<T> {
    // In thick mode there is no socket to cut.
    const bounded = deadline !== undefined && !this.connection.thin;
    if (bounded) this.connection.callTimeout = Math.max(1, Math.ceil(deadline - performance.now() + overrun));
    try {
      return await this.#moments.run(() => this.#breaks.watch(task));
    } finally {
      if (bounded) this.connection.callTimeout = 0;
    }
  }

  /** The columns that a query would give, as the server describes them. */
  async describe(query: string): Promise<readonly ColumnMetadata[]> {
    const { metaData = [] } = await this.client(() => this.connection.getStatementInfo(query));
    return metaData;
  }

  /** What a statement does to the session is noted before it runs. */
  #admit(plan: StatementPlan, changesSession: boolean): StatementPlan {
    if (changesSession) this.#dirty = true;
    if (plan.lasting) this.#lasting = true;
    if (!plan.commits) return plan;
    if (this.#begun)
      throw stateError(
        "the server would commit the transaction before this statement, which takes no part in transactions",
        "Run it outside of the transaction",
      );
    this.#completed = new WeakMap();
    return plan;
  }

  async #run(plan: StatementPlan, values: readonly unknown[], call: CallOptions): Promise<Result> {
    const binds = bindUnits(plan, values, this);
    if (plan.returning !== undefined) return this.#change(plan, binds, call);
    const block = plan.kind === "block";
    const result = await this.#execute(plan.text, plan.kind, binds, block ? { resultSet: true } : {}, call);
    if (block) return this.#blockResult(result);
    const { rows, metaData = [], rowsAffected = 0 } = result;
    if (rows === undefined) return { rows: [], affectedRows: rowsAffected, columns: [] };
    const names = this.#names(metaData);
    return { rows: toRows(names, rows), affectedRows: rows.length, columns: columnInfo(names, metaData) };
  }

  /** A block gives the rows of the first result that it returned. */
  async #blockResult({ implicitResults = [], rowsAffected = 0 }: ClientResult): Promise<Result> {
    const sets: (readonly Row[])[] = [];
    for (const cursor of implicitResults) sets.push(await this.read(cursor));
    return { rows: sets[0] ?? [], affectedRows: rowsAffected, columns: [] };
  }

  async #change(plan: StatementPlan, binds: readonly BindUnit[], call: CallOptions): Promise<Result> {
    const { returning, text } = plan;
    let change = this.#completed.get(plan);
    if (change === undefined && returning !== undefined) {
      change = await completeChange(text, returning, (query) => this.describe(query));
      this.#completed.set(plan, change);
    }
    const completed = change as CompletedChange;
    const result = await this.#execute(completed.text, "change", [...binds, ...completed.binds], {}, call);
    const lists = await this.client(() => changedRows(completed, result, this.reading));
    const names = this.#names(completed.columns);
    return {
      rows: toRows(names, lists),
      affectedRows: result.rowsAffected ?? lists.length,
      columns: columnInfo(names, completed.columns),
    };
  }

  /** Outside of a transaction each statement commits by itself; a query only where it has begun something (`for update`). */
  async #execute(
    text: string,
    kind: StatementPlan["kind"],
    binds: readonly BindUnit[],
    options: ExecuteOptions,
    call: CallOptions = {},
  ): Promise<ClientResult> {
    const { connection } = this;
    const began = kind === "block" && this.#begun && !this.#readOnly && connection.transactionInProgress;
    const result = await this.client(
      () =>
        connection.execute(text, binds, {
          prefetchRows: fetchSize,
          fetchArraySize: fetchSize,
          ...options,
          autoCommit: !this.#begun && kind !== "query",
          fetchTypeHandler: this.#fetch,
        }),
      call,
    );
    if (kind === "query" && result.resultSet === undefined) await this.#commitQuery();
    if (began && !connection.transactionInProgress) {
      this.#begun = false;
      throw endedByBlock();
    }
    return result;
  }

  async #commitQuery(): Promise<void> {
    if (!this.#begun && this.connection.transactionInProgress) await this.client(() => this.connection.commit());
  }

  #names(columns: readonly ColumnMetadata[]): readonly string[] {
    return columnNames(
      columns.map(({ name }) => name),
      this.options.columnNames,
    );
  }

  async #closeCursor(): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined) return;
    this.#cursor = undefined;
    if (!this.alive) return;
    await cursor.close();
    await this.#commitQuery();
  }
}
