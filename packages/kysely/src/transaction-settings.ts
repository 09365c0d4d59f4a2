import { usage, type IsolationLevel, type TransactionOptions } from "@db/core";
import type { TransactionSettings } from "kysely";

const isolationLevels: Readonly<Record<NonNullable<TransactionSettings["isolationLevel"]>, IsolationLevel>> = {
  "read uncommitted": "read-uncommitted",
  "read committed": "read-committed",
  "repeatable read": "repeatable-read",
  serializable: "serializable",
  snapshot: "snapshot",
};

/**
 * Kysely's settings of a transaction as core's. What the engine lacks core refuses when the transaction begins.
 * @throws DatabaseError `usage` for a setting that Kysely did not have when this was written.
 */
export function transactionOptions(settings: TransactionSettings): TransactionOptions | undefined {
  const { isolationLevel, accessMode, ...rest } = settings;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw usage(`the setting ${unknown} of a transaction is not known here`);
  if (isolationLevel === undefined && accessMode === undefined) return undefined;
  return {
    isolation: isolationLevel === undefined ? undefined : isolationLevels[isolationLevel],
    readOnly: accessMode === undefined ? undefined : accessMode === "read only",
  };
}
