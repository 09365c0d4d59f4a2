import type { ManagedSession } from "../database/managed-session.ts";
import { exceeded, noLimits } from "../database/limits.ts";
import { SessionQueryable, type QueryableContext } from "../database/session-queryable.ts";
import type { CallOptions, TransactionSettings } from "../driver/index.ts";
import { DatabaseError, databaseError, unsupported, usage } from "../errors/index.ts";
import { Hooks } from "./hooks.ts";
import type { ManualTransaction, Transaction, TransactionHook } from "./transaction.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** How a level ended, or that it has not. */
export type TransactionState = "active" | "committed" | "rolled-back" | "prepared" | "unknown";

/** What a scope needs of whoever began it. */
export interface ScopeHost {
  /** Runs a transaction that was asked for on this one. */
  transaction<T>(
    current: TransactionScope,
    run: (tx: Transaction) => Promise<T>,
    options: TransactionOptions | undefined,
  ): Promise<T>;
}

/** How a scope is set up. */
export interface ScopeSetup {
  readonly settings: TransactionSettings;
  readonly limits: CallOptions;
  readonly transactional: boolean;
  readonly host: ScopeHost;
  /** Gives the session back; called once, when the outermost level has ended. */
  readonly release: (discard: boolean) => void;
}

/** One level of a transaction: the transaction itself, or a savepoint in it. */
export class TransactionScope extends SessionQueryable implements ManualTransaction {
  readonly depth: number;
  readonly setup: ScopeSetup;
  readonly #parent: TransactionScope | undefined;
  readonly #hooks = new Hooks();
  #state: TransactionState = "active";
  #ending = false;
  #child: TransactionScope | undefined;
  #savepoints = 0;
  #savepoint = "";
  #rollbackOnly: { readonly reason: unknown } | undefined;
  /** Set while a callback owns the scope: then nobody else may end it. */
  ownedByCallback = false;

