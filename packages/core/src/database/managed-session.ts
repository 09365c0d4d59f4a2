import type {
  BulkRequest,
  CallOptions,
  ProcedureRequest,
  ProcedureResult,
  Result,
  Row,
  Session,
  StreamOptions,
  TransactionSettings,
} from "../driver/index.ts";
import { databaseError, unsupported, usage, type DatabaseError } from "../errors/index.ts";
import { channels, trace, type OperationEvent } from "../events/index.ts";
import type { BoundStatement } from "../statement/index.ts";
import { toDatabaseError, type EndpointContext } from "./endpoint-context.ts";
import { isPromise } from "./is-promise.ts";
import { LimitWatch } from "./limit-watch.ts";
import { exceeded, noLimits } from "./limits.ts";
import type { ResultShape } from "./result-shapes.ts";
import { Turns } from "./turns.ts";

/** How long a rollback may take before its connection is cut, in milliseconds. */
const rollbackPatience = 5000;

/** What is given back when a call is over. */
interface EndsWithCall {
  /** Whether other calls may be sent on the same session meanwhile. */
  readonly shared: boolean;
  release(): void;
}

/** A call without limits that others may follow at once. */
const together: CallOptions = Object.freeze({ together: true });

type EventDetails = Omit<OperationEvent, keyof EndpointContext["event"] | "transaction">;

/**
 * A driver's session with what is the same on every engine: one call at a time, limits that reach the server, errors
 * with all their facts, events, and the judgement whether the next borrower may have it.
 */
export class ManagedSession {
  readonly session: Session;
  readonly context: EndpointContext;
  readonly #turns = new Turns();
  #broken = false;
  #mustReset = false;
  /** What has the session to itself for as long as its consumer or producer takes. */
  #occupiedBy: string | undefined;
  /** The error that made the session's transaction fail, to be told when somebody tries to commit it. */
  lastFailure: DatabaseError | undefined;
  /** The error that was looked at last. */
  #explained: DatabaseError | undefined;
  /** Whether core has begun a transaction and not ended it; the server may have. */
  #begun = false;

  constructor(session: Session, context: EndpointContext) {
    this.session = session;
    this.context = context;
  }

