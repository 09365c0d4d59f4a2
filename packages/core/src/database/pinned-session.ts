import { databaseError } from "../errors/index.ts";
import { TransactionManager, type Loan, type TransactionManagerHost } from "../transaction/transaction-manager.ts";
import type { ManualTransaction, Transaction, TransactionOptions } from "../transaction/index.ts";
import type { ManagedSession } from "./managed-session.ts";
import type { DatabaseSession } from "./relational-database.ts";
import { SessionQueryable } from "./session-queryable.ts";

/** A session lent to a callback until it returns. */
export class PinnedSession extends SessionQueryable implements DatabaseSession {
  readonly #transactions: TransactionManager;
  readonly #begun: ManualTransaction[] = [];
  #ended = false;

  constructor(managed: ManagedSession, host: TransactionManagerHost) {
    super(managed, host.shared);
    this.#transactions = new TransactionManager({
      ...host,
      only: managed,
      // A transaction of this session runs on it; only one that must be apart gets a session of its own.
      acquire: (call, apart) => (apart ? host.acquire(call, apart) : this.#loan()),
    });
  }

  async transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.check();
    return this.#transactions.run(run, options);
  }

  async begin(options?: TransactionOptions): Promise<ManualTransaction> {
    this.check();
    const begun = await this.#transactions.begin(options);
    this.#begun.push(begun);
    return begun;
  }

  async native<T>(use: (client: unknown) => Promise<T>): Promise<T> {
    this.check();
    return use(await this.managed.lend());
  }

  /** Says that the callback has returned. What it began and did not end is rolled back, before the session is lent on. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const transaction of this.#begun) await transaction[Symbol.asyncDispose]();
  }

  protected override check(): void {
    if (this.#ended)
      throw databaseError({
        kind: "closed",
        engine: this.engine,
        message: "the session was given back when its callback returned",
      });
  }

  #loan(): Loan {
    return { resource: this.managed, release: () => undefined };
  }
}