  constructor(managed: ManagedSession, shared: QueryableContext, setup: ScopeSetup, parent?: TransactionScope) {
    super(managed, shared);
    this.setup = setup;
    this.#parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  /** The session it runs on. */
  get session(): ManagedSession {
    return this.managed;
  }

  get transactional(): boolean {
    return this.setup.transactional;
  }

  get isRollbackOnly(): boolean {
    return this.#rollbackOnly !== undefined;
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** Begins it on the server; gives a promise where that takes time. On failure the session is given back. */
  start(): void | Promise<void> {
    if (!this.transactional) return undefined;
    try {
      return this.managed
        .begin(this.setup.settings, this.setup.limits)
        ?.catch((error: unknown) => this.#notStarted(error));
    } catch (error) {
      return this.#notStarted(error);
    }
  }

  #notStarted(error: unknown): never {
    this.#state = "rolled-back";
    this.setup.release(this.managed.session.transaction !== "none");
    throw error;
  }

  /** Begins a savepoint. */
  async nest(limits: CallOptions): Promise<TransactionScope> {
    this.check();
    if (!this.transactional) throw usage("there is no transaction here to nest another in");
    if (!this.managed.context.driver.capabilities.savepoints) throw unsupported(this.engine, "savepoints");
    const child = new TransactionScope(this.managed, this.shared, { ...this.setup, limits }, this);
    child.#savepoint = `db_savepoint_${this.depth + 1}_${++this.#savepoints}`;
    this.#child = child;
    try {
      await this.#control(this.#savepointSyntax.create(child.#savepoint), limits);
    } catch (error) {
      this.#child = undefined;
      throw error;
    }
    return child;
  }

  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.setup.host.transaction(this, run, options);
  }

  async begin(): Promise<ManualTransaction> {
    return this.nest(this.setup.limits);
  }

  setRollbackOnly(reason?: unknown): void {
    this.#requireActive();
    this.#rollbackOnly ??= { reason };
  }

  afterCommit(hook: TransactionHook): void {
    this.#requireActive();
    this.#hooks.addAfterCommit(hook);
  }

  afterRollback(hook: TransactionHook): void {
    this.#requireActive();
    this.#hooks.addAfterRollback(hook);
  }

  async native<T>(use: (client: unknown) => Promise<T>): Promise<T> {
    this.check();
    return use(await this.managed.lend(this.setup.limits));
  }

  async commit(): Promise<void> {
    if (this.ownedByCallback)
      throw state("the transaction commits when its callback returns", "Use db.begin() for the manual form");
    await this.finish();
  }

  async rollback(): Promise<void> {
    if (this.ownedByCallback)
      throw state(
        "the transaction rolls back when its callback throws",
        "Use setRollbackOnly(), or db.begin() for the manual form",
      );
    this.#requireActive();
    this.#requireNoChild();
    await this.abandon(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === "active" && !this.#ending) await this.abandon(undefined);
  }

  async prepare(name: string): Promise<void> {
    this.#requireActive();
    this.#requireNoChild();
    const { session } = this.managed;
    if (!this.managed.context.driver.capabilities.twoPhase) throw unsupported(this.engine, "two-phase commit");
    if (this.depth > 0) throw state("a savepoint cannot be prepared, only the transaction around it");
    const doom = this.#doom();
    if (doom !== undefined) await this.#endDoomed(doom);
    this.#ending = true;
    try {
      await this.managed.exclusively(this.setup.limits, () => session.prepareTransaction?.(name) ?? Promise.resolve());
    } catch (error) {
      await this.#rollbackOnServer(error);
      throw error;
    }
    this.#state = "prepared";
    this.setup.release(false);
  }

  /** Commits, or fails with the error that says why it was rolled back instead; gives a promise where that takes time. */
  finish(): void | Promise<void> {
    this.#requireActive();
    this.#requireNoChild();
    const doom = this.#doom();
    if (doom !== undefined) return this.#endDoomed(doom);
    this.#ending = true;
    return this.#parent !== undefined ? this.#releaseSavepoint(this.#parent) : this.#commitOnServer();
  }

  /** Rolls back because of an error, or without one. Never rejects: what fails is attached to the error. */
  async abandon(error: unknown): Promise<void> {
    if (this.#state !== "active") return;
    this.#ending = true;
    await this.#rollbackOnServer(error);
  }

  protected override get surrounding(): CallOptions {
    return this.setup.limits;
  }

  protected override check(): void {
    this.#requireActive();
    this.#requireNoChild();
    const limit = exceeded(this.setup.limits);
    if (limit !== undefined) throw limit;
    const status = this.managed.session.transaction;
    if (this.transactional && status !== "open") throw this.#noLongerOpen(status);
  }

  /** What the server ended by itself must not be gone on with: each statement would be a transaction of its own. */
  #noLongerOpen(status: "failed" | "none"): DatabaseError {
    const cause = this.managed.lastFailure;
    const facts = { kind: "transaction-failed", engine: this.engine, cause } as const;
    if (status === "failed") return databaseError({ ...facts, transactionState: "failed" });
    const message = "the server has ended the transaction because of an earlier error";
    return databaseError({ ...facts, message, transactionState: "ended", retry: cause?.retry });
  }

  // --- endings -----------------------------------------------------------------------------------------------------

  /** The error that says why it cannot be committed, if there is a reason. */
  #doom(): DatabaseError | undefined {
    const limit = exceeded(this.setup.limits);
    // Failed, or ended by the server itself.
    const failed = this.transactional && this.managed.session.transaction !== "open";
    if (limit !== undefined || (!failed && this.#rollbackOnly === undefined)) return limit;
    const reason = this.#rollbackOnly?.reason ?? this.managed.lastFailure;
    return databaseError({
      kind: "rolled-back",
      engine: this.engine,
      transactionState: "ended",
      // What was asked for or swallowed by the program will be so again.
      retry: DatabaseError.is(reason) ? reason.retry : "never",
      message: failed
        ? "a statement of the transaction had failed, so it was rolled back instead of committed"
        : "the transaction was marked rollback-only, so it was rolled back instead of committed",
      cause: reason,
    });
  }

  async #endDoomed(error: DatabaseError): Promise<never> {
    await this.abandon(error);
    throw error;
  }

  #commitOnServer(): void | Promise<void> {
    if (!this.transactional) return this.#committed();
    let committed: void | Promise<void>;
    try {
      committed = this.managed.commit(this.setup.limits);
    } catch (error) {
      return this.#commitFailed(error as DatabaseError);
    }
    if (committed === undefined) return this.#committed();
    return committed.then(
      () => this.#committed(),
      (error: unknown) => this.#commitFailed(error as DatabaseError),
    );
  }

  #committed(): void | Promise<void> {
    this.#state = "committed";
    this.setup.release(false);
    return this.#hooks.committed(this.managed.context.event);
  }

