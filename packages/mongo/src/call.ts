import { channels, trace, type DocumentCallOptions, type OperationEvent } from "@db/core";
import type { ClientSession, Db } from "mongodb";
import type { ClientHolder } from "./client-holder.ts";
import { exceeded, limitsOf, withinLimits, type Bounds, type Limits } from "./limits.ts";
import { toDatabaseError, type CallState } from "./mongo-errors.ts";
import type { TransactionScope } from "./transaction-scope.ts";

/** What a call is, for events and errors. */
export interface CallFacts {
  /** As MongoDB's commands are named: `find`. */
  readonly name: string;
  readonly collection?: string;
  readonly operation: OperationEvent["operation"];
  readonly writes: boolean;
}

/** An operation's event with MongoDB's name for it. */
export interface MongoOperationEvent extends OperationEvent {
  readonly "db.operation.name": string;
}

/** What the client's methods take of a call. */
export interface ClientBounds extends Bounds {
  readonly session?: ClientSession;
}

/** Carries calls out on the client: within their limits, told on core's channels, their errors translated. */
export class Calls {
  readonly holder: ClientHolder;
  /** The transaction that every call is part of. */
  readonly transaction: TransactionScope | undefined;

  constructor(holder: ClientHolder, transaction?: TransactionScope) {
    this.holder = holder;
    this.transaction = transaction;
  }

  limits(options: DocumentCallOptions): Limits {
    // In a transaction its own limit counts, and that of the call.
    return this.transaction === undefined
      ? limitsOf(options, this.holder.options.timeout)
      : limitsOf(options, 0, this.transaction.limits);
  }

  state({ writes }: Pick<CallFacts, "writes">): CallState {
    return { writes, transaction: this.transaction !== undefined };
  }

  event({ operation, name, collection }: CallFacts): MongoOperationEvent {
    return {
      ...this.holder.event,
      operation,
      "db.operation.name": name,
      "db.collection.name": collection,
      transaction: this.transaction !== undefined,
    };
  }

  /**
   * Runs one call on the client. Rejects with a `DatabaseError`; `translate` makes that of the client's error, where it is
   * not the usual one.
   */
  async run<T>(
    facts: CallFacts,
    options: DocumentCallOptions,
    operate: (db: Db, bounds: ClientBounds) => Promise<T>,
    translate: (error: unknown, state: CallState) => Error = toDatabaseError,
  ): Promise<T> {
    if (channels.operation.hasSubscribers)
      return trace(channels.operation, this.event(facts), () => this.#run(facts, options, operate, translate));
    return this.#run(facts, options, operate, translate);
  }

  async #run<T>(
    facts: CallFacts,
    options: DocumentCallOptions,
    operate: (db: Db, bounds: ClientBounds) => Promise<T>,
    translate: (error: unknown, state: CallState) => Error,
  ): Promise<T> {
    try {
      const limits = this.limits(options);
      const late = exceeded(limits);
      if (late !== undefined) throw late;
      const { transaction } = this;
      if (transaction === undefined) return await withinLimits(limits, (bounds) => this.#inSession(bounds, operate));
      return await transaction.turn(() =>
        withinLimits(limits, async (bounds) =>
          operate(await this.holder.db(), { ...bounds, session: transaction.session }),
        ),
      );
    } catch (error) {
      const failure = translate(error, this.state(facts));
      this.transaction?.note(failure);
      throw failure;
    }
  }

  /** A call that may be cut has a session of its own, by which the server is told what to stop. */
  async #inSession<T>(bounds: Bounds, operate: (db: Db, bounds: ClientBounds) => Promise<T>): Promise<T> {
    const db = await this.holder.db();
    if (bounds.signal === undefined) return operate(db, bounds);
    const session = db.client.startSession({ causalConsistency: false });
    try {
      return await operate(db, { ...bounds, session });
    } finally {
      if (bounds.signal.aborted) await this.holder.stopSession(session);
      await session.endSession();
    }
  }
}