  /** Whether the pool may lend it on as it is. */
  condition(): "clean" | "dirty" | "broken" {
    if (this.#broken) return "broken";
    const doubtful = this.#turns.busy || this.#occupiedBy !== undefined || this.session.transaction !== "none";
    if (doubtful) return this.context.permanent ? "dirty" : "broken";
    return this.#mustReset || this.session.dirty ? "dirty" : "clean";
  }

  /** Says that nobody knows its state any more. A permanent session is reset, any other thrown away. */
  markDoubtful(): void {
    if (this.context.permanent) this.#mustReset = true;
    else this.#broken = true;
  }

  /** Whether the connection is lost or was cut. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Says that the connection is lost. */
  markBroken(): void {
    this.#broken = true;
  }

  /** Lends the client's own connection to a caller, who may change anything. */
  async lend(call: CallOptions = noLimits): Promise<unknown> {
    // A transaction may have to be begun yet: see the driver's `begin`.
    if (this.session.transaction !== "none") await this.ping(call);
    this.#mustReset = true;
    return this.session.native;
  }

  /** Says that the transaction is over, where it was not ended here. */
  transactionEnded(): void {
    this.#begun = false;
  }

  async reset(call: CallOptions = noLimits): Promise<void> {
    await this.#limited(call, undefined, () => this.session.reset());
    this.#mustReset = false;
    this.#begun = false;
    this.#occupiedBy = undefined;
  }

  /**
   * Runs one statement and shapes its result. Rejects with a {@link DatabaseError}, never throws. A loan ends with the
   * call, before its caller is told. Where nobody watches, limits or waits, this costs one promise beside the session's.
   * Calls on a shared loan do not wait for each other.
   */
  run<T>(bound: BoundStatement, call: CallOptions, shape: ResultShape<T>, loan?: EndsWithCall): Promise<T> {
    if (call !== noLimits || channels.operation.hasSubscribers) return this.#runWithCare(bound, call, shape, loan);
    const shared = loan?.shared === true;
    if (!(shared ? this.#turns.tryShare() : this.#turns.tryTake())) return this.#runWithCare(bound, call, shape, loan);
    let outcome: Result | Promise<Result>;
    try {
      this.#refuseWhileOccupied();
      if (bound.compiled.effects.controlsTransaction) throw transactionByText(this.context.driver.engine);
      outcome = this.session.run(bound, shared ? together : noLimits);
    } catch (error) {
      return Promise.reject(this.#failed(error, bound, loan));
    }
    if (!isThere(outcome)) {
      return outcome.then(
        (result) => {
          this.#succeeded(loan);
          return shape(result, this.context.driver.engine);
        },
        (error: unknown) => {
          throw this.#failed(error, bound, loan);
        },
      );
    }
    this.#succeeded(loan);
    try {
      return Promise.resolve(shape(outcome, this.context.driver.engine));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #succeeded(loan: EndsWithCall | undefined): void {
    this.#turns.end();
    loan?.release();
  }

  #failed(error: unknown, bound: BoundStatement | undefined, loan?: EndsWithCall): DatabaseError {
    const known = this.#explain(error, bound);
    this.#turns.end();
    loan?.release();
    return known;
  }

  /** The same for a call that has limits, is watched, or must wait for its turn. */
  async #runWithCare<T>(
    bound: BoundStatement,
    call: CallOptions,
    shape: ResultShape<T>,
    loan: EndsWithCall | undefined,
  ): Promise<T> {
    let result: Result;
    try {
      if (bound.compiled.effects.controlsTransaction) throw transactionByText(this.context.driver.engine);
      const task = (): Promise<Result> => this.#exclusivelyWithCare(call, () => this.session.run(bound, call), bound);
      result = await (channels.operation.hasSubscribers
        ? this.#traced({ operation: "query", "db.query.text": bound.compiled.text }, task)
        : task());
    } finally {
      loan?.release();
    }
    return shape(result, this.context.driver.engine);
  }

  /**
   * Runs any other single call of the session under the same rules. What is there at once is given without a promise,
   * what fails at once is thrown.
   */
  exclusively<T>(call: CallOptions, task: () => T | Promise<T>): T | Promise<T> {
    if (call !== noLimits || !this.#turns.tryTake()) return this.#exclusivelyWithCare(call, task);
    let outcome: T | Promise<T>;
    try {
      this.#refuseWhileOccupied();
      outcome = task();
    } catch (error) {
      throw this.#failed(error, undefined);
    }
    if (isPromise(outcome)) {
      return outcome.then(
        (value) => {
          this.#turns.end();
          return value;
        },
        (error: unknown) => {
          throw this.#failed(error, undefined);
        },
      );
    }
    this.#turns.end();
    return outcome;
  }

  async #exclusivelyWithCare<T>(call: CallOptions, task: () => T | Promise<T>, bound?: BoundStatement): Promise<T> {
    if (!this.#turns.tryTake()) await this.#turns.take(call);
    try {
      this.#refuseWhileOccupied();
      return call === noLimits ? await task() : await this.#limited(call, bound, task);
    } catch (error) {
      throw this.#explain(error, bound);
    } finally {
      this.#turns.end();
    }
  }

  /** Runs a statement that core itself wrote, such as a savepoint's. */
  async control(bound: BoundStatement, call: CallOptions): Promise<void> {
    await this.exclusively(call, () => this.session.run(bound, call));
  }

  begin(settings: TransactionSettings, call: CallOptions): void | Promise<void> {
    this.lastFailure = undefined;
    const begun = this.exclusively(call, () => this.session.begin(settings, call));
    if (isPromise(begun)) return begun.then(() => void (this.#begun = true));
    this.#begun = true;
  }

  /** When this fails and the session is `broken`, nobody knows whether it happened. */
  commit(call: CallOptions): void | Promise<void> {
    const committed = this.exclusively(call, () => this.session.commit());
    if (isPromise(committed)) return committed.then(() => void (this.#begun = false));
    this.#begun = false;
  }

  /** Bounded whatever the caller says: a connection that does not answer is cut, which rolls back as well. */
  async rollback(): Promise<void> {
    await this.exclusively({ deadline: performance.now() + rollbackPatience }, () => this.session.rollback());
    this.#begun = false;
  }

  async ping(call: CallOptions): Promise<void> {
    await this.exclusively(call, () => this.session.ping());
  }

  bulkInsert(request: BulkRequest, call: CallOptions): Promise<number> {
    const { session } = this;
    const insert = session.bulkInsert?.bind(session);
    if (insert === undefined) return Promise.reject(unsupported(this.context.driver.engine, "a bulk path of its own"));
    const task = (): Promise<number> => this.#occupying("a bulk insert", call, () => insert(request, call));
    if (!channels.operation.hasSubscribers) return task();
    return this.#traced({ operation: "bulk-insert", "db.collection.name": [request.table].flat().join(".") }, task);
  }

  call(request: ProcedureRequest, call: CallOptions): Promise<ProcedureResult> {
    const { session } = this;
    const callProcedure = session.call?.bind(session);
    if (callProcedure === undefined)
      return Promise.reject(unsupported(this.context.driver.engine, "stored procedures"));
    const task = async (): Promise<ProcedureResult> => this.exclusively(call, () => callProcedure(request, call));
    if (!channels.operation.hasSubscribers) return task();
    return this.#traced({ operation: "call", "db.stored_procedure.name": [request.name].flat().join(".") }, task);
  }

  /**
   * Gives a statement's rows in batches. A time limit bounds the wait for each batch, the signal the whole stream.
   * While it is open no other call may use the session.
   */
  async *stream(
    bound: BoundStatement,
    options: StreamOptions,
    timeout: number,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    if (bound.compiled.effects.controlsTransaction) throw transactionByText(this.context.driver.engine);
    await this.#turns.take();
    let batches: AsyncIterator<readonly Row[]> | undefined;
    let opened = false;
    // Where nothing can be cancelled from outside, the driver itself must hear of a batch that takes too long.
    const stop = this.session.cancel === undefined && timeout > 0 ? new AbortController() : undefined;
    try {
      this.#refuseWhileOccupied();
      this.#occupiedBy = "a stream";
      opened = true;
      this.#turns.end();
      const rows = this.session.stream(bound, stop === undefined ? options : { ...options, signal: stop.signal });
      batches = rows[Symbol.asyncIterator]();
      for (;;) {
        const batch = await this.#nextBatch(batches, bound, options.signal, timeout, stop);
        if (batch.done === true) {
          batches = undefined;
          return;
        }
        yield batch.value;
      }
    } catch (error) {
      batches = undefined;
      throw this.#explain(error, bound);
    } finally {
      if (batches !== undefined) await this.#closeStream(batches);
      if (opened) this.#occupiedBy = undefined;
      else this.#turns.end();
    }
  }

  async #nextBatch(
    batches: AsyncIterator<readonly Row[]>,
    bound: BoundStatement,
    signal: AbortSignal | undefined,
    timeout: number,
    stop: AbortController | undefined,
  ): Promise<IteratorResult<readonly Row[]>> {
    if (signal === undefined && timeout <= 0) return batches.next();
    const call: CallOptions = { signal, deadline: timeout > 0 ? performance.now() + timeout : undefined };
    try {
      return await this.#limited(call, bound, () => batches.next(), stop);
    } catch (error) {
      await this.#closeStream(batches);
      throw error;
    }
  }

  async #closeStream(batches: AsyncIterator<readonly Row[]>): Promise<void> {
    try {
      await batches.return?.();
    } catch {
      // The cursor's state on the server is not known any more.
      this.markDoubtful();
    }
  }

  /** A call that waited for its turn here could wait for ever: the stream's reader may be the one who makes it. */
  #refuseWhileOccupied(): void {
    if (this.#occupiedBy === undefined) return;
    throw usage(
      `${this.#occupiedBy} is under way on this connection, which can do one thing at a time`,
      "Let it end first, or use the database itself, which takes another connection",
    );
  }

  async #occupying<T>(by: string, call: CallOptions, task: () => Promise<T>): Promise<T> {
    await this.#turns.take(call);
    try {
      this.#refuseWhileOccupied();
      this.#occupiedBy = by;
    } catch (error) {
      throw this.#explain(error, undefined);
    } finally {
      this.#turns.end();
    }
    try {
      return call === noLimits ? await task() : await this.#limited(call, undefined, task);
    } catch (error) {
      throw this.#explain(error, undefined);
    } finally {
      this.#occupiedBy = undefined;
    }
  }

  async #limited<T>(
    call: CallOptions,
    bound: BoundStatement | undefined,
    task: () => T | Promise<T>,
    stop?: AbortController,
  ): Promise<T> {
    const before = exceeded(call);
    if (before !== undefined) throw before;
    const watch = new LimitWatch(this.session, call, stop);
    try {
      return await task();
    } catch (error) {
      const known = this.#explain(error, bound);
      const limit = watch.explain(known);
      throw limit === undefined ? known : this.#withState(limit);
    } finally {
      await watch.end();
      if (watch.cut) this.markBroken();
    }
  }

  /** The caller's error, with what it did to the transaction and the connection. */
  #explain(error: unknown, bound: BoundStatement | undefined): DatabaseError {
    // It passes here once for the limits and once for the call.
    if (error !== undefined && error === this.#explained) return this.#explained;
    const known = toDatabaseError(this.context.driver, error, bound?.compiled.text);
    if (known.connection !== "keep" && known.family !== "usage") this.#evict(known);
    if (known.connection === "evict-host") this.context.roleLost();
    return this.#withState(known);
  }

  /** A permanent session is given up only when it is lost: by an attached file that is damaged, say, the database is not. */
  #evict(error: DatabaseError): void {
    if (this.context.permanent && error.kind !== "connection-lost") this.#mustReset = true;
    else this.#broken = true;
  }

  /** What the server says of the transaction now is better than any table. */
  #withState(error: DatabaseError): DatabaseError {
    this.#explained = error;
    const { transaction } = this.session;
    const state = transaction === "failed" ? "failed" : this.#begun && transaction === "none" ? "ended" : undefined;
    if (state === undefined) {
      this.lastFailure = undefined;
      return error;
    }
    this.lastFailure ??= error;
    if (error.transactionState === "unchanged") (error as { transactionState: string }).transactionState = state;
    return error;
  }

  async #traced<T>(details: EventDetails, task: () => Promise<T>): Promise<T> {
    const event: OperationEvent = {
      ...this.context.event,
      ...details,
      transaction: this.session.transaction !== "none",
    };
    return trace(channels.operation, event, async () => {
      const result = await task();
      const rows = (result as { rows?: readonly unknown[] } | null | undefined)?.rows;
      if (rows !== undefined) event["db.response.returned_rows"] = rows.length;
      return result;
    });
  }
}

/** The cheaper test, for what is always an object. */
function isThere(outcome: Result | Promise<Result>): outcome is Result {
  return (outcome as Result).rows !== undefined;
}

function transactionByText(engine: string): DatabaseError {
  return databaseError({
    kind: "usage",
    engine,
    message: "a statement that begins or ends a transaction cannot be run as text",
    hint: "Use db.transaction(fn), or db.begin() for the manual form, so that the connection's state is known",
  });
}
