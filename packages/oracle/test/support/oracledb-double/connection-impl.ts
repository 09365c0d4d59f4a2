import { routines, releaseAll, runBlock, type CursorValue } from "./blocks.ts";
import { dictionaryWords, refreshDictionary } from "./dictionary.ts";
import { H2Lost, H2Wire, type WireColumn, type WireParameter } from "./h2-wire.ts";
import { oracleFailure, serverFailure } from "./h2-errors.ts";
import { metadataOf, parameterOf, readValue, type ReadBuffer, type WriteBuffer } from "./h2-types.ts";
import { BaseBuffer, errors, GrowableBuffer, impl, Statement, types } from "./internals.ts";
import { DoubleLobImpl } from "./lob-impl.ts";
import { DoubleResultSetImpl } from "./result-set-impl.ts";
import { nameOf, prepared } from "./prepared.ts";
import { rewrite } from "./rewrite.ts";
import { defineRoutine } from "./routines.ts";
import { assignments, contextOf, defaults, log, setUp } from "./session-state.ts";

let sessions = 0;

/* eslint-disable */
/**
 * A connection of oracledb's whose server is H2: everything above `ConnectionImpl` is oracledb's own code. Transactions
 * begin with the first change and end by commit, rollback, definition or `autoCommit`; a stop that comes too late hits the
 * next call; the text of numbers and dates goes through oracledb's own bytes.
 */
export class DoubleConnectionImpl extends impl.ConnectionImpl {
  readonly id = ++sessions;
  /** In the places where the thin client has them. */
  readonly _protocol: { readBuf: ReadBuffer; writeBuf: WriteBuffer };
  #wire!: H2Wire;
  #host = "";
  #port = 0;
  #database = "";
  #context: Record<string, string> = {};
  #inTransaction = false;
  #readOnly = false;
  #isolated = false;
  #breakPending = false;
  #running = false;
  #stopping: Promise<void> | undefined;
  #callTimeout = 0;
  #scales = new Map<string, number | undefined>();

  constructor() {
    super();
    const writeBuf = new GrowableBuffer();
    writeBuf.caps = {};
    this._protocol = { readBuf: new BaseBuffer(0, {}), writeBuf };
  }

  get readBuffer(): ReadBuffer {
    return this._protocol.readBuf;
  }

