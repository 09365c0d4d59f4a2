import type { Result, Row } from "@db/core";
import type { ResultTaker } from "./backend-reader.ts";
import { callMessage, wordsMessage } from "./bind-message.ts";
import type { PreparedStatement, PreparedStatements } from "./prepared-statements.ts";
import { noRows, shapeOf } from "./row-decoder.ts";
import { isServerError, type FieldDescription, type Submittable, type WireConnection } from "./wire.ts";

/** How a query ends: exactly one of the two is called, once the session's state is known. */
export interface Outcome<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What queries need of their session. */
export interface QueryContext {
  readonly timestamps: "date" | "string";
  readonly statements: PreparedStatements;
  /** Writes, or keeps what is written until the end of this turn of the event loop, to be sent at once. */
  write(bytes: Buffer): void;
  /** Sends what was kept. */
  flush(): void;
  /** Called when a query's turn has come: what the server says now is for it. */
  started(query: BaseQuery): void;
  /** Asked when a statement has failed: whether it is run once more, because the server had lost what was prepared. */
  repeats(query: StatementQuery, error: unknown): boolean;
  /** Called when the server has refused something: the outcome waits until it is ready again. */
  failing(query: BaseQuery): void;
}

/** What all our queries have in common: an error of the server is told once the server is ready again. */
export abstract class BaseQuery implements Submittable {
  protected readonly context: QueryContext;
  #error: { readonly of: unknown } | undefined;

  constructor(context: QueryContext) {
    this.context = context;
  }

  /** Called by the client when the queries before it are done. */
  submit(connection: WireConnection): undefined {
    this.context.started(this);
    this.send(connection);
  }

  protected abstract send(connection: WireConnection): void;
  protected abstract succeed(): void;
  protected abstract fail(error: unknown): void;

  handleError(error: Error, _connection: WireConnection): void {
    if (!isServerError(error)) {
      this.fail(error);
      return;
    }
    this.note(error);
    this.context.failing(this);
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.succeed();
    else this.fail(this.#error.of);
  }

  /** Ends it before it was sent. */
  refuse(error: unknown): void {
    this.fail(error);
  }

  /** What the server has refused it with. */
  get error(): unknown {
    return this.#error?.of;
  }

  /** Keeps the first error: it is what the query ends with. */
  protected note(error: unknown): void {
    this.#error ??= { of: error };
  }

  protected get failed(): boolean {
    return this.#error !== undefined;
  }

  handleRowDescription(_message: { fields: readonly FieldDescription[] }): void {}
  /** Rows of a result that somebody wants come another way. */
  handleDataRow(_message: { readonly fields: readonly (string | null)[] }): void {}
  handlePortalSuspended(_connection: WireConnection): void {}
  handleCommandComplete(_message: { text: string }, _connection: WireConnection): void {}
  handleEmptyQuery(_connection: WireConnection): void {}
  handleCopyData(_message: { chunk: Buffer }): void {}

  handleCopyInResponse(connection: WireConnection): void {
    connection.sendCopyFail("COPY FROM STDIN needs a source");
  }
}

/** Text without parameters, of one or several statements; tells the last command's tag. */
export class TextQuery extends BaseQuery {
  readonly #text: string;
  readonly #outcome: Outcome<string>;
  #tag = "";

  constructor(context: QueryContext, text: string, outcome: Outcome<string>) {
    super(context);
    this.#text = text;
    this.#outcome = outcome;
  }