  /** The session is not trusted after a failed commit, whatever it says of itself. */
  async #commitFailed(error: DatabaseError): Promise<never> {
    // A limit that passed meanwhile may have cut the connection.
    const unknown = error.family === "connection" || error.kind === "outcome-unknown" || this.managed.broken;
    this.#state = unknown ? "unknown" : "rolled-back";
    if (!unknown && this.managed.session.transaction !== "none")
      await this.managed.rollback().catch((second: unknown) => (error.rollbackError = second));
    else this.managed.transactionEnded();
    this.setup.release(true);
    if (!unknown) await this.#hooks.rolledBack(this.managed.context.event);
    if (!unknown || error.kind === "outcome-unknown") throw error;
    throw databaseError({
      kind: "outcome-unknown",
      engine: this.engine,
      message: "the connection broke during the commit, so it is not known whether it happened",
      hint: "Look whether the work is there before doing it again; retry.verify does so for every attempt",
      transactionState: "ended",
      cause: error,
    });
  }

  async #releaseSavepoint(parent: TransactionScope): Promise<void> {
    const { release } = this.#savepointSyntax;
    try {
      if (release !== undefined) await this.#control(release(this.#savepoint), this.setup.limits);
    } catch (error) {
      await this.#rollbackOnServer(error);
      throw error;
    }
    this.#state = "committed";
    this.#hooks.moveTo(parent.#hooks);
    parent.#child = undefined;
  }

  async #rollbackOnServer(error: unknown): Promise<void> {
    const parent = this.#parent;
    let discard = false;
    this.#endChild();
    try {
      if (parent !== undefined) await this.#rollbackSavepoint();
      else if (this.transactional && this.managed.session.transaction !== "none") await this.managed.rollback();
      else this.managed.transactionEnded();
    } catch (second) {
      discard = true;
      this.managed.markDoubtful();
      // What the callback threw may be frozen.
      if (typeof error === "object" && error !== null) Reflect.set(error, "rollbackError", second);
    }
    this.#state = "rolled-back";
    if (parent === undefined) this.setup.release(discard);
    else {
      parent.#child = undefined;
      // The session's transaction is gone or unknown: what is around cannot be committed either.
      if (discard) parent.#rollbackOnly ??= { reason: error };
    }
    await this.#hooks.rolledBack(this.managed.context.event);
  }

  /** What is still nested ends with this level: the session may soon be somebody else's. */
  #endChild(): void {
    const child = this.#child;
    if (child === undefined) return;
    child.#endChild();
    child.#state = "rolled-back";
    child.#hooks.moveTo(this.#hooks);
    this.#child = undefined;
  }

  async #rollbackSavepoint(): Promise<void> {
    const { rollback, release } = this.#savepointSyntax;
    await this.#control(rollback(this.#savepoint), noLimits);
    this.managed.lastFailure = undefined;
    if (release !== undefined) await this.#control(release(this.#savepoint), noLimits);
  }

  get #savepointSyntax(): ReturnType<() => ManagedSession["context"]["driver"]["dialect"]["savepoints"]> {
    return this.managed.context.driver.dialect.savepoints;
  }

  async #control(text: string, call: CallOptions): Promise<void> {
    await this.managed.control(this.shared.compiler.text(text), call);
  }

  #requireActive(): void {
    if (this.#state === "active" && !this.#ending) return;
    const how =
      this.#state === "active"
        ? "is ending"
        : this.#state === "unknown"
          ? "has ended with an unknown outcome"
          : `was ${this.#state === "rolled-back" ? "rolled back" : this.#state}`;
    throw state(`the transaction ${how} and cannot be used any more`);
  }

  #requireNoChild(): void {
    if (this.#child === undefined) return;
    throw state("a transaction nested in this one is still open", "Use the inner transaction until it has ended");
  }
}

function state(message: string, hint?: string): DatabaseError {
  return databaseError({ kind: "transaction-state", message, hint });
}
