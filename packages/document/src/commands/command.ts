import type { DocumentStore, StoreCall, StoreTransaction } from "../store/store.ts";
import type { Document } from "../values/types.ts";
import type { CursorRegistry } from "./cursor-registry.ts";
import type { FieldRules } from "./fields.ts";

/** What a command runs in. */
export interface CommandContext {
  readonly store: DocumentStore;
  /** The transaction that the caller has open; without one each command has its own. */
  readonly transaction: StoreTransaction | undefined;
  readonly cursors: CursorRegistry;
  readonly call: StoreCall;
  /** Whether cursors give documents in the form that programs get; else in the imported one, for answers of commands. */
  readonly exported?: boolean;
}

/** One of MongoDB's commands (https://www.mongodb.com/docs/manual/reference/command). */
export interface Command extends FieldRules {
  /** Its name: the first field of a command document. */
  readonly name: string;
  /** What is refused before the read concern is. */
  check?(command: Document): void;
  /** Runs it; the fields have been checked. The answer has no `ok`. */
  run(command: Document, context: CommandContext): Promise<Document>;
}

/** Runs work in the caller's transaction, or in one of its own. */
export function inTransaction<T>(
  context: CommandContext,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  return context.transaction === undefined ? context.store.transaction(work, context.call) : work(context.transaction);
}

/** As {@link inTransaction}, for work that changes what collections are: nobody else writes to them until it is done. */
export function changingCollections<T>(
  context: CommandContext,
  names: readonly string[],
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  return inTransaction(context, async (transaction) => {
    await transaction.lockCollections?.(names);
    return work(transaction);
  });
}

/** Runs work that only reads: in the caller's transaction, or in a snapshot of its own. */
export async function inSnapshot<T>(
  context: CommandContext,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  if (context.transaction !== undefined) return work(context.transaction);
  const snapshot = await context.store.snapshot(context.call);
  try {
    return await work(snapshot.transaction);
  } finally {
    await snapshot.close();
  }
}
