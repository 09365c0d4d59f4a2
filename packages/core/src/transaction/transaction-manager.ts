import type { EndpointPool } from "../database/endpoint-pool.ts";
import { isPromise } from "../database/is-promise.ts";
import { callLimits } from "../database/limits.ts";
import type { ManagedSession } from "../database/managed-session.ts";
import type { QueryableContext } from "../database/session-queryable.ts";
import type { CallOptions, TransactionSettings } from "../driver/index.ts";
import { databaseError, usage } from "../errors/index.ts";
import { channels, trace, type TransactionEvent } from "../events/index.ts";
import type { AmbientTransactions } from "./ambient.ts";
import { checkSettings } from "./check-settings.ts";
import { retryPlan, withRetry, type Attempt, type RetryPlan } from "./retry.ts";
import { TransactionScope, type ScopeHost } from "./transaction-scope.ts";
import type { ManualTransaction, Transaction } from "./transaction.ts";
import type { Propagation, TransactionOptions } from "./transaction-options.ts";

/** What a manager needs of its database. */
export interface TransactionManagerHost {
  readonly endpoint: EndpointPool;
  readonly shared: QueryableContext;
  readonly retry: RetryPlan;
  readonly ambient: AmbientTransactions;
  /** Set for a pinned session: transactions run on it, and none on another is joined. */
  readonly only?: ManagedSession | undefined;
  /** Lends a session of the primary; `apart` asks for one beside that of the transaction under way. */
  acquire(call: CallOptions, apart: boolean): Loan | Promise<Loan>;
}

/** A session lent for one transaction. */
export interface Loan {
  readonly resource: ManagedSession;
  release(): void;
}

type Callback<T> = (tx: Transaction) => Promise<T>;

/** Begins, joins and repeats the transactions of one database. */
export class TransactionManager implements ScopeHost {
  readonly #host: TransactionManagerHost;

  constructor(host: TransactionManagerHost) {
    this.#host = host;
  }

  /** Runs a transaction asked for on the database. */
  run<T>(run: Callback<T>, options?: TransactionOptions): Promise<T> {
    return this.#propagate(this.#current, run, options ?? {}, options?.propagation ?? "required");
  }

  /** Runs a transaction asked for on another. */
  transaction<T>(current: TransactionScope, run: Callback<T>, options: TransactionOptions | undefined): Promise<T> {
    return this.#propagate(current, run, options ?? {}, options?.propagation ?? "nested");
  }

