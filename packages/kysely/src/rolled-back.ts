import { DatabaseError } from "@db/core";

/** The key by which Kysely knows the errors of commits that were rollbacks; it is registered for others to set. */
const abortedTransaction = Symbol.for("kysely.AbortedTransactionError");

/** Tells Kysely that the transaction is over, so that it neither rolls back again nor keeps the connection. */
export function markRolledBack(error: unknown): unknown {
  if (DatabaseError.is(error) && error.kind !== "outcome-unknown")
    Object.defineProperty(error, abortedTransaction, { value: true, configurable: true });
  return error;
}
