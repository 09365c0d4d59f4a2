export type { ManualTransaction, Transaction, TransactionHook } from "./transaction.ts";
export type { Propagation, RetryOptions, TransactionOptions } from "./transaction-options.ts";