  /** The ambient transaction, unless it runs on another session than the only one that may be used here. */
  get #current(): TransactionScope | undefined {
    const { ambient, only } = this.#host;
    const { current } = ambient;
    return only === undefined || current?.session === only ? current : undefined;
  }

  /** Begins a transaction that its owner ends. */
  async begin(options: TransactionOptions = {}): Promise<ManualTransaction> {
    if (this.#host.only === undefined && this.#host.ambient.current !== undefined) this.refuseToWaitForItself();
    if (options.retry !== undefined)
      throw usage("the manual form cannot be retried", "Use db.transaction(fn, { retry })");
    if (options.ambient === true)
      throw usage("the manual form cannot be ambient", "Use db.transaction(fn, { ambient: true })");
    if (options.propagation !== undefined)
      throw usage("the manual form always begins a transaction of its own", "Use db.transaction(fn, { propagation })");
    return this.#begin(options, callLimits(options, 0), true, false);
  }

  #propagate<T>(
    current: TransactionScope | undefined,
    run: Callback<T>,
    options: TransactionOptions,
    propagation: Propagation,
  ): Promise<T> {
    try {
      return this.#choose(current, run, options, propagation);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #choose<T>(
    current: TransactionScope | undefined,
    run: Callback<T>,
    options: TransactionOptions,
    propagation: Propagation,
  ): Promise<T> {
    if (typeof run !== "function") throw usage("transaction takes a callback", "Use db.begin() for the manual form");
    const active = current !== undefined && current.transactional ? current : undefined;
    switch (propagation) {
      case "required":
        return active === undefined ? this.#outermost(run, options, true, current) : this.#join(active, run, options);
      case "requires-new":
        return this.#outermost(run, options, true, current);
      case "nested":
        return active === undefined ? this.#outermost(run, options, true, current) : this.#nested(active, run, options);
      case "mandatory":
        if (active === undefined) throw wrongState("the propagation is mandatory and no transaction is under way");
        return this.#join(active, run, options);
      case "supports":
        return active === undefined ? this.#outermost(run, options, false, current) : this.#join(active, run, options);
      case "not-supported":
        return this.#outermost(run, options, false, current);
      case "never":
        if (active !== undefined) throw wrongState("the propagation is never and a transaction is under way");
        return this.#outermost(run, options, false, current);
      default:
        throw usage(`"${String(propagation)}" is not a propagation`);
    }
  }

  /** A transaction of its own, or none at all, on a session of its own; with retries. */
  #outermost<T>(
    run: Callback<T>,
    options: TransactionOptions,
    transactional: boolean,
    around: TransactionScope | undefined,
  ): Promise<T> {
    if (!transactional) refuseSettings(options, "without a transaction");
    const plan = retryPlan(options.retry, transactional ? this.#host.retry : { ...this.#host.retry, attempts: 1 });
    const limits = callLimits(options, 0);
    const apart = around !== undefined;
    if (apart) this.refuseToWaitForItself();
    return withRetry<T>(plan, limits.signal, limits.deadline, (attempt, number) => {
      if (!channels.transaction.hasSubscribers)
        return this.#attempt(run, options, limits, { transactional, apart }, attempt);
      const event: TransactionEvent = { ...this.#host.endpoint.event, attempt: number };
      return trace(channels.transaction, event, () =>
        this.#attempt(run, options, limits, { transactional, apart }, attempt, event),
      );
    });
  }

  async #attempt<T>(
    run: Callback<T>,
    options: TransactionOptions,
    limits: CallOptions,
    how: { readonly transactional: boolean; readonly apart: boolean },
    attempt: Attempt<T>,
    event?: TransactionEvent,
  ): Promise<T> {
    const begun = this.#begin(options, limits, how.transactional, how.apart);
    const scope = isPromise(begun) ? await begun : begun;
    scope.ownedByCallback = true;
    try {
      const value = await this.#runIn(scope, run, options.ambient === true);
      attempt.value = { of: value };
      // The first phase of a two-phase commit was its end.
      const finished = scope.state === "prepared" ? undefined : scope.finish();
      if (finished !== undefined) await finished;
      return value;
    } catch (error) {
      await scope.abandon(error);
      throw error;
    } finally {
      // A level that was never ended, because its begin failed, did nothing.
      if (event !== undefined) event.outcome = scope.state === "active" ? "rolled-back" : scope.state;
    }
  }

  /** Gives a promise where a session has to be waited for, or the beginning. Throws or rejects. */
  #begin(
    options: TransactionOptions,
    limits: CallOptions,
    transactional: boolean,
    apart: boolean,
  ): TransactionScope | Promise<TransactionScope> {
    const { endpoint } = this.#host;
    const settings = settingsOf(options);
    if (transactional) checkSettings(endpoint.capabilities, endpoint.engine, settings);
    const loan = this.#host.acquire(limits, apart);
    return isPromise(loan)
      ? loan.then((lent) => this.#start(lent, settings, limits, transactional))
      : this.#start(loan, settings, limits, transactional);
  }

  #start(
    loan: Loan,
    settings: TransactionSettings,
    limits: CallOptions,
    transactional: boolean,
  ): TransactionScope | Promise<TransactionScope> {
    if (transactional && loan.resource.session.transaction !== "none") {
      loan.release();
      throw wrongState("a transaction is open on this session already; begin a nested one on it");
    }
    const release = (discard: boolean): void => {
      if (discard) loan.resource.markDoubtful();
      loan.release();
    };
    const { shared } = this.#host;
    const scope = new TransactionScope(loan.resource, shared, { settings, limits, transactional, host: this, release });
    const started = scope.start();
    return started === undefined ? scope : started.then(() => scope);
  }

  async #nested<T>(outer: TransactionScope, run: Callback<T>, options: TransactionOptions): Promise<T> {
    refuseSettings(options, "in a nested transaction");
    const limits = callLimits(options, 0, outer.setup.limits);
    const scope = await outer.nest(limits);
    scope.ownedByCallback = true;
    try {
      const value = await this.#runIn(scope, run, options.ambient === true);
      await scope.finish();
      return value;
    } catch (error) {
      await scope.abandon(error);
      throw error;
    }
  }

  async #join<T>(outer: TransactionScope, run: Callback<T>, options: TransactionOptions): Promise<T> {
    refuseMismatch(outer, options);
    try {
      return await this.#runIn(outer, run, options.ambient === true);
    } catch (error) {
      // Whoever joined has failed, so what it did is not whole: the transaction must not be committed.
      if (outer.state === "active") outer.setRollbackOnly(error);
      throw error;
    }
  }

  #runIn<T>(scope: TransactionScope, run: Callback<T>, ambient: boolean): Promise<T> {
    const around = this.#host.ambient;
    if (!ambient && around.current === undefined) return run(scope);
    return around.run(scope.transactional ? scope : undefined, () => run(scope));
  }

  /** Refuses a second session beside that of the transaction under way where it might never come. @throws DatabaseError `queue-full`. */
  refuseToWaitForItself(): void {
    const { used, waiting } = this.#host.endpoint.pool.stats();
    const { max } = this.#host.endpoint.pool.options;
    if (used < max && waiting === 0) return;
    throw databaseError({
      kind: "queue-full",
      message: `a second session is needed beside the transaction's own, and all ${max} are lent: it might wait for itself for ever`,
      hint: "Raise pool.max above the number of transactions that run at a time, or use a nested transaction",
    });
  }
}

function settingsOf({ isolation, readOnly, deferrable, immediate }: TransactionOptions): TransactionSettings {
  return { isolation, readOnly, deferrable, immediate };
}

const settingNames = ["isolation", "readOnly", "deferrable", "immediate"] as const;

function refuseSettings(options: TransactionOptions, where: string): void {
  const given = settingNames.find((name) => options[name] !== undefined);
  if (given !== undefined) throw usage(`${given} cannot be chosen ${where}`, "It belongs to the outermost transaction");
  if (options.retry !== undefined)
    throw usage(`retry cannot be chosen ${where}`, "Only a whole transaction can be repeated");
}

function refuseMismatch(outer: TransactionScope, options: TransactionOptions): void {
  if (options.retry !== undefined)
    throw usage("retry cannot be chosen where a transaction is joined", "Only a whole transaction can be repeated");
  if (options.timeout !== undefined || options.signal !== undefined)
    throw usage(
      "limits cannot be chosen where a transaction is joined",
      "Give them to the outermost transaction or to each statement",
    );
  for (const name of settingNames) {
    const wanted = options[name];
    if (wanted !== undefined && wanted !== (outer.setup.settings[name] ?? false)) {
      throw wrongState(
        `the transaction under way has ${name} ${String(outer.setup.settings[name] ?? "as the server's default")}, not ${String(wanted)}`,
      );
    }
  }
}

function wrongState(message: string): Error {
  return databaseError({ kind: "transaction-state", message });
}
