import { channels, type DatabaseEvent, type HookErrorEvent } from "../events/index.ts";
import type { TransactionHook } from "./transaction.ts";

/** The hooks of one level of a transaction. */
export class Hooks {
  #afterCommit: TransactionHook[] = [];
  #afterRollback: TransactionHook[] = [];

  addAfterCommit(hook: TransactionHook): void {
    this.#afterCommit.push(hook);
  }

  addAfterRollback(hook: TransactionHook): void {
    this.#afterRollback.push(hook);
  }

  /** Hands everything to the level around: a released savepoint shares the fate of what it is in. */
  moveTo(outer: Hooks): void {
    outer.#afterCommit.push(...this.#afterCommit);
    outer.#afterRollback.push(...this.#afterRollback);
    this.#afterCommit = [];
    this.#afterRollback = [];
  }

  /** Resolves when all have run; nothing when there are none. Never rejects. */
  committed(event: DatabaseEvent): Promise<void> | undefined {
    return this.#afterCommit.length === 0 ? undefined : runAll(this.#afterCommit, "after-commit", event);
  }

  /** As `committed`. */
  rolledBack(event: DatabaseEvent): Promise<void> | undefined {
    return this.#afterRollback.length === 0 ? undefined : runAll(this.#afterRollback, "after-rollback", event);
  }
}

async function runAll(
  hooks: readonly TransactionHook[],
  hook: HookErrorEvent["hook"],
  event: DatabaseEvent,
): Promise<void> {
  for (const one of hooks) {
    try {
      await one();
    } catch (error) {
      if (channels.hookError.hasSubscribers) channels.hookError.publish({ ...event, hook, error });
      else
        process.emitWarning(
          `An ${hook} hook of a transaction failed: ${error instanceof Error ? error.name : typeof error}`,
          "DatabaseHookWarning",
        );
    }
  }
}
