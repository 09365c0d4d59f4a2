import { AsyncLocalStorage } from "node:async_hooks";
import type { TransactionScope } from "./transaction-scope.ts";

/** The transaction that calls on the database take part in, for whoever runs inside an ambient one. */
export class AmbientTransactions {
  readonly #storage = new AsyncLocalStorage<TransactionScope | undefined>();
  /** Until the first one nobody needs to look. */
  #any = false;

  get current(): TransactionScope | undefined {
    return this.#any ? this.#storage.getStore() : undefined;
  }

  /** Runs a callback inside; `undefined` hides the one around. */
  run<T>(scope: TransactionScope | undefined, task: () => Promise<T>): Promise<T> {
    this.#any = true;
    return this.#storage.run(scope, task);
  }
}