  protected send(connection: WireConnection): void {
    connection.query(this.#text);
  }

  override handleCommandComplete({ text }: { text: string }): void {
    this.#tag = text;
  }

  protected succeed(): void {
    this.#outcome.resolve(this.#tag);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}

/** A query on a prepared statement: parsed and described the first time, after that bound and executed only. */
export abstract class PreparedQuery extends BaseQuery implements ResultTaker {
  readonly prepared: PreparedStatement;
  readonly values: readonly (string | Buffer | null)[];
  protected rows: Row[] = [];

  constructor(context: QueryContext, prepared: PreparedStatement, values: readonly (string | Buffer | null)[]) {
    super(context);
    this.prepared = prepared;
    this.values = values;
  }

  abstract takeTag(tag: string, connection: WireConnection): void;

  takeRow(bytes: Buffer, at: number): void {
    const { shape } = this.prepared;
    if (this.failed || shape === undefined) return;
    try {
      this.rows.push(shape.decode(bytes, at));
    } catch (error) {
      this.note(error);
    }
  }

  /** The server has parsed the statement. */
  handleParsed(): void {
    this.context.statements.parsed(this.prepared);
  }

  /** The statement gives no rows. */
  handleNoData(): void {
    this.prepared.shape = noRows;
  }

  override handleRowDescription({ fields }: { fields: readonly FieldDescription[] }): void {
    this.prepared.shape = shapeOf(fields, this.context.timestamps);
  }

  /** Sends everything up to the execution. The caller corks and ends with sync or flush. */
  protected sendBound(connection: WireConnection): void {
    const { prepared } = this;
    for (const name of this.context.statements.takeEvicted()) connection.close({ type: "S", name });
    if (!prepared.parsed) connection.parse({ name: prepared.name, text: prepared.text });
    if (!prepared.parsed || prepared.shape === undefined) connection.describe({ type: "S", name: prepared.name });
    connection.bind({ statement: prepared.name, values: this.values });
  }
}

/** Runs a prepared statement and reads its whole result. */
export class StatementQuery extends PreparedQuery {
  readonly outcome: Outcome<Result>;
  /** Whether it is the second attempt. */
  repeated = false;
  #tag = "";
  #sent = false;
  /** The words that begin a transaction with it. */
  began: string | undefined;
  /** Whether the next words that the server has parsed are these. */
  #begins = false;

  constructor(
    context: QueryContext,
    prepared: PreparedStatement,
    values: readonly (string | Buffer | null)[],
    outcome: Outcome<Result>,
  ) {
    super(context, prepared, values);
    this.outcome = outcome;
  }

  /** Sends it although others are not done, where the server knows it already. Tells whether it was sent. */
  sendAhead(): boolean {
    if (!this.#isKnown) return false;
    this.context.write(callMessage(this.prepared.name, this.values));
    this.#sent = true;
    return true;
  }

  /** Begins a transaction first, in the same message; should that fail, the server skips the statement. */
  beginWith(text: string): void {
    this.began = text;
    this.#begins = true;
  }

  protected send(connection: WireConnection): void {
    if (this.#sent) return;
    if (this.began === undefined && this.#isKnown) {
      this.context.write(callMessage(this.prepared.name, this.values));
      return;
    }
    this.context.flush();
    connection.stream.cork();
    if (this.began !== undefined) connection.stream.write(wordsMessage(this.began));
    if (this.#isKnown) connection.stream.write(callMessage(this.prepared.name, this.values));
    else {
      this.sendBound(connection);
      connection.execute({});
      connection.sync();
    }
    connection.stream.uncork();
  }

  override handleParsed(): void {
    // The first one is that of the transaction's beginning.
    if (this.#begins) this.#begins = false;
    else super.handleParsed();
  }

  get #isKnown(): boolean {
    return this.prepared.parsed && this.prepared.shape !== undefined && !this.context.statements.hasEvicted;
  }

  takeTag(tag: string): void {
    this.#tag = tag;
  }

  protected succeed(): void {
    const { rows } = this;
    this.outcome.resolve({ rows, affectedRows: countOf(this.#tag), columns: this.prepared.shape?.columns ?? [] });
  }

  protected fail(error: unknown): void {
    if (!this.context.repeats(this, error)) this.outcome.reject(error);
  }
}

/** `INSERT 0 5`, `SELECT 3`, `CREATE TABLE`: the last word is the count, where there is one. */
function countOf(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(" ") + 1));
  return Number.isNaN(count) ? 0 : count;
}

/** Reads a prepared statement's result in batches: the portal stays open on the server between them. */
export class StreamQuery extends PreparedQuery {
  readonly #batchSize: number;
  #connection: WireConnection | undefined;
  #reader: Outcome<readonly Row[] | undefined> | undefined;
  #state: "unsent" | "reading" | "paused" | "ending" | "ended" = "unsent";
  #whenEnded: (() => void) | undefined;
  #failure: { readonly of: unknown } | undefined;

  constructor(
    context: QueryContext,
    prepared: PreparedStatement,
    values: readonly (string | Buffer | null)[],
    batchSize: number,
  ) {
    super(context, prepared, values);
    this.#batchSize = batchSize;
  }

  protected send(connection: WireConnection): void {
    this.#connection = connection;
    connection.stream.cork();
    this.sendBound(connection);
    connection.execute({ rows: this.#batchSize });
    connection.flush();
    connection.stream.uncork();
    this.#state = "reading";
  }

  /** The next batch, or nothing at the end. One call at a time. */
  next(): Promise<readonly Row[] | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.of as Error);
    if (this.#state === "ended") return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      if (this.#state !== "paused") return;
      if (this.rows.length > 0) {
        this.#deliver();
        return;
      }
      this.#state = "reading";
      this.#connection?.execute({ rows: this.#batchSize });
      this.#connection?.flush();
    });
  }

  /** Closes the portal; resolves when the connection is free again. */
  end(): Promise<void> {
    if (this.#state === "ended") return Promise.resolve();
    const ended = new Promise<void>((resolve) => (this.#whenEnded = resolve));
    if (this.#state === "paused") {
      this.#state = "ending";
      this.#connection?.close({ type: "P", name: "" });
      this.#connection?.sync();
    }
    return ended;
  }

  override handlePortalSuspended(connection: WireConnection): void {
    if (this.failed || this.#whenEnded !== undefined) {
      this.#state = "ending";
      connection.close({ type: "P", name: "" });
      connection.sync();
      return;
    }
    this.#state = "paused";
    this.#deliver();
  }

  takeTag(_tag: string, connection: WireConnection): void {
    this.#finish(connection);
  }

  override handleEmptyQuery(connection: WireConnection): void {
    this.#finish(connection);
  }

  override handleError(error: Error, connection: WireConnection): void {
    // Until a sync the server skips whatever comes after an error.
    if (isServerError(error) && this.#state !== "ending") connection.sync();
    this.#state = "ending";
    super.handleError(error, connection);
  }

  protected succeed(): void {
    this.#state = "ended";
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.resolve(this.rows.length > 0 ? this.#take() : undefined);
    this.#whenEnded?.();
  }

  protected fail(error: unknown): void {
    this.#state = "ended";
    this.#failure = { of: error };
    this.#reader?.reject(error);
    this.#reader = undefined;
    this.#whenEnded?.();
  }

  #finish(connection: WireConnection): void {
    this.#state = "ending";
    connection.sync();
  }

  #deliver(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.resolve(this.#take());
  }

  #take(): readonly Row[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }
}