  async connect(params: any): Promise<void> {
    log.attributes.push(params);
    const of = (key: string): string => new RegExp(`\\(${key}=([^()]*)\\)`, "i").exec(params.connectString)?.[1] ?? "";
    this.#host = of("HOST");
    this.#port = Number(of("PORT"));
    this.#database = `mem:${of("SERVICE_NAME") || "oracle_double"};DB_CLOSE_DELAY=-1`;
    try {
      this.#wire = await this.#open();
    } catch (error) {
      const cause = (error as Error).message;
      const number = error instanceof H2Lost && !/ECONNREFUSED|given up/.test(cause) ? errors.ERR_CONNECTION_EOF : 503;
      errors.throwErr(number, this.#host, this.#port, "double", cause);
    }
    this.#context = { ...defaults };
  }

  #open(): Promise<H2Wire> {
    return H2Wire.open(this.#host, this.#port, this.#database, setUp);
  }

  /** Runs one round trip: stopped by a break, bounded by `callTimeout`, and lost with the connection. */
  async roundTrip<T>(task: () => Promise<T>): Promise<T> {
    if (this.#breakPending) {
      this.#breakPending = false;
      throw serverFailure(1013, "user requested cancel of current operation");
    }
    this.#running = true;
    let late = false;
    const timer =
      this.#callTimeout > 0
        ? setTimeout(() => {
            late = true;
            void this.breakExecution();
          }, this.#callTimeout)
        : undefined;
    try {
      const value = await task();
      // Too late: the request hits the next call.
      this.#breakPending = this.#stopping !== undefined && !late;
      return value;
    } catch (error) {
      if (error instanceof H2Lost) errors.throwErr(errors.ERR_CONNECTION_CLOSED);
      const failure = oracleFailure(error);
      if (late) errors.throwErr(errors.ERR_CALL_TIMEOUT_EXCEEDED, this.#callTimeout);
      throw failure;
    } finally {
      clearTimeout(timer);
      this.#running = false;
      await this.#stopping;
      this.#stopping = undefined;
    }
  }

  async execute(sql: string, count: number, binds: any[], options: any, many: boolean): Promise<any> {
    log.statements.push({ text: sql, autoCommit: options.autoCommit === true, count });
    const statement = new Statement();
    statement._prepare(sql);
    if (many && statement.isQuery) errors.throwErr(errors.ERR_EXECMANY_NOT_ALLOWED_ON_QUERIES);
    if (statement.bindInfoList.length !== binds.length)
      errors.throwErr(errors.ERR_WRONG_NUMBER_OF_BINDS, statement.bindInfoList.length, binds.length);
    return this.roundTrip(() => this.#run(sql, statement, count, binds, options, many));
  }

  async #run(sql: string, statement: any, count: number, binds: any[], options: any, many: boolean): Promise<any> {
    const words = sql.trim().toLowerCase().split(/\s+/);
    if (statement.isPlSql) return this.#block(sql, binds, options);
    if (words[0] === "alter" && words[1] === "session") {
      Object.assign(this.#context, assignments(sql));
      return { rowsAffected: 0 };
    }
    if (words[0] === "set" && words[1] === "transaction") return this.#setTransaction(sql);
    if (statement.isDdl || words[0] === "create") return this.#define(sql, words);
    if (sql.search(dictionaryWords) >= 0)
      await refreshDictionary(sql, { wire: this.#wire, context: this.#context, routines });
    if (statement.isQuery) return this.#select(sql, binds, options);
    if (statement.isDml && this.#readOnly)
      throw serverFailure(1456, "may not perform insert/delete/update operation inside a READ ONLY transaction");
    if (statement.isDml && !(options.autoCommit === true && !this.#inTransaction)) await this.#begin();
    if (words[0] === "savepoint" || words[0] === "rollback") await this.#begin();
    const results: any[] = [];
    let affected = 0;
    const { text, outputs } = rewrite(sql, this);
    if (many && outputs === 0) {
      const rows = Array.from({ length: count }, (_, index) => binds.map((bind) => this.#parameter(bind, index)));
      return { rowsAffected: await this.#wire.many(text, rows) };
    }
    for (let iteration = 0; iteration < count; iteration++) {
      const inputs = binds.slice(0, binds.length - outputs);
      const parameters = inputs.map((bind) => this.#parameter(bind, iteration));
      if (outputs === 0) {
        affected += (await this.#wire.query(text, parameters)).affected;
        continue;
      }
      const { rows, columns } = await this.#wire.query(text, parameters);
      affected += rows.length;
      const outs = binds.slice(binds.length - outputs);
      results.push(
        outs.map((bind, index) =>
          rows.map((row) => this.#output(bind, row[index] ?? null, columns[index] as WireColumn)),
        ),
      );
    }
    if (options.autoCommit === true && this.#inTransaction) await this.#commitNow();
    return { rowsAffected: affected, ...(outputs === 0 ? {} : { outBinds: many ? results : results[0] }) };
  }

  async #select(sql: string, binds: any[], options: any): Promise<any> {
    const { text } = rewrite(sql, this);
    if (/\bfor\s+update\b/i.test(sql)) await this.#begin();
    const parameters = binds.map((bind) => this.#parameter(bind, 0));
    const result = await this.#wire.start(text, parameters, Math.max(1, options.prefetchRows ?? 2));
    return { resultSet: new DoubleResultSetImpl(this, result, options, await this.#metadata(result.columns)) };
  }

  /** Decimals are told by the table's columns, which H2's protocol does not tell of. */
  async #metadata(columns: readonly WireColumn[]): Promise<any[]> {
    const unknown = columns.some(
      ({ oid, table, place }) => oid === 1700 && table !== 0 && !this.#scales.has(`${table}.${place}`),
    );
    if (unknown) {
      const { rows } = await this.#wire.query(
        "select p.oid, c.ordinal_position, c.numeric_scale from information_schema.columns c" +
          " join pg_catalog.pg_class p on p.relname = c.table_name where c.table_schema = 'public' and c.data_type = 'numeric'",
      );
      for (const [oid, place, scale] of rows)
        this.#scales.set(`${oid}.${place}`, scale === null ? undefined : Number(scale));
    }
    return columns.map((column) => metadataOf(column, ({ table, place }) => this.#scales.get(`${table}.${place}`)));
  }

  async #block(sql: string, binds: any[], options: any): Promise<any> {
    const values = binds.map((bind) => {
      const [value] = bind.values;
      return value !== null && typeof value === "object" && "content" in value ? value.content : value;
    });
    const outcome = await runBlock(sql, values, {
      id: this.id,
      query: async (text) => (await this.#wire.query(text)).rows,
      forget: () => undefined,
    });
    if (options.autoCommit === true && this.#inTransaction) await this.#commitNow();
    const outs = binds.filter((bind) => bind.dir !== 3001);
    const outBinds = outs.map((bind, index) => this.#blockOutput(bind, outcome.out[index], options));
    return {
      ...(outs.length === 0 ? {} : { outBinds }),
      ...(outcome.results === undefined
        ? {}
        : { implicitResults: outcome.results.map((cursor) => this.#cursorOf(cursor, options)) }),
    };
  }

  #blockOutput(bind: any, value: any, options: any): unknown {
    if (value === undefined || value === null) return null;
    if (bind.type === types.DB_TYPE_CURSOR) return this.#cursorOf(value as CursorValue, options);
    if (bind.type === types.DB_TYPE_CLOB || bind.type === types.DB_TYPE_BLOB)
      return new DoubleLobImpl(this, bind.type, value);
    if (bind.type === types.DB_TYPE_VARCHAR) return String(value);
    // As the thin client reads it.
    if (bind.type === types.DB_TYPE_NUMBER) return Number.parseFloat(String(value));
    return value;
  }

  #cursorOf({ columns, rows }: CursorValue, options: any): DoubleResultSetImpl {
    const left = [...rows];
    const metaData = columns.map((name) => ({
      name,
      dbType: types.DB_TYPE_NUMBER,
      precision: 0,
      scale: -127,
      nullable: true,
    }));
    return new DoubleResultSetImpl(
      this,
      { rows: (count) => Promise.resolve(left.splice(0, count)), discard: () => undefined },
      options,
      metaData,
    );
  }

  #parameter(bind: any, iteration: number): WireParameter {
    return parameterOf(bind.type, bind.values[iteration], this._protocol.writeBuf);
  }

  /** OUT parameters: a number as a float unless asked for as text, large objects as such. */
  #output(bind: any, text: string | null, column: WireColumn): unknown {
    if (text === null) return null;
    const { dbType } = metadataOf(column, () => undefined);
    if (bind.type === types.DB_TYPE_VARCHAR) {
      if (Buffer.byteLength(text) > bind.maxSize) errors.throwErr(errors.ERR_INSUFFICIENT_BUFFER_FOR_BINDS);
      return text;
    }
    const value = readValue(dbType, text, this.readBuffer);
    if (bind.type === types.DB_TYPE_NUMBER) return Number.parseFloat(text);
    return bind.type === types.DB_TYPE_CLOB || bind.type === types.DB_TYPE_BLOB
      ? new DoubleLobImpl(this, bind.type, value as string)
      : value;
  }

  async #setTransaction(sql: string): Promise<any> {
    if (this.#inTransaction) throw serverFailure(1453, "SET TRANSACTION must be first statement of transaction");
    const snapshot = /serializable|read only/i.test(sql);
    if (snapshot) await this.#wire.query("set session characteristics as transaction isolation level snapshot");
    await this.#begin();
    this.#isolated = snapshot;
    this.#readOnly = /read only/i.test(sql);
    return { rowsAffected: 0 };
  }

  /** A definition commits before and after itself. */
  async #define(sql: string, words: readonly string[]): Promise<any> {
    if (this.#inTransaction) await this.#commitNow();
    this.#scales.clear();
    if (["procedure", "function", "package"].includes(words[1] ?? "")) return defineRoutine(sql);
    await this.#wire.query(rewrite(sql, this).text);
    return { rowsAffected: 0 };
  }

  context(name: string): string | null {
    return contextOf(this.#context, name);
  }

  async #begin(): Promise<void> {
    if (this.#inTransaction) return;
    await this.#wire.control("begin");
    this.#inTransaction = true;
  }

  async #commitNow(): Promise<void> {
    await this.#wire.control("commit");
    await this.#over();
  }

  async #over(): Promise<void> {
    this.#inTransaction = false;
    this.#readOnly = false;
    if (!this.#isolated) return;
    this.#isolated = false;
    await this.#wire.query("set session characteristics as transaction isolation level read committed");
  }

  commit(): Promise<void> {
    // A round trip even where there is nothing to commit, as the client's is.
    return this.roundTrip(async () => {
      await this.#wire.control("commit");
      await this.#over();
    });
  }

  rollback(): Promise<void> {
    return this.roundTrip(async () => {
      await this.#wire.control("rollback");
      await this.#over();
    });
  }

  ping(): Promise<void> {
    return this.roundTrip(async () => this.#wire.control("select 1 from dual"));
  }

  async breakExecution(): Promise<void> {
    if (this.#running) this.#stopping ??= this.#stop();
    else this.#breakPending = true;
    await this.#stopping;
  }

  /** H2 forgets a request that comes between two statements, so it is made until the round trip is over. */
  async #stop(): Promise<void> {
    while (this.#running) {
      await this.#wire.cancel(this.#host, this.#port);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async getStatementInfo(sql: string): Promise<any> {
    return this.roundTrip(async () => {
      const { text } = rewrite(sql, this);
      const described = `select * from (${text.replaceAll(/\$\d+/g, "null")}) where 1 = 0`;
      const result = await this.#wire.start(described);
      return { metaData: await this.#metadata(result.columns) };
    });
  }

  async createLob(type: unknown): Promise<DoubleLobImpl> {
    return new DoubleLobImpl(this, type);
  }

  async close(): Promise<void> {
    releaseAll(this.id);
    if (this.#inTransaction && this.#wire.alive) await this.#wire.control("rollback").catch(() => undefined);
    this.#wire.close();
  }

  async tpcBegin(xid: any): Promise<void> {
    if (prepared.has(nameOf(xid))) throw serverFailure(24_758, "not attached to the requested transaction");
    await this.roundTrip(() => this.#begin());
  }

  async tpcEnd(): Promise<void> {}

  /** The transaction stays with the connection it was made on, which is another's from now on. */
  async tpcPrepare(xid: any): Promise<boolean> {
    prepared.set(nameOf(xid), this.#wire);
    this.#inTransaction = false;
    this.#wire = await this.#open();
    return true;
  }

  tpcCommit(xid: any): Promise<void> {
    return this.#second(xid, "commit");
  }

  async tpcRollback(xid: any): Promise<void> {
    if (this.#inTransaction && !prepared.has(nameOf(xid))) await this.rollback();
    else await this.#second(xid, "rollback");
  }

  async #second(xid: any, word: string): Promise<void> {
    const wire = prepared.get(nameOf(xid));
    if (wire === undefined) throw serverFailure(24_756, "transaction does not exist");
    prepared.delete(nameOf(xid));
    await this.roundTrip(async () => wire.control(word));
    wire.close();
  }

  getTransactionInProgress(): boolean {
    return this.#inTransaction;
  }

  getCallTimeout(): number {
    return this.#callTimeout;
  }

  setCallTimeout(timeout: number): void {
    this.#callTimeout = timeout;
  }

  getOracleServerVersionString(): string {
    return log.version;
  }

  setModule(module: string): void {
    this.#context["MODULE"] = module;
  }

  setAction(): void {}
  setClientId(): void {}
  setClientInfo(): void {}
}
