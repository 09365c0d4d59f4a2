import { databaseError, type DatabaseError, type DatabaseErrorInit } from "@db/core";
import { errorCodeKind } from "./error-codes.ts";

/**
 * The error for a fault in the language or in what it was applied to: `nativeCode` is MongoDB's numeric code, `kind`
 * what that code means. The message names operators, fields and types, never a value. `more` overrides what follows
 * from the code.
 */
export function documentError(code: number, message: string, more: Partial<DatabaseErrorInit> = {}): DatabaseError {
  return databaseError({ kind: errorCodeKind(code), engine: "document", nativeCode: code, message, ...more });
}

/** What MongoDB has and this evaluator has not: refused by name, never left out of account. */
export function unsupportedFeature(what: string, hint?: string): DatabaseError {
  return databaseError({
    kind: "unsupported",
    engine: "document",
    nativeCode: 238,
    message: `${what} is not supported`,
    hint,
  });
}

/** An error of a store's engine with MongoDB's code where that is known: 50 (MaxTimeMSExpired) for the end of a time limit. */
export function withMongoCode(cause: DatabaseError): DatabaseError {
  if (cause.kind !== "timeout" || cause.nativeCode === 50) return cause;
  const { kind, engine, message, transactionState } = cause;
  return databaseError({ kind, engine, message, transactionState, nativeCode: 50, cause });
}
