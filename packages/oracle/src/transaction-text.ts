import { databaseError, type TransactionSettings } from "@db/core";

/** What a transaction is begun with; nothing where nothing is asked for, as Oracle begins it by its first change. */
export function beginning({ isolation, readOnly }: TransactionSettings): string | undefined {
  // A read-only transaction sees one snapshot, which is as much as either level asks.
  if (readOnly === true) return "set transaction read only";
  if (isolation === "snapshot") return "set transaction isolation level serializable";
  if (isolation !== undefined) return "set transaction isolation level read committed";
  return readOnly === false ? "set transaction read write" : undefined;
}

/** What a connection refuses because of the transaction that it is in. */
export function stateError(message: string, hint?: string): Error {
  return databaseError({ kind: "transaction-state", engine: "oracle", message, hint });
}

/** A block that was done, and ended the transaction it ran in. */
export function endedByBlock(): Error {
  return databaseError({
    kind: "transaction-state",
    engine: "oracle",
    transactionState: "ended",
    message: "the block was done, and it ended the transaction",
    hint: "Leave commit and rollback to the transaction",
  });
}
